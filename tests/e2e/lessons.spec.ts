import type { Page } from '@playwright/test';
import {
  loadDataset,
  readEvaluation,
  readMetric,
  simulate,
  trainModel,
} from '../../scripts/demo-page.mjs';
import { expect, test } from './page';

/** Profit of the whole out-of-sample replay with a preset; the replay is at its end. */
async function profitOf(page: Page, preset: string): Promise<number> {
  const trades = page.locator('[data-metric="trades"]').first();
  const before = await trades.getAttribute('data-value');
  await page.getByRole('combobox', { name: 'Strategy preset' }).selectOption({ label: preset });
  await expect(trades).not.toHaveAttribute('data-value', before ?? '');
  return Number(await readMetric(page, 'pnl'));
}

test('the sample market teaches its lesson to the default network', async ({ page }) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'market' });
  await trainModel(page, 400_000);
  const { auc, bestReachableAuc } = await readEvaluation(page);
  expect(Number(bestReachableAuc)).toBeCloseTo(0.6, 1);
  const [reached, reachable] = [auc, bestReachableAuc].map((value) => Number(value) - 0.5);
  expect(reached / reachable).toBeGreaterThan(0.85);

  await simulate(page);
  expect(await profitOf(page, 'Conservative')).toBeGreaterThan(0);
  expect(await profitOf(page, 'Aggressive')).toBeLessThan(0);

  await page.getByRole('spinbutton', { name: 'Fee per side (bps)' }).fill('10');
  await page.keyboard.press('Tab');
  await expect.poll(() => readMetric(page, 'pnl')).toBeLessThan(-200);
  expect(await profitOf(page, 'Conservative')).toBeLessThan(0);
});

test('on pure noise the network finds nothing', async ({ page }) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'noise' });
  await trainModel(page, 400_000);
  const { aucCi } = await readEvaluation(page);
  expect(Number(aucCi[0])).toBeLessThan(0.5);
  expect(Number(aucCi[1])).toBeGreaterThan(0.5);
});
