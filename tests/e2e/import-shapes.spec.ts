import type { Locator, Page } from '@playwright/test';
import { openView } from '../../scripts/demo-page.mjs';
import { createRandom } from '../../src/core/random';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, test } from './page';

/** Kinds of files that people have and that are not read at once: each is dropped, answered, and looked at. */

const minuteMs = 60_000;
const start = Date.UTC(2024, 0, 2);

const alertOf = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Map columns' });

/** The figure of the preview, once the choice that it belongs to has been counted. */
async function expectFigure(dialog: Locator, name: string, value: number): Promise<void> {
  const figure = dialog.locator(`[data-metric="preview-${name}"]`).first();
  await expect(figure).toHaveAttribute('data-value', String(value));
}

/** `count` rows of a day each, whose prices can be 190 or 190 thousand. */
function makeBrazilian(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const day = new Date(start + index * 1440 * minuteMs).toISOString().slice(0, 10);
    const prices = [0, 1, -1, 0.5].map((step) => (190 + (index % 7) + step).toFixed(3));
    return [day, ...prices].join(';');
  });
  return ['Data;Abertura;Máxima;Mínima;Último', ...rows, ''].join('\n');
}

/** Rows as MetaTrader 4 writes them, date and time of day apart, under names that say nothing. */
function makeMetaTrader(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const [date = '', clock = ''] = new Date(start + index * minuteMs).toISOString().split('T');
    const close = 1700 + (index % 7) / 4;
    const prices = [close, close + 1, close - 1, close].map((price) => price.toFixed(2));
    return [date.replaceAll('-', '.'), clock.slice(0, 5), ...prices, 100 + (index % 9)].join(',');
  });
  return ['k1,k2,k3,k4,k5,k6,k7', ...rows, ''].join('\n');
}

test('a number style that nothing tells is asked for, and is remembered for the next file', async ({
  page,
}) => {
  await page.goto('/');
  await chooseFiles(page, [makeFile('BTCBRL-a.csv', makeBrazilian(60))]);
  const dialog = dialogOf(page);
  const ways = dialog.getByRole('radiogroup', { name: 'Ways to read this file' });
  await expect(ways.getByRole('radio')).toHaveCount(2);
  await ways.getByRole('radio', { name: /thousands/ }).check();
  await expect(dialog.getByRole('combobox', { name: 'Numbers are written' })).toHaveValue(',');
  await expectFigure(dialog, 'bars', 60);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '60');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(datasetRows(page)).toHaveCount(0);

  await chooseFiles(page, [makeFile('BTCBRL-b.csv', makeBrazilian(70))]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '70');
  await expect(page.getByText('columns were mapped as you did for BTCBRL-a.csv')).toBeVisible();
  await page.getByRole('button', { name: 'Map columns again' }).click();
  await expect(dialog).toContainText('BTCBRL-b.csv');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(datasetRows(page)).toHaveCount(0);
});

test('date and time of day are put together by hand, and a wrong choice shows itself', async ({
  page,
}) => {
  await page.goto('/');
  await chooseFiles(page, [makeFile('XAUUSD1.csv', makeMetaTrader(300))]);
  await alertOf(page).getByRole('button', { name: 'Map columns' }).click();
  const dialog = dialogOf(page);
  const choose = (column: number, role: string) =>
    dialog.getByRole('combobox', { name: `Role of column k${column}` }).selectOption(role);
  await choose(1, 'Time');
  await choose(2, 'Ignore');
  for (const [at, role] of ['Open', 'High', 'Low', 'Close', 'Volume'].entries()) {
    await choose(at + 3, role);
  }
  // All bars of a day at one time.
  await expect(dialog.getByRole('region', { name: 'What this gives' })).toContainText(
    /conflict|fewer than two bars/,
  );
  await choose(2, 'Time of day');
  await expect(dialog.getByRole('combobox', { name: 'Role of column k1' })).toHaveValue('date');
  await expect(dialog).toContainText('“2024.01.02 00:00” is 2024-01-02 00:00 UTC');
  await expectFigure(dialog, 'bars', 300);
  await expectFigure(dialog, 'to', start + 299 * minuteMs);
  await expect(dialog.getByRole('region', { name: 'What this gives' })).not.toContainText(
    'conflict',
  );
  await dialog.getByRole('button', { name: 'Import' }).click();
  const row = datasetRows(page);
  await expect(row).toHaveAttribute('data-bars', '300');
  await expect(row).toHaveAttribute('data-interval-ms', String(minuteMs));
  await expect(row).toHaveAttribute('data-from', String(start));
});

