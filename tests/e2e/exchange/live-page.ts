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
export function readTradedBars(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('tabquant');
        opening.onerror = () => reject(new Error(String(opening.error)));
        opening.onsuccess = () => {
          const store = opening.result.transaction('paperEquity').objectStore('paperEquity');
          const reading = store.getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve((reading.result as { openTime: number }[]).map(({ openTime }) => openTime));
          };
        };
      }),
  );
}
