import {
  expect,
  test as base,
  type LaunchOptions,
  type Locator,
  type Page,
} from '@playwright/test';
import { type EpochMs, sliceBars } from '../../../src/core/bars/bars';
import { hashBars } from '../../../src/storage/hash';
import { startExchange, type Exchange, type ExchangeOptions } from '../../servers/binance-server';
import type { Fault } from '../../servers/faults/fault';
import { makeSampleListings } from '../../servers/market/sample-listings';
import { chooseSmallTraining, datasetRows, modelRows } from '../page';
import { readStoredLibrary } from '../stored-library';

/** Where the test build looks for the exchange. */
export const askedPort = 4181;
/** Where the exchange of the first worker is. */
const firstPort = Number(process.env.E2E_PORT ?? 4174) + 7;
const dayMs = 86_400_000;

interface ServeOptions {
  /** Whole days that the market has had. */
  readonly days: number;
  readonly faults?: readonly Fault[];
  /** How fast its time runs; the machine's pace unless told. Live mode of the test build expects 30. */
  readonly speed?: number;
  readonly onClosing?: ExchangeOptions['onClosing'];
}

/** The pace that live mode of the test build expects; see `vite.config.ts`. */
export const liveSpeed = 30;

/** Starts the exchange that the page asks; its clock is the machine's, as the page's is. */
type Serve = (options: ServeOptions) => Promise<Exchange>;

/**
 * A test whose page must not throw, and asks nobody but its own host and the exchange's stand-in. Workers have
 * an exchange each, on a port of their own, to which their browsers take what the page asks.
 */
export const test = base.extend<
  { serve: Serve; calmPage: undefined },
  { exchangePort: number; launchOptions: LaunchOptions }
>({
  exchangePort: [
    // Playwright reads from the pattern which fixtures are needed: none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use, { parallelIndex }) => use(firstPort + parallelIndex),
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, exchangePort }, use) => {
      const rule = `MAP 127.0.0.1:${askedPort} 127.0.0.1:${exchangePort}`;
      const args = [...(launchOptions.args ?? []), `--host-resolver-rules=${rule}`];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
  serve: async ({ baseURL, exchangePort }, use) => {
    expect(baseURL).toBeDefined();
    let exchange: Exchange | undefined;
    await use(async ({ days, faults, speed, onClosing }) => {
      exchange = await startExchange({
        listings: makeSampleListings({
          startsAt: Date.now() - days * dayMs,
          // A day more, since the first is moved to its midnight and the test goes on for a while.
          barCount: (days + 2) * 1440,
        }),
        port: exchangePort,
        ...(speed === undefined ? {} : { clock: { kind: 'accelerated', factor: speed } as const }),
        // A browser that may not read `Retry-After` waits a minute for each 429.
        limits: { exposesHeaders: true },
        faults,
        onClosing,
      });
      return exchange;
    });
    await exchange?.close();
  },
  calmPage: [
    async ({ page, baseURL }, use) => {
      const offences: string[] = [];
      page.on('pageerror', (error) => offences.push(`threw ${error.message}`));
      page.on('request', (request) => {
        const url = request.url();
        const hosts = [baseURL ?? '', `http://127.0.0.1:${askedPort}/`, 'data:', 'blob:'];
        if (!hosts.some((host) => url.startsWith(host))) offences.push(`asked for ${url}`);
      });
      await use(undefined);
      expect(offences).toEqual([]);
    },
    { auto: true },
  ],
});

/** Asks for the last `days` of a market by the dialog, as a person does. */
export async function fetchDays(page: Page, days: number, symbol = 'BTCUSDT'): Promise<void> {
  await page.getByRole('button', { name: 'Fetch from Binance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fetch from Binance' });
  await dialog.getByRole('combobox', { name: 'Symbol' }).fill(symbol);
  await dialog.getByRole('spinbutton', { name: 'Days, up to now' }).fill(String(days));
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Fetch', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Fetches two days of a market and trains a small model on them. */
export async function trainOnFetchedBars(page: Page, symbol = 'BTCUSDT'): Promise<void> {
  await page.goto('/');
  await fetchDays(page, 2, symbol);
  await expect(datasetRows(page)).toHaveCount(1, { timeout: 180_000 });
  await chooseSmallTraining(page);
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  await expect(modelRows(page)).toHaveCount(1, { timeout: 180_000 });
}

/** The alert that is shown, with a text. */
export function alertOf(page: Page): Locator {
  return page.getByRole('alert').filter({ hasText: /./ });
}

/** Where the download under way is told. */
export function downloadsOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Downloads' });
}

/** Waits until at least `bars` bars of the download under way have come. */
export async function expectBarsDone(page: Page, bars: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: 'Download progress' });
  await expect(async () => {
    const text = (await bar.locator('..').textContent()) ?? '';
    const done = Number(/([\d,]+) of [\d,]+ bars/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
    expect(done).toBeGreaterThanOrEqual(bars);
  }).toPass({ timeout: 120_000, intervals: [50] });
}

/** Expects one dataset of so many bars, stored whole, equal bit by bit to what the exchange has. */
export async function expectSource(page: Page, exchange: Exchange, bars: number): Promise<void> {
  const row = datasetRows(page);
  await expect(row).toHaveAttribute('data-bars', String(bars), { timeout: 180_000 });
  const [symbol, from, to] = await Promise.all(
    ['data-symbol', 'data-from', 'data-to'].map((name) => row.getAttribute(name)),
  );
  const stored = await readStoredLibrary(page);
  expect(stored.mismatched).toEqual([]);
  expect(stored.withBars).toEqual([
    await hashSource(exchange, symbol ?? '', Number(from), Number(to)),
  ]);
}

/** An id is the hash of every column's bytes, so that equal ids are equal bars. */
function hashSource(
  exchange: Exchange,
  symbol: string,
  from: EpochMs,
  to: EpochMs,
): Promise<string> {
  const bars = exchange.readClosedBars(symbol, '1m');
  const range = { start: bars.openTime.indexOf(from), end: bars.openTime.indexOf(to) + 1 };
  return hashBars(sliceBars(bars, range));
}
