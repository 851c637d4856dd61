import { chooseFiles, datasetRows, expect, realFile, test } from './page';

const quarter = realFile('btcusdt-spot/btcusdt_1m_2024q1.klines.parquet');
const months = ['01', '02', '03'].map((m) => realFile(`btcusdt-spot/BTCUSDT-1m-2024-${m}.zip`));
const maintenance = realFile('btcusdt-spot/BTCUSDT-1m-2023-03.zip');

test.skip(quarter === undefined, 'the market data in ../shared/data is absent');

test('a quarter of real minutes from parquet', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [quarter ?? '']);
  const row = datasetRows(page);
  await expect(row).toHaveAttribute('data-bars', '129600');
  await expect(row).toHaveAttribute('data-symbol', 'BTCUSDT');
  await expect(row).toHaveAttribute('data-interval-ms', '60000');
  await expect(row).toHaveAttribute('data-from', String(Date.UTC(2024, 0, 1)));
  await expect(row).toHaveAttribute('data-to', String(Date.UTC(2024, 2, 30, 23, 59)));
  await expect(row).toHaveAttribute('data-missing', '0');
});

test('three monthly archives become one dataset', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(
    page,
    months.filter((file) => file !== undefined),
  );
  const row = datasetRows(page);
  await expect(row).toHaveAttribute('data-bars', '131040');
  await expect(row).toHaveAttribute('data-missing', '0');
});

test('a maintenance gap is kept and shown', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [maintenance ?? '']);
  await expect(datasetRows(page)).toHaveAttribute('data-missing', '80');
  await page.getByText(/1 gap/).click();
  await expect(page.getByText('2023-03-24 12:40')).toBeVisible();
});