test('columns that were read without a question can be corrected', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [makeFile('AAAUSDT-1m-2024-01.csv', makeKlinesCsv(100))]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '100');
  await page.getByRole('button', { name: 'Map columns' }).click();
  const dialog = dialogOf(page);
  await expectFigure(dialog, 'bars', 100);
  await dialog.getByRole('combobox', { name: 'Volumes are' }).selectOption('100');
  await expectFigure(dialog, 'bars', 100);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '100');
  await expect(page.getByText('columns were mapped by hand')).toBeVisible();
});

test('a file that cannot be read is named and does not cost the others', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [
    makeFile('AAAUSDT-1m-2024-01.csv', makeKlinesCsv(100)),
    makeFile('BBBUSDT-1m-2024-01.csv', makeKlinesCsv(120)),
    makeFile('CCCUSDT-1m-2024-01.csv', '<!DOCTYPE html><html><title>Not found</title></html>'),
  ]);
  await expect(datasetRows(page)).toHaveCount(2);
  await expect(alertOf(page)).toContainText('2 of 3 files were read');
  await expect(alertOf(page)).toContainText(/CCCUSDT-1m-2024-01\.csv.*web page/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(datasetRows(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(2);
});

test('bars off the grid of times are put on it when chosen, which is noted', async ({ page }) => {
  await page.goto('/');
  const shifted = makeKlinesCsv(500, (row, index) =>
    index < 470 ? row : row.map((cell, at) => (at === 0 ? String(Number(cell) + 14_789) : cell)),
  );
  await chooseFiles(page, [makeFile('OFFUSDT-1m-2024-01.csv', shifted)]);
  await expect(alertOf(page)).toContainText('30 rows of OFFUSDT-1m-2024-01.csv cannot be bars');
  await alertOf(page)
    .getByRole('button', { name: /^Put them on the grid: 500 bars, 0 missing/ })
    .click();
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '500');
  await expect(datasetRows(page)).toHaveAttribute('data-missing', '0');
  await expect(page.getByText(/30 rows off the grid of times were put on it/)).toBeVisible();
});

test('files that look like different series are kept apart', async ({ page }) => {
  await page.goto('/');
  const other = makeKlinesCsv(200, (row) =>
    row.map((cell, at) => (at >= 1 && at <= 4 ? String(Number(cell) * 1.001) : cell)),
  );
  await chooseFiles(page, [
    makeFile('BTCUSDT-1m-2024-01.csv', makeKlinesCsv(200)),
    makeFile('BTCUSDT-1m-2024-01 (1).csv', other),
  ]);
  await expect(alertOf(page)).toContainText('two different series?');
  await alertOf(page).getByRole('button', { name: 'Keep both apart' }).click();
  await expect(datasetRows(page)).toHaveCount(2);
  for (const row of await datasetRows(page).all()) {
    await expect(row).toHaveAttribute('data-bars', '200');
  }
});

test('an extra column that knows the future is named, and locked until it is allowed', async ({
  page,
}) => {
  await page.goto('/');
  const random = createRandom(1);
  let price = 100;
  const closes = Array.from({ length: 1_000 }, () => (price *= Math.exp(0.001 * random.normal())));
  const rows = closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    // The close of four bars, joined on their open time.
    const last = closes[index - (index % 4) + 3];
    return [start + index * minuteMs, open, high, low, close, 5, last].join(',');
  });
  const text = ['time,open,high,low,close,volume,close_4m', ...rows, ''].join('\n');
  await chooseFiles(page, [makeFile('LEAKUSDT-1m.csv', text)]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '1000');
  const extras = page.getByRole('region', { name: 'Extra columns' });
  await extras.getByRole('button', { name: 'Check whether they know the future' }).click();
  await expect(extras).toContainText('close_4m knows the future: tells');
  await openView(page, 'Train');
  const features = page.getByRole('group', { name: 'Features' });
  await expect(features).toContainText('close_4m (locked)');
  await features.getByRole('button', { name: 'Allow close_4m anyway' }).click();
  await expect(features).toContainText('You allow it anyway');
  await expect(features).not.toContainText('(locked)');
});
