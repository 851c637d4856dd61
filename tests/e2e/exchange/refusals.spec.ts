import { expect, type Page } from '@playwright/test';
import type { Fault } from '../../servers/faults/fault';
import { chooseFiles, datasetRows, makeFile, makeKlinesCsv } from '../page';
import {
  alertOf,
  downloadsOf,
  expectBarsDone,
  expectSource,
  fetchDays,
  test,
} from './exchange-page';

interface Refusal {
  readonly what: string;
  readonly symbol?: string;
  readonly faults: readonly Fault[];
  readonly says: readonly RegExp[];
}

const klines = '/api/v3/klines';
const refusals: readonly Refusal[] = [
  {
    what: 'a symbol that there is not',
    symbol: 'NOSUCHUSDT',
    faults: [],
    says: [/NOSUCHUSDT 1m/, /knows no such symbol \(code -1121/, /Choose one from the list/],
  },
  {
    what: 'a blocked region that says so',
    faults: [{ kind: 'rest-451', isReadable: true, every: 1, path: klines }],
    says: [/does not serve the country/, /451/, /data\.binance\.vision has archives/, /drop them/],
  },
  {
    what: 'a blocked region that the browser may not read',
    faults: [{ kind: 'rest-451', every: 1 }],
    says: [/could not reach 127\.0\.0\.1/, /blocked in this region/, /drop them here/],
  },
  {
    what: 'a firewall that the browser may not read',
    faults: [{ kind: 'rest-403', every: 1 }],
    says: [/could not reach/, /a firewall or a proxy/, /drop them here/],
  },
  {
    what: 'a ban that is too long to wait for',
    faults: [{ kind: 'rest-418', retryAfter: 3 * 3600, every: 1, path: klines }],
    says: [/has banned this network/, /try again in 3 hours/],
  },
];

test('each refusal of the exchange says what to do, and loses nothing', async ({ page, serve }) => {
  const exchange = await serve({ days: 3 });
  await page.goto('/');
  await chooseFiles(page, [makeFile('KEPTUSDT-1m-2024-01.csv', makeKlinesCsv(500))]);
  await expect(datasetRows(page)).toHaveCount(1);

  for (const { what, symbol, faults, says } of refusals) {
    await test.step(what, async () => {
      await forgetRefusals(page);
      exchange.reset();
      exchange.setFaults(faults);
      await fetchDays(page, 1, symbol);
      for (const pattern of says) await expect(alertOf(page)).toContainText(pattern);
      await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'KEPTUSDT');
      await expect(downloadsOf(page)).toBeHidden();
    });
  }
  await test.step('a ban of ten minutes, which is waited for', async () => {
    await forgetRefusals(page);
    exchange.reset();
    exchange.setFaults([{ kind: 'rest-418', retryAfter: 600, path: klines }]);
    await fetchDays(page, 1);
    await expect(downloadsOf(page)).toContainText(/has blocked this network for a while.* 10 min/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(alertOf(page)).toHaveCount(0);
  });
  await test.step('and is known after a reload, without asking again', async () => {
    exchange.reset();
    await page.reload();
    const asked = exchange.stats.requests;
    await fetchDays(page, 1);
    await expect(downloadsOf(page)).toContainText(/has blocked this network for a while.* \d min/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(exchange.stats.requests).toBe(asked);
  });
  await test.step('Try again, once the exchange answers', async () => {
    await forgetRefusals(page);
    await fetchDays(page, 1);
    await expect(datasetRows(page)).toHaveCount(2);
    await expect(alertOf(page)).toHaveCount(0);
  });
});

test('a download goes on by itself when the network is back', async ({ page, context, serve }) => {
  const exchange = await serve({
    days: 12,
    // So that it is not done before the network is gone.
    faults: [{ kind: 'rest-slow', path: klines, after: 4, every: 1, delayMs: 3_600_000 }],
  });
  await page.goto('/');
  await fetchDays(page, 10);
  await expectBarsDone(page, 2_000);
  await context.setOffline(true);
  await expect(downloadsOf(page)).toContainText('Offline: continues when you are back');
  await expect(alertOf(page)).toHaveCount(0);
  exchange.setFaults([]);
  await context.setOffline(false);
  await expectSource(page, exchange, 14_400);
});

/** What was told of weight before goes with the page, what was told of bans with their record. */
async function forgetRefusals(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const settle = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason told'));
      });
    const database = await settle(indexedDB.open('tabquant'));
    const stores = database.transaction('restRefusals', 'readwrite');
    await settle(stores.objectStore('restRefusals').clear());
    database.close();
  });
  await page.reload();
}
