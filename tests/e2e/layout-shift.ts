import type { Page } from '@playwright/test';

/** A shift of what is in view, and what moved. */
interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

/**
 * Counts the layout shifts from now on that do not follow an input within half a second; the function that it resolves to
 * returns those since then.
 */
export async function watchLayoutShift(page: Page): Promise<() => Promise<readonly Shift[]>> {
  await page.evaluate(() => {
    const shifts: Shift[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map(({ node }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return `${element?.tagName ?? ''} ${element?.textContent?.trim().slice(0, 40) ?? ''}`;
        });
        shifts.push({ value: entry.value, moved });
      }
    });
    observer.observe({ type: 'layout-shift' });
    Object.assign(window, { layoutShifts: shifts });
  });
  return () =>
    page.evaluate(() => (window as unknown as { layoutShifts: readonly Shift[] }).layoutShifts);
}
