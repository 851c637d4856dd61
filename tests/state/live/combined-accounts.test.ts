import { expect, test } from 'vitest';
import type { AccountFrame } from '../../../workers/api/live';
import type { PaperRun } from '../../../src/core/trading/paper-account';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { LivePortfolio } from '../../../src/state/live/combined-accounts.svelte';
import { hourMs, makePosition, makeRun, midnight } from '../../core/trading/make-run';
import { makeLive } from './fake-live';

const champion = makeRun('a', 1000, [
  [23, 1040],
  [24, 1050],
]);
const challenger = makeRun('b', 500, [[24, 480]], { role: 'challenger', symbol: 'ETHUSDT' });

function frameOf({ state }: PaperRun, equityNow: number, openPnl = 0): AccountFrame {
  return {
    account: state.account,
    performance: reportPerformance(state.engine.record),
    equityNow,
    positions: openPnl === 0 ? [] : [makePosition(-1, 2)],
    openPnl,
    recentSignals: [],
    tradeCount: 0,
    isViewer: false,
  };
}

async function openPortfolio(runs: Record<string, PaperRun> = { a: champion, b: challenger }) {
  const fake = makeLive({
    accounts: Object.values(runs).map(({ state }) => state.account),
    runs,
  });
  await fake.live.start();
  const portfolio = new LivePortfolio(fake.live);
  const follow = async () => {
    portfolio.follow();
    await fake.live.accounts.runs.load(portfolio.counted?.map(({ account }) => account.id) ?? []);
  };
  return { ...fake, portfolio, follow };
}

test('nothing connected, accounts count as of their last journaled bar', async () => {
  const { portfolio, follow } = await openPortfolio();
  expect(portfolio.equity).toBeNaN();
  await follow();
  expect(portfolio).toMatchObject({ equity: 1050, capital: 1000, dayPnl: 10 });
  expect(portfolio.asOf).toBe(midnight + 25 * hourMs);
  expect(portfolio.performance?.pnl).toBe(50);
});

test('champions count alone until all accounts are asked for', async () => {
  const { live, portfolio, follow } = await openPortfolio();
  await follow();
  expect(portfolio.ratings.map(({ account }) => account.id)).toEqual(['a']);
  expect(portfolio.correlations).toEqual([]);
  await live.choose({ portfolioOf: 'all' });
  await follow();
  expect(portfolio).toMatchObject({ equity: 1530, capital: 1500 });
  expect(portfolio.allocation.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect(portfolio.extremes?.worst.account.id).toBe('b');
  expect(portfolio.correlations).toHaveLength(1);
});

test('while connected, an account is worth what it is at the last price', async () => {
  const { live, send, portfolio, follow } = await openPortfolio();
  await live.connect();
  await follow();
  send({ kind: 'accounts', accounts: [frameOf(champion, 1030, -20)] });
  const row = { symbol: 'BTCUSDT', price: 105, change: 0, sparkline: new Float64Array() };
  const silent = { signal: 'NEUTRAL', probability: NaN, confidence: 0, isStale: false } as const;
  send({ kind: 'watch', rows: [{ ...row, ...silent, signalTime: undefined }] });
  expect(portfolio.equity).toBe(1030);
  expect(portfolio.dayPnl).toBe(-10);
  expect(portfolio.exposure.netFraction).toBeCloseTo(-210 / 1030, 12);
  // The figures are those of the last closed bar.
  expect(portfolio.performance?.equity).toBe(1050);
});

test('of a journal that is known, only new bars are fetched', async () => {
  const runs = { a: champion };
  const { calls, portfolio, follow } = await openPortfolio(runs);
  await follow();
  runs.a = makeRun('a', 1000, [
    [23, 1040],
    [24, 1050],
    [25, 1100],
  ]);
  await follow();
  expect(calls.filter((call) => call === 'run a from 0')).toHaveLength(1);
  expect(calls).toContain('run a from 2');
  expect([...portfolio.curve.equity]).toEqual([1040, 1050, 1100]);
});

test('after a reset the run is another one, which is loaded as a whole', async () => {
  const runs = { a: champion };
  const { portfolio, follow } = await openPortfolio(runs);
  await follow();
  runs.a = makeRun('a', 1000, [[26, 990]], { createdAt: midnight + 26 * hourMs });
  await follow();
  expect([...portfolio.curve.equity]).toEqual([990]);
});

test('a journal that cannot be read is told, and what was known stays', async () => {
  const runs: Record<string, PaperRun> = { a: champion };
  const { live, portfolio, follow } = await openPortfolio(runs);
  await follow();
  delete runs.a;
  await follow();
  expect(live.accounts.failure).toBe('no account a');
  expect(portfolio.equity).toBe(1050);
});
