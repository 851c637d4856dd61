import type { Page } from '@playwright/test';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, test } from './page';
import { readStoredLibrary } from './stored-library';

const first = makeFile('FIRSTUSDT-1m-2024-01.csv', makeKlinesCsv(2_000));
const second = makeFile('SECONDUSDT-1m-2024-01.csv', makeKlinesCsv(20_000));
const third = makeFile('THIRDUSDT-1m-2024-01.csv', makeKlinesCsv(20_001));

/** Opens the app with one dataset. */
async function openWithDataset(page: Page): Promise<void> {
  await page.goto('/');
  await chooseFiles(page, [first]);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'FIRSTUSDT');
}

/** Deletes a dataset by the menu of its row. */
async function deleteDataset(page: Page, symbol: string): Promise<void> {
  const row = datasetRows(page).and(page.locator(`[data-symbol="${symbol}"]`));
  await row.getByRole('button', { name: /^More for/ }).click();
  await row.getByRole('button', { name: /^Delete/ }).click();
  await expect(row).toHaveCount(0);
}

/** Opens the database as a tab with another version of the page holds it, and keeps it open. */
async function holdDatabase(page: Page, version: number): Promise<void> {
  // A file of the origin, so that no app runs here.
  await page.goto('/icon.svg');
  await page.evaluate(
    (wanted) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('tabquant', wanted);
        request.onupgradeneeded = ({ oldVersion }) => {
          if (oldVersion > 0) return;
          // The stores of version 1.
          for (const [store, keyPath] of [
            ['datasets', 'id'],
            ['bars', 'id'],
            ['models', 'id'],
            ['weights', 'modelId'],
          ]) {
            request.result.createObjectStore(store, { keyPath });
          }
          const predictions = request.result.createObjectStore('predictions', {
            keyPath: ['modelId', 'datasetId'],
          });
          predictions.createIndex('byModel', 'modelId');
          predictions.createIndex('byDataset', 'datasetId');
        };
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error ?? new Error('no reason told'));
      }),
    version,
  );
}

/** Sets the space that the browser grants the app; without `bytes`, its own choice again. */
async function limitStorage(page: Page, baseURL = '', bytes?: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(baseURL);
  await session.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}

test('a full disk refuses an import, says so, and leaves everything as it was', async ({
  page,
  baseURL,
}) => {
  // Before anything is stored, since the browser remembers for a while what it granted.
  await limitStorage(page, baseURL, 1_000_000);
  await openWithDataset(page);
  await chooseFiles(page, [second]);
  await expect(page.getByRole('alert')).toContainText('is used up. Nothing was changed');
  await expect(datasetRows(page)).toHaveCount(1);
  await expect(page.getByRole('img', { name: /Price/ })).toBeVisible();
  expect(await readStoredLibrary(page)).toMatchObject({
    datasets: [{ bars: 2_000 }],
    withBars: [expect.any(String)],
    mismatched: [],
  });

  await limitStorage(page, baseURL);
  await chooseFiles(page, [second]);
  await expect(datasetRows(page)).toHaveCount(2);
});

// That storing is tried again once there is room is tested in tests/storage: when a browser notices that
// bytes are free again is its own affair, and differs from run to run.
test('a deleted dataset is removed for good when the disk is full, and no other is touched', async ({
  page,
  baseURL,
}) => {
  await limitStorage(page, baseURL, 3_000_000);
  await openWithDataset(page);
  await chooseFiles(page, [second]);
  await expect(datasetRows(page)).toHaveCount(2);
  await deleteDataset(page, 'SECONDUSDT');
  await page.reload();
  await chooseFiles(page, [third]);
  const refusal = page.getByRole('alert').filter({ hasText: 'is used up' });
  await expect(refusal.or(datasetRows(page).nth(1))).toBeVisible({ timeout: 120_000 });
  const isStored = (await refusal.count()) === 0;

  const { datasets, mismatched } = await readStoredLibrary(page);
  const bars = datasets.map((dataset) => dataset.bars).sort((a, b) => a - b);
  expect(bars).toEqual(isStored ? [2_000, 20_001] : [2_000]);
  expect(mismatched).toEqual([]);
});

test('what another tab imports and deletes shows in this one', async ({ page, context }) => {
  await openWithDataset(page);
  const other = await context.newPage();
  await other.goto('/');
  await expect(datasetRows(other)).toHaveCount(1);
  await chooseFiles(other, [second]);
  await expect(datasetRows(page)).toHaveCount(2);
  await deleteDataset(page, 'FIRSTUSDT');
  await expect(datasetRows(other)).toHaveCount(1);
  await expect(datasetRows(other)).toHaveAttribute('data-symbol', 'SECONDUSDT');
});

test('a tab that holds an older version open is named, and closing it helps', async ({
  page,
  context,
}) => {
  const old = await context.newPage();
  await holdDatabase(old, 1);
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('Another tab has an older version');
  await old.close();
  await page.reload();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a newer version in another tab takes over, and what was kept stays', async ({
  page,
  context,
}) => {
  await openWithDataset(page);
  const newer = await context.newPage();
  await holdDatabase(newer, 1_000);
  await chooseFiles(page, [second]);
  await expect(page.getByRole('alert')).toContainText('Reload the page');
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('written by a newer version of this page');
  const kept = await newer.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('tabquant');
        request.onerror = () => reject(request.error ?? new Error('no reason told'));
        request.onsuccess = () => {
          const count = request.result.transaction('bars').objectStore('bars').count();
          count.onsuccess = () => resolve(count.result);
        };
      }),
  );
  expect(kept).toBe(1);
});

test('a record that is garbage hides no other, and importing again mends it', async ({ page }) => {
  await openWithDataset(page);
  await chooseFiles(page, [second]);
  await expect(datasetRows(page)).toHaveCount(2);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('tabquant');
        request.onerror = () => reject(request.error ?? new Error('no reason told'));
        request.onsuccess = () => {
          const database = request.result;
          const store = database.transaction('datasets', 'readwrite').objectStore('datasets');
          const records = store.getAll();
          records.onsuccess = () => {
            for (const { id, symbol } of records.result as { id: string; symbol: string }[]) {
              if (symbol === 'SECONDUSDT') store.put({ id, gaps: 'garbage' });
            }
          };
          store.transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
  );
  await page.reload();
  await expect(datasetRows(page)).toHaveCount(1);
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'FIRSTUSDT');
  await chooseFiles(page, [second]);
  await expect(datasetRows(page)).toHaveCount(2);
  await expect(page.getByRole('img', { name: /Price/ })).toBeVisible();
});
