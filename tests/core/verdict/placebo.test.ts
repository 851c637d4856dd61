import { describe, expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { referenceRules } from '../../../src/core/trading/reference-mode';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { compareHoldings, rankAmong, runPlacebos } from '../../../src/core/verdict/placebo';
import { makeBars, plainSettings, readProbabilities } from '../trading/engine-scenario';
import { makeSignalMarket } from './make-market';

const settings = defaultTradingSettings;
const wholeOf = ({ bars }: ReturnType<typeof makeSignalMarket>) => ({
  start: 0,
  end: bars.openTime.length,
});

/** Largest distance between the share of values up to x and x (Kolmogorov 1933). */
function measureUniformity(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const distances = sorted.flatMap((value, at) => [
    Math.abs((at + 1) / sorted.length - value),
    Math.abs(at / sorted.length - value),
  ]);
  return Math.max(...distances);
}

describe('rankAmong', () => {
  test('counts the observed result among the random ones, and ties against it', () => {
    // 5, 3 and 5 are at least 3: (1 + 3) / (4 + 1).
    const rank = rankAmong(3, [5, 1, 3, 5]);
    expect(rank).toMatchObject({ runs: 4, observed: 3, p: 0.8 });
    // Quantiles at positions 0.075, 1.5 and 2.925 of 1, 3, 5, 5.
    expect(rank.null.low).toBeCloseTo(1.15, 12);
    expect(rank.null.median).toBe(4);
    expect(rank.null.high).toBe(5);
  });

  test('takes results within the tolerance as equal', () => {
    expect(rankAmong(3, [2.9]).p).toBe(0.5);
    expect(rankAmong(3, [2.9], 0.2).p).toBe(1);
  });

  test('has no figures without random results', () => {
    expect(rankAmong(3, [])).toMatchObject({ runs: 0, p: NaN, null: { median: NaN } });
  });
});

describe('runPlacebos', () => {
  test.each([
    ['a random walk', {}, settings],
    ['a rising market, mostly long', { drift: 0.0005, mean: 0.51 }, settings],
    ['signals that are clearer while prices move most', { clustering: 0.25 }, settings],
    ['positions that overlap', {}, { ...settings, ...referenceRules }],
  ])('p-values are uniform where the model knows nothing: %s', (_, options, rules) => {
    const count = 200;
    const found = Array.from({ length: count }, (__, seed) => {
      const market = makeSignalMarket(1000 + seed, { count: 500, ...options });
      const run = { ...market, range: wholeOf(market), settings: rules, runs: 39, seed };
      return runPlacebos(run).map(({ p }) => p);
    });
    for (const kind of [0, 1]) {
      const values = found.map((ps) => ps[kind]);
      // Critical value of the Kolmogorov-Smirnov test at 0.1%, since this is done eight times.
      expect(measureUniformity(values)).toBeLessThan(1.95 / Math.sqrt(count));
      // By dollars, not t statistics, a quarter were significant where positions overlap; 10% is 3.2 standard errors above 5%.
      expect(values.filter((p) => p <= 0.05).length / count).toBeLessThan(0.1);
    }
  });

  test('p-values are small where the model knows something', () => {
    const market = makeSignalMarket(1, { edge: 0.0003 });
    const placebos = runPlacebos({ ...market, range: wholeOf(market), settings, runs: 199 });
    expect(placebos.map(({ name, runs, p }) => ({ name, runs, p }))).toEqual([
      { name: 'random-entries', runs: 199, p: 0.005 },
      { name: 'shifted-signal', runs: 199, p: 0.005 },
    ]);
    for (const { observed, null: random } of placebos) {
      expect(random.low).toBeLessThan(random.median);
      expect(random.median).toBeLessThan(random.high);
      expect(observed).toBeGreaterThan(random.high);
    }
  });

  test('they are close to 1 where it knows the opposite', () => {
    const market = makeSignalMarket(1, { edge: -0.0003 });
    const placebos = runPlacebos({ ...market, range: wholeOf(market), settings, runs: 99 });
    for (const { p } of placebos) expect(p).toBeGreaterThan(0.95);
  });

  test('the observed result is net P/L: of closed trades, or of the account', () => {
    const market = makeSignalMarket(2);
    const range = { start: 100, end: 700 };
    const [entries, shifts] = runPlacebos({ ...market, range, settings, runs: 1 });
    const state = createEngine(settings, market.bars.intervalMs);
    stepThrough(state, market.bars, market.probability, range);
    expect(state.trades.length).toBeGreaterThan(20);
    const closed = state.trades.reduce((sum, { pnl }) => sum + pnl, 0);
    expect(entries.observed).toBeCloseTo(closed, 6);
    expect(shifts.observed).toBeCloseTo(state.record.equity - settings.capital, 6);
  });

  test('a model that always says the same has nothing to shift', () => {
    const market = makeSignalMarket(3, { drift: 0.001 });
    const probability = market.probability.fill(0.7);
    const [, shifts] = runPlacebos({
      ...market,
      probability,
      range: wholeOf(market),
      settings,
      runs: 50,
    });
    expect(shifts.p).toBe(1);
    expect(shifts.observed).toBeCloseTo(shifts.null.median, 6);
  });

  test('without a trade nothing is significant', () => {
    const market = makeSignalMarket(4);
    const probability = market.probability.fill(0.5);
    const run = { ...market, probability, range: wholeOf(market), settings, runs: 20 };
    for (const { observed, p } of runPlacebos(run)) expect([observed, p]).toEqual([0, 1]);
  });

  test('does not judge what is too short for it', () => {
    const market = makeSignalMarket(5, { count: 300, intervalMs: 60_000 });
    const placebos = runPlacebos({ ...market, range: wholeOf(market), settings, runs: 20 });
    expect(placebos.map(({ runs, p }) => [runs, p])).toEqual([
      [0, NaN],
      [0, NaN],
    ]);
  });

  test('the same seed gives the same figures, another one others', () => {
    const market = makeSignalMarket(6);
    const run = { ...market, range: wholeOf(market), settings, runs: 50 };
    expect(runPlacebos(run)).toEqual(runPlacebos({ ...run, seed: 1 }));
    expect(runPlacebos(run)).not.toEqual(runPlacebos({ ...run, seed: 2 }));
  });

  test('tells its progress, and ends where that throws', () => {
    const market = makeSignalMarket(7);
    const run = { ...market, range: wholeOf(market), settings, runs: 60 };
    const seen: (readonly [number, number])[] = [];
    runPlacebos(run, (done, total) => seen.push([done, total]));
    expect(seen.map(([done]) => done)).toEqual([0, 25, 50, 60, 60, 85, 110, 120]);
    expect(new Set(seen.map(([, total]) => total))).toEqual(new Set([120]));
    const stop = new DOMException('stopped', 'AbortError');
    expect(() =>
      runPlacebos(run, (done) => {
        if (done >= 50) throw stop;
      }),
    ).toThrow(stop);
  });
});

test('compareHoldings holds as much of the market as the account had on average', () => {
  // A long position of $1,000 from the open of bar 1 (101) to that of bar 4 (104), a short one from that of bar 5 (105) on.
  const bars = makeBars([101, 102, 103, 104, 105, 106, 107, 108]);
  const probability = readProbabilities('L...S...');
  const range = { start: 0, end: 8 };
  const { pnl, holdings } = compareHoldings({ bars, probability, range, settings: plainSettings });
  const long = 1000 / 101;
  const short = 1000 / 105;
  const won = long * 3;
  // Shares as of the last fill, three bars each: of $10,000, then of what the first position made of them.
  const [longShare, shortShare] = [0.1, 1000 / (10_000 + won)];
  const market = 10_000 * (108 / 100 - 1);
  expect(pnl).toBeCloseTo(won - 3 * short, 8);
  expect(holdings.map(({ name }) => name)).toEqual(['all', 'at-work', 'net-long']);
  const fractions = [1, (3 * longShare + 3 * shortShare) / 8, (3 * longShare - 3 * shortShare) / 8];
  holdings.forEach((holding, at) => {
    expect(holding.fraction).toBeCloseTo(fractions[at], 12);
    expect(holding.pnl).toBeCloseTo(fractions[at] * market, 8);
    expect(holding.difference).toBeCloseTo(pnl - fractions[at] * market, 8);
  });
});
