import { datasetRows, expect, makeKlinesCsv, test } from './page';

const csv = makeKlinesCsv(300);

test('a table that is pasted becomes a dataset', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Fetch from Binance' })).toBeVisible();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, csv);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '300');
});

test('a data set that lies beside the page is loaded by ?data=', async ({ page, baseURL }) => {
  await page.route('**/shipped/SHIPUSDT-1m-2024-01.csv', (route) =>
    route.fulfill({ body: csv, contentType: 'text/csv' }),
  );
  await page.goto('/?data=shipped/SHIPUSDT-1m-2024-01.csv');
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'SHIPUSDT');
  await expect(page.getByText(`from ${baseURL}/shipped/SHIPUSDT-1m-2024-01.csv`)).toBeVisible();
  await page.reload();
  await expect(datasetRows(page)).toHaveCount(1);
});
