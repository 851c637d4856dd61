import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, realFile, test } from './page';
import { readStoredLibrary } from './stored-library';

const feather = realFile('formats/freqtrade_UNITTEST_BTC-1m.feather');

async function openWith(page: Page, bars: number): Promise<void> {
  await page.goto('/');
  await chooseFiles(page, [makeFile('KEEPUSDT-1m-2024-01.csv', makeKlinesCsv(bars))]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', String(bars));
}

/** Opens the menu of the only dataset and presses one of its buttons. */
async function choose(page: Page, label: string): Promise<void> {
  const row = datasetRows(page);
  await row.getByRole('button', { name: /^More for/ }).click();
  await row.getByRole('button', { name: new RegExp(`^${label}`) }).click();
}

test('a dataset is renamed, deleted, and had back by Undo with the focus in the table', async ({
  page,
}) => {
  await openWith(page, 500);
  await choose(page, 'Rename');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('My first market');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(datasetRows(page)).toContainText('My first market');

  await choose(page, 'Delete');
  await expect(datasetRows(page)).toHaveCount(0);
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(datasetRows(page)).toContainText('My first market');
  await expect(datasetRows(page).getByRole('button', { name: /^More for/ })).toBeFocused();
});

test('what is deleted waits in the trash, over a reload too, until it is restored or emptied', async ({
  page,
}) => {
  await openWith(page, 500);
  await chooseFiles(page, [makeFile('LATERUSDT-1m-2024-01.csv', makeKlinesCsv(700))]);
  await expect(datasetRows(page)).toHaveCount(2);
  for (const symbol of ['KEEPUSDT', 'LATERUSDT']) {
    const row = page.locator(`tr[data-symbol="${symbol}"]`);
    await row.getByRole('button', { name: /^More for/ }).click();
    await row.getByRole('button', { name: /^Delete/ }).click();
    await expect(row).toHaveCount(0);
  }
  const trash = page.getByRole('table', { name: 'Trash' }).locator('tr[data-trash]');
  await expect(trash).toHaveCount(2);
  await page.reload();
  await expect(trash).toHaveCount(2);

  const oldest = trash.last();
  await expect(oldest).toHaveAttribute('data-bytes', String(500 * 10 * 8));
  await oldest.getByRole('button', { name: /^Restore/ }).click();
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'KEEPUSDT');
  await expect(datasetRows(page).getByRole('button', { name: /^More for/ })).toBeFocused();
  await expect(page.getByRole('region', { name: 'Storage' })).toContainText('in the trash');

  await page.getByRole('button', { name: 'Empty trash' }).click();
  await expect(page.getByText(/^Emptied the trash: [\d.]+ kB freed/)).toBeVisible();
  await expect(trash).toHaveCount(0);
  expect((await readStoredLibrary(page)).datasets).toHaveLength(1);
});

test('an hour is made of minutes, as a dataset beside the one it came of', async ({ page }) => {
  await openWith(page, 600);
  await page.getByRole('button', { name: 'Resample', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Resample/ });
  await dialog.getByRole('combobox', { name: 'Make bars of' }).selectOption('1h');
  await dialog.getByRole('button', { name: 'Resample' }).click();
  await expect(dialog).toBeHidden();
  const hours = page.locator('tr[data-interval-ms="3600000"]');
  await expect(hours).toHaveAttribute('data-bars', '10');
  await expect(datasetRows(page)).toHaveCount(2);
});

test('an exported parquet file comes back as the very same dataset', async ({ page }, testInfo) => {
  await openWith(page, 2_000);
  const [{ id }] = (await readStoredLibrary(page)).datasets;
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Export/ });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  const path = testInfo.outputPath(download.suggestedFilename());
  await download.saveAs(path);
  expect((await readFile(path)).subarray(0, 4).toString()).toBe('PAR1');

  await chooseFiles(page, [path]);
  await expect(page.getByText(/These bars were here already/)).toBeVisible();
  await expect(datasetRows(page)).toHaveCount(1);
  expect((await readStoredLibrary(page)).datasets.map((dataset) => dataset.id)).toEqual([id]);
});

test('how much room is used is told', async ({ page }) => {
  await openWith(page, 2_000);
  const storage = page.getByRole('region', { name: 'Storage' });
  await expect(storage).toContainText(
    /[\d.]+ [kM]B of [\d.]+ [GT]?B|B of .* that this browser grants/,
  );
  const used = await storage.getByRole('progressbar', { name: 'Storage used' });
  await expect(used).toBeVisible();
});

test('a feather file of freqtrade is a dataset', async ({ page }) => {
  test.skip(feather === undefined, 'the market data in ../shared/data is absent');
  await page.goto('/');
  await chooseFiles(page, [feather ?? '']);
  await expect(datasetRows(page)).toHaveAttribute('data-interval-ms', '60000');
  await expect(page.getByText('taker_buy_ratio')).toBeVisible();
});
