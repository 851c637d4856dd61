import { loadDataset, openView, trainModel } from '../../scripts/demo-page.mjs';
import { expect, test } from './page';

test('two datasets are traded on one capital, with what each added, and each counts a try', async ({
  page,
}) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'noise' });
  await loadDataset(page, { files: [], sample: 'market' });
  await openView(page, 'Train');
  await page.getByRole('combobox', { name: 'Model kind' }).selectOption('logistic');
  await trainModel(page, 400_000);
  await openView(page, 'Simulate');
  await page
    .getByRole('region', { name: 'Tools' })
    .getByRole('button', { name: 'Several assets' })
    .click();
  const trade = page.getByRole('button', { name: 'Trade together' });
  await expect(trade).toHaveAttribute('aria-disabled', 'true');
  const boxes = page.getByRole('table', { name: 'Datasets to trade' }).getByRole('checkbox');
  await expect(boxes).toHaveCount(2);
  for (const box of await boxes.all()) await box.check();
  await trade.click();

  const parts = page.getByRole('table', { name: 'Contribution by dataset' }).locator('tbody tr');
  await expect(parts).toHaveCount(2, { timeout: 120_000 });
  const total = page.locator('[data-metric="portfolio-pnl"]');
  const pnl = Number(await total.getAttribute('data-value'));
  const values = await parts
    .locator('td[data-value]')
    .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
  expect(values[0] + values[1]).toBeCloseTo(pnl, 6);
  await expect(page.getByRole('table', { name: 'Correlation of daily P/L' })).toBeVisible();

  await page.reload();
  await expect(boxes.first()).toBeChecked();
  await openView(page, 'Evaluate');
  const tries = page.getByRole('table', { name: 'Trials' }).locator('tbody tr');
  await expect(tries.filter({ hasText: 'several assets' })).toHaveCount(1);
});
