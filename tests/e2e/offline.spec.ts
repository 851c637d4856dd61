import { loadDataset } from '../../scripts/demo-page.mjs';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, test } from './page';

test('after the first visit the page works without a network', async ({ page, context }) => {
  await page.goto('/');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await chooseFiles(page, [makeFile('OFFUSDT-1m-2024-01.csv', makeKlinesCsv(2_000))]);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'OFFUSDT');
  const sample = await loadDataset(page, { files: [], sample: 'noise' });
  expect(sample.bars).toBeGreaterThan(0);
});
