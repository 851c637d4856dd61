import { expect, type Locator, type Page } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { trainOnFetchedBars } from './exchange-page';

/** What the connection does, in words. */
export const connection = (page: Page): Locator => page.getByRole('status', { name: 'Connection' });

/** The list of paper accounts. */
export const accounts = (page: Page): Locator => page.getByRole('list', { name: 'Paper accounts' });

/** The figure of that name; the first where there are several. */
export const metric = (page: Page, name: string): Locator =>
  page.locator(`[data-metric="${name}"]`).first();

/** Trains a small model on fetched bars and connects, which opens its account. */
export async function goLive(page: Page): Promise<void> {
  await trainOnFetchedBars(page);
  await openView(page, 'Live');
  await connect(page);
}

/** Presses Connect and waits until the connection is live. */
export async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
}

/** Open times of all bars that accounts have traded, as they are on disk, in their order. */
export async function readTradedBars(page: Page): Promise<number[]> {
  return (await page.evaluate(loadJournal)).bars.map(({ openTime }) => openTime);
}

/** Bars of all accounts, as they are on disk, in their order, and when each position was opened, also of those that still are. Runs in the page. */
export async function loadJournal(): Promise<{
  readonly bars: { readonly openTime: number }[];
  readonly entryTimes: number[];
}> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('tabquant');
    opening.onerror = () => reject(new Error(String(opening.error)));
    opening.onsuccess = () => resolve(opening.result);
  });
  const names = ['paperEquity', 'paperTrades', 'paperAccounts'];
  const transaction = database.transaction(names);
  const [bars, ...holders] = await Promise.all(
    names.map(
      (name) =>
        new Promise<unknown[]>((resolve) => {
          const reading: IDBRequest<unknown[]> = transaction.objectStore(name).getAll();
          reading.onsuccess = () => resolve(reading.result);
        }),
    ),
  );
  database.close();
  const entries = JSON.stringify(holders).matchAll(/"entryTime":(\d+)/g);
  return {
    bars: bars as { openTime: number }[],
    entryTimes: [...entries].map(([, time]) => Number(time)),
  };
}
