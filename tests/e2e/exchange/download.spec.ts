import { expect } from '@playwright/test';
import type { Fault } from '../../servers/faults/fault';
import { datasetRows } from '../page';
import {
  alertOf,
  downloadsOf,
  expectBarsDone,
  expectSource,
  fetchDays,
  test,
} from './exchange-page';

const minuteMs = 60_000;
const klines = '/api/v3/klines';
/** A request that is delayed so long is one without an answer. */
const neverMs = 3_600_000;
const lostConnections: readonly Fault[] = [
  { kind: 'rest-drop', path: klines, every: 19 },
  { kind: 'rest-cut', path: klines, every: 29 },
];

test('90 days with refusals, lost connections and a reload in the middle are the exchange’s own bars', async ({
  page,
  serve,
}) => {
  const exchange = await serve({
    days: 92,
    faults: [
      { kind: 'rest-429', path: klines, after: 15, retryAfter: 2 },
      ...lostConnections,
      // So that the reload comes in the middle.
      { kind: 'rest-slow', path: klines, after: 45, every: 1, delayMs: neverMs },
    ],
  });
  await page.goto('/');
  await fetchDays(page, 90);
  await expectBarsDone(page, 30_000);
  await page.reload();

  const resume = page.getByRole('button', { name: /^Resume BTCUSDT 1m/ });
  await expect(resume).toBeVisible();
  exchange.setFaults([
    { kind: 'rest-429', path: klines, after: 15, retryAfter: 1, times: 2 },
    ...lostConnections,
    { kind: 'rest-5xx', path: klines, every: 47 },
  ]);
  const asked = exchange.stats.requests;
  await resume.click();
  await expectSource(page, exchange, 129_600);

  // What had come before the reload was not asked for again.
  expect(exchange.stats.requests - asked).toBeLessThan(130);
  const { faults } = exchange.stats;
  for (const kind of ['rest-429', 'rest-drop', 'rest-cut', 'rest-5xx'] as const) {
    expect(faults[kind], kind).toBeGreaterThan(0);
  }
  expect(exchange.stats.preflights).toBe(0);
  await expect(downloadsOf(page)).toBeHidden();
  await expect(alertOf(page)).toHaveCount(0);
});

test('a download that is cancelled keeps what has come, and Resume finishes it', async ({
  page,
  serve,
}) => {
  const exchange = await serve({
    days: 22,
    faults: [{ kind: 'rest-slow', path: klines, after: 8, every: 1, delayMs: neverMs }],
  });
  await page.goto('/');
  await fetchDays(page, 20);
  await expectBarsDone(page, 5_000);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(downloadsOf(page)).toContainText(/stopped with [\d,]+ of 28,800 bars/);
  await expect(alertOf(page)).toHaveCount(0);
  await expect(datasetRows(page)).toHaveCount(0);

  exchange.setFaults([]);
  await page.getByRole('button', { name: /^Resume BTCUSDT 1m/ }).click();
  await expectSource(page, exchange, 28_800);
});

test('a dataset is brought up to date in place, under the name that it has', async ({
  page,
  serve,
}) => {
  const exchange = await serve({ days: 5 });
  await page.goto('/');
  const day = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 1440 * minuteMs).toISOString().slice(0, 10);
  await page.getByRole('button', { name: 'Fetch from Binance' }).click();
  await page.getByText('From a day to a day').click();
  await page.getByLabel('First day, UTC').fill(day(4));
  await page.getByLabel('Last day, UTC').fill(day(2));
  await page.getByRole('button', { name: 'Fetch', exact: true }).click();
  await expectSource(page, exchange, 3 * 1440);
  const before = Number(await datasetRows(page).getAttribute('data-to'));

  await page.getByRole('button', { name: 'More for Binance BTCUSDT 1m' }).click();
  await page.getByRole('button', { name: 'Bring Binance BTCUSDT 1m up to date' }).click();
  await expect(page.getByText('Binance BTCUSDT 1m is up to date.')).toBeVisible();
  await expect(datasetRows(page)).not.toHaveAttribute('data-to', String(before));
  await expect(datasetRows(page)).toHaveAttribute('data-missing', '0');
  const to = Number(await datasetRows(page).getAttribute('data-to'));
  // The forming bar is left out; minutes may have passed since.
  expect(Math.floor(Date.now() / minuteMs) * minuteMs - minuteMs - to).toBeLessThanOrEqual(
    10 * minuteMs,
  );
  await expectSource(page, exchange, (to - before) / minuteMs + 3 * 1440);
});
