import type { Page } from '@playwright/test';
import { expect, test } from './page';

test('the marker of a trade leads to its row, by pointer and by keyboard', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Watch a model trade' }).click();
  const replay = page.locator('[data-replay]');
  await expect(replay).toHaveText(/Running|At the end/, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('slider', { name: 'Position in history' }).press('End');
  await expect(replay).toHaveText('At the end');
  const chart = page.getByRole('region', { name: /Market chart/ });
  const table = page.getByRole('table', { name: 'Trades' });
  const chosen = table.locator('tr[aria-current="true"]');
  await expect(table.getByRole('row').nth(2)).toBeVisible();

  await test.step('a click on a marker shows the row of its trade', async () => {
    const marker = await findMarker(page);
    await page.mouse.click(marker.x, marker.y);
    await expect(chosen).toBeInViewport();
    await expect(chosen.getByRole('button')).not.toBeFocused();
  });

  await test.step('a row that is out of sight is scrolled to, though the table left it out', async () => {
    await chart.focus();
    await chart.press('Escape');
    await chart.press('Home');
    // The first trade of the replay: its row is the last one.
    await chart.press('t');
    const told = await chart.getByText(/^(Long|Short) from/).innerText();
    const side = page.getByRole('combobox', { name: 'Side of trades' });
    await side.selectOption(told.startsWith('Long') ? 'Short' : 'Long');
    await chart.press('Enter');
    await expect(chosen.getByRole('button')).toBeFocused();
    await expect(chosen).toBeInViewport({ ratio: 0.9 });
    await expect(side).toHaveValue('all');
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Returns the place of the uppermost marker: where the pointer says that there is something to press. */
async function findMarker(page: Page): Promise<Place> {
  const found = await page.locator('.market .u-over').evaluate((over: HTMLElement) => {
    const { left, top, width, height } = over.getBoundingClientRect();
    for (let y = top + 2; y < top + height; y += 3) {
      for (let x = left + 2; x < left + width; x += 3) {
        over.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y }));
        if (over.style.cursor === 'pointer') return { x, y };
      }
    }
    return undefined;
  });
  if (found === undefined) throw new Error('no marker is in view');
  return found;
}
