import { readFileSync } from 'node:fs';
import { datasetRows, expect, makeFile, makeKlinesCsv, realFile, test, chooseFiles } from './page';

const header =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const setCell = (row: number, column: number, value: string) =>
  makeKlinesCsv(2_000, (cells, index) =>
    index === row ? cells.map((cell, at) => (at === column ? value : cell)) : cells,
  );

const refusals = [
  { what: 'an empty file', name: 'empty.csv', content: '', says: [/empty\.csv/, /empty/i] },
  {
    what: 'a text that is named .parquet',
    name: 'notes.parquet',
    content: 'not a table at all',
    says: [/notes\.parquet/, /not a parquet/i],
  },
  {
    what: 'a CSV without a close column',
    name: 'noclose.csv',
    content: `${header.replace(',close,', ',middle,')}\n${makeKlinesCsv(2_000)}`,
    says: [/noclose\.csv/, /close/],
  },
  {
    what: 'a price that is no number',
    name: 'nan.csv',
    content: setCell(41, 4, 'NaN'),
    says: [/nan\.csv/, /close/, /row 42/],
  },
  {
    what: 'a negative price',
    name: 'negative.csv',
    content: setCell(41, 3, '-3'),
    says: [/negative\.csv/, /low/, /row 42/],
  },
  {
    what: 'a high under the low',
    name: 'upside-down.csv',
    content: setCell(41, 2, '1'),
    says: [/upside-down\.csv/, /high/, /row 42/],
  },
];

test('a refusal names file, row and column, and loses nothing that was loaded', async ({
  page,
}) => {
  await page.goto('/');
  await chooseFiles(page, [makeFile('GOODUSDT-1m-2024-01.csv', makeKlinesCsv(2_000))]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '2000');

  const alert = page.getByRole('alert').filter({ hasText: /./ });
  for (const { what, name, content, says } of refusals) {
    await test.step(what, async () => {
      await chooseFiles(page, [makeFile(name, content)]);
      for (const pattern of says) await expect(alert).toContainText(pattern);
      await expect(datasetRows(page)).toHaveCount(1);
    });
  }
});

test('a truncated parquet file is refused, and what was loaded stays', async ({ page }) => {
  const path = realFile('btcusdt-spot/btcusdt_1m_2024q1.klines.parquet');
  test.skip(path === undefined, 'the market data in ../shared/data is absent');
  const bytes = readFileSync(path ?? '');
  await page.goto('/');
  await chooseFiles(page, [makeFile('GOODUSDT-1m-2024-01.csv', makeKlinesCsv(2_000))]);
  await expect(datasetRows(page)).toHaveCount(1);

  await chooseFiles(page, [makeFile('cut.parquet', bytes.subarray(0, bytes.length / 2))]);
  const alert = page.getByRole('alert').filter({ hasText: /./ });
  await expect(alert).toContainText(/cut\.parquet/);
  await expect(alert).toContainText(/cut short/);
  await expect(datasetRows(page)).toHaveCount(1);
});

test('too few bars to train on is said before anything is trained', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [makeFile('FEWUSDT-1m-2024-01.csv', makeKlinesCsv(300))]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '300');
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  const train = page.getByRole('button', { name: 'Train model', exact: true });
  if (await train.isEnabled()) await train.click();
  const alert = page.getByRole('alert').filter({ hasText: /./ });
  await expect(alert).toContainText(/needs at least \d+ bars/);
  await expect(alert).toContainText(/300/);
});
