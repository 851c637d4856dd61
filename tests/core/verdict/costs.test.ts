import { describe, expect, test } from 'vitest';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { costPresets, defaultTradingSettings } from '../../../src/core/trading/settings';
import { measureCosts } from '../../../src/core/verdict/costs';
import {
  exitsAfter,
  makeBars,
  plainSettings,
  readProbabilities,
  runEngine,
} from '../trading/engine-scenario';
import { makeSignalMarket } from './make-market';

describe('measureCosts, on a case computed by hand', () => {
  // $1,000 long from the open of bar 1 (101) to that of bar 4 (104), fee 5 bps, slippage 10 bps a side.
  const bars = makeBars([101, 102, 103, 104, 105, 106]);
  const settings = { ...plainSettings, feeBps: 5, slippageBps: 10 };
  const costs = measureCosts({
    bars,
    range: { start: 0, end: 6 },
    probability: readProbabilities('L.....'),
    settings,
  });
  const [bought, sold] = [101 * 1.001, 104 * 0.999];
  const left = (1000 / bought) * sold;

  test('breaks even where the gain before costs is gone', () => {
    const gain = (1000 / bought) * 3;
    expect(costs.breakEvenBps.value).toBeCloseTo((10_000 * gain) / (1000 + left), 8);
    // A single day has no interval.
    expect(costs.breakEvenBps.ci).toEqual([NaN, NaN]);
    expect(costs.paidBps).toBe(15);
    expect(costs.turnover).toBeCloseTo((1000 + left) / 10_000, 12);
    expect(costs.turnoverPerDay).toBeCloseTo((1000 + left) / 10_000, 12);
  });

  test('the curve falls by a basis point of what is traded', () => {
    const free = 1000 * (104 / 101 - 1);
    expect(costs.curve.map(({ feeBps }) => feeBps)).toEqual([...Array(31).keys()]);
    for (const { feeBps, slippageBps, pnl } of costs.curve) {
      expect(slippageBps).toBe(0);
      expect(pnl).toBeCloseTo(free - feeBps * 1e-4 * (1000 + (1000 / 101) * 104), 8);
    }
  });

  test('each preset and each slippage has its own fills', () => {
    const price = (feeBps: number, slippageBps: number): number => {
      const slip = slippageBps * 1e-4;
      const quantity = 1000 / (101 * (1 + slip));
      const value = quantity * 104 * (1 - slip);
      return value - 1000 - feeBps * 1e-4 * (1000 + value);
    };
    costs.presets.forEach(({ label, pnl }, at) => {
      const preset = Object.values(costPresets)[at];
      expect(label).toBe(preset.label);
      expect(pnl).toBeCloseTo(price(preset.feeBps, preset.slippageBps), 8);
    });
    const slippages = costs.slippage.map(({ slippageBps }) => slippageBps);
    expect(slippages).toEqual([0, 1, 2, 5, 10]);
    costs.slippage.forEach(({ pnl }, at) => expect(pnl).toBeCloseTo(price(5, slippages[at]), 8));
  });
});

test('a signal that is known late trades as many bars later, and across no gap', () => {
  const closes = [101, 103, 102, 105, 101, 104, 103, 107, 106, 102];
  const bars = makeBars(closes, [5]);
  const settings = { ...plainSettings, exits: exitsAfter(2) };
  const { latency } = measureCosts({
    bars,
    range: { start: 0, end: 10 },
    probability: readProbabilities('L..SL.S...'),
    settings,
  });
  // Bar 5 comes after a gap, so the signals of bars 3 and 4 are forgotten where they are known after it.
  const late = ['L..SL.S...', '?L..S?.S..', '??L..??.S.', '???L.???.S', '????L????.', '??????????'];
  expect(latency.map((run) => run.bars)).toEqual([0, 1, 2, 3, 4, 5]);
  latency.forEach(({ trades, pnl, breakEvenBps }, at) => {
    const { record } = runEngine(bars, readProbabilities(late[at]), settings);
    const expected = reportPerformance(record);
    expect([trades, pnl, breakEvenBps]).toEqual([
      expected.trades,
      expected.pnl,
      expected.breakEvenBps,
    ]);
  });
});

test('latency takes from a true edge, and its interval holds the break-even', () => {
  const market = makeSignalMarket(1, { count: 3000, edge: 0.001 });
  const { latency, breakEvenBps } = measureCosts({
    ...market,
    range: { start: 0, end: 3000 },
    settings: defaultTradingSettings,
  });
  expect(latency[5].breakEvenBps).toBeLessThan(latency[0].breakEvenBps);
  expect(latency[0].breakEvenBps).toBeCloseTo(breakEvenBps.value, 0);
  expect(breakEvenBps.ci[0]).toBeGreaterThan(0);
  expect(breakEvenBps.ci[1]).toBeGreaterThan(breakEvenBps.value);
});

describe('a spread that widens with volatility', () => {
  // Returns of 1% and -1% in turn, later of 2% and -2%: vol_20 is twice as large there, and the median is that of the first.
  let price = 100;
  const closes = Array.from({ length: 160 }, (_, bar) => {
    const size = bar < 100 ? 0.01 : 0.02;
    return (price *= 1 + (bar % 2 === 0 ? size : -size));
  });
  const bars = makeBars(closes);
  const settings = { ...plainSettings, slippageBps: 4 };
  const widen = (signal: number, slippageBps = 4) => {
    const probability = closes.map((_, bar) => (bar === signal ? 0.8 : 0.5));
    const range = { start: 0, end: 160 };
    const { record } = runEngine(bars, probability, { ...settings, slippageBps });
    const { wideSpread } = measureCosts({
      bars,
      range,
      probability,
      settings: { ...settings, slippageBps },
    });
    return { ...wideSpread, traded: record.tradedValue, before: record.equity - record.capital };
  };

  test('costs as much as set at the median volatility', () => {
    const { meanMultiple, extraCost, pnl, before } = widen(50);
    expect(meanMultiple).toBeCloseTo(1, 9);
    expect(extraCost).toBeCloseTo(0, 9);
    expect(pnl).toBeCloseTo(before, 9);
  });

  test('costs twice as much where volatility is twice as large', () => {
    const { meanMultiple, extraCost, pnl, before, traded } = widen(140);
    expect(meanMultiple).toBeCloseTo(2, 9);
    expect(extraCost).toBeCloseTo(4e-4 * traded, 9);
    expect(pnl).toBeCloseTo(before - 4e-4 * traded, 9);
  });

  test('is as set before volatility is known, and counts a position that is still open', () => {
    expect(widen(3).meanMultiple).toBe(1);
    const { meanMultiple, extraCost } = widen(158);
    expect(meanMultiple).toBeCloseTo(2, 9);
    expect(extraCost).toBeCloseTo(4e-4 * 1000, 9);
  });

  test('has no multiple without a trade, and costs nothing without slippage', () => {
    expect(widen(-1)).toMatchObject({ meanMultiple: NaN, extraCost: 0 });
    expect(widen(140, 0).extraCost).toBe(0);
  });
});

test('tells its progress, and ends where that throws', () => {
  const market = makeSignalMarket(2, { count: 300 });
  const run = { ...market, range: { start: 0, end: 300 }, settings: defaultTradingSettings };
  const seen: string[] = [];
  measureCosts(run, (done, total) => seen.push(`${done}/${total}`));
  expect(seen).toEqual(Array.from({ length: 46 }, (_, at) => `${at + 1}/46`));
  const stop = new DOMException('stopped', 'AbortError');
  expect(() =>
    measureCosts(run, () => {
      throw stop;
    }),
  ).toThrow(stop);
});
