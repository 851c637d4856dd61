import type { Page } from '@playwright/test';
import { chooseFiles, datasetRows, expect, makeFile, test } from './page';

const minuteMs = 60_000;
const start = Date.UTC(2024, 0, 2);

/** One bar a line, of a price that moves a little; `change` may spoil one. */
function makeRows(count: number, change?: (cells: string[], index: number) => string[]): string[] {
  return Array.from({ length: count }, (_, index) => {
    const close = 100 + (index % 7);
    const time = new Date(start + index * minuteMs).toISOString();
    const cells = [time, close, close + 1, close - 1, close, 5 + (index % 3)].map(String);
    return (change?.(cells, index) ?? cells).join(',');
  });
}

const header = 'time,open,high,low,close,volume';
const toCsv = (rows: readonly string[], head = header) => [head, ...rows, ''].join('\n');

const alertOf = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });

function setCell(cells: readonly string[], column: number, value: string): string[] {
  return cells.map((cell, at) => (at === column ? value : cell));
}

test('columns that nobody can tell are asked for, and the answer is imported', async ({ page }) => {
  await page.goto('/');
  // Day or month first: nothing in the file tells.
  const rows = Array.from({ length: 9 }, (_, index) => {
    const prices = [0, 1, -1, 0].map((step) => `${100 + index + step},5`);
    return [`02/03/2024 00:0${index}`, ...prices, '1,25'].join(';');
  });
  const text = ['time;open;high;low;close;volume', ...rows, ''].join('\n');
  await chooseFiles(page, [makeFile('odd.csv', text)]);
  const dialog = page.getByRole('dialog', { name: 'Map columns' });
  await expect(dialog).toContainText('odd.csv');
  await dialog
    .getByRole('combobox', { name: 'Order of the date' })
    .selectOption('Day, month, year');
  await expect(dialog.getByRole('status')).toContainText('is 2024-03-02 00:00 UTC');
  await dialog.getByRole('button', { name: 'Import' }).click();
  const row = datasetRows(page);
  await expect(row).toHaveAttribute('data-bars', '9');
  await expect(row).toHaveAttribute('data-from', String(Date.UTC(2024, 2, 2)));
  await expect(row).toHaveAttribute('data-interval-ms', '60000');
});

test('rows that cannot be bars are left out when the user says so, and stay gaps', async ({
  page,
}) => {
  await page.goto('/');
  const rows = makeRows(200, (cells, index) =>
    index === 41 || index === 42 ? setCell(cells, 3, '-3') : cells,
  );
  await chooseFiles(page, [makeFile('BADUSDT.csv', toCsv(rows))]);
  await expect(alertOf(page)).toContainText(/2 rows of BADUSDT\.csv cannot be bars/);
  await expect(alertOf(page)).toContainText(/row 43/);
  await expect(datasetRows(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Leave these rows out' }).click();
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '198');
  await expect(datasetRows(page)).toHaveAttribute('data-missing', '2');
  await expect(alertOf(page)).toHaveCount(0);
});

test('two answers for one bar are shown, and the first is kept when chosen', async ({ page }) => {
  await page.goto('/');
  const first = makeFile('TWOUSDT-a.csv', toCsv(makeRows(100)));
  const other = makeRows(100, (cells, index) =>
    index === 50 ? setCell(cells, 4, '101.5') : cells,
  );
  await chooseFiles(page, [first, makeFile('TWOUSDT-b.csv', toCsv(other))]);
  await expect(alertOf(page)).toContainText('two answers for one bar');
  await expect(alertOf(page)).toContainText('close 101.5');
  await page.getByRole('button', { name: 'Keep the first' }).click();
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '100');
  const quality = page.getByRole('region', { name: 'Quality' });
  await expect(quality.locator('[data-check="conflict"]')).toHaveAttribute('data-count', '1');
});

test('two markets at once become a set of two datasets', async ({ page }) => {
  await page.goto('/');
  await chooseFiles(page, [
    makeFile('AAAUSDT-1m-2024-01.csv', toCsv(makeRows(100))),
    makeFile('BBBUSDT-1m-2024-01.csv', toCsv(makeRows(120))),
  ]);
  await expect(datasetRows(page)).toHaveCount(2);
  await expect(page.getByRole('rowheader', { name: /set of 2 markets/ })).toBeVisible();
});
