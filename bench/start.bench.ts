import type { Page } from '@playwright/test';
import { openView } from '../scripts/demo-page.mjs';
import { serveApp } from './chromium-page';
import { median, roundTo, type BenchOptions, type BenchResult } from './measure';

/** How long a person looks at the bars before the click, in ms. */
const lookMs = 4_000;

/** Time from the click on *Train model* to the first step, in the page as released, on 90 days of the sample market. */
export async function* run({ rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  const found = { ahead: [] as number[], 'at the click': [] as number[] };
  const app = await serveApp();
  const { page, close } = await app.openPage();
  try {
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Try the sample market' }).click();
    await page.locator('tr[data-bars="129600"]').waitFor({ timeout: 120_000 });
    await openView(page, 'Train');
    for (let round = 0; round < rounds; round++) {
      for (const started of ['at the click', 'ahead'] as const) {
        // The address names the Train view: the page opens there again.
        await page.reload();
        await page.getByRole('button', { name: 'Train model', exact: true }).waitFor();
        if (started === 'ahead') await page.waitForTimeout(lookMs);
        found[started].push(await timeFirstStep(page));
        await page.getByRole('button', { name: 'Cancel', exact: true }).click();
        await page.getByText('Cancelled; nothing was kept.').waitFor();
      }
    }
  } finally {
    await close();
    await app.close();
  }
  for (const [started, times] of Object.entries(found)) {
    yield { name: 'first-step', started, ms: roundTo(median(times)) };
  }
}

/** Clicks and returns the ms until the page shows a step. */
function timeFirstStep(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const buttons = [...document.querySelectorAll('button')];
        const button = buttons.find(({ textContent }) => textContent.trim() === 'Train model');
        if (button === undefined) return reject(new Error('bench: there is no Train model'));
        const from = performance.now();
        button.click();
        const look = (): void => {
          const step = document.querySelector('[data-metric="step"]');
          if (Number(step?.getAttribute('data-value')) >= 1) resolve(performance.now() - from);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}
