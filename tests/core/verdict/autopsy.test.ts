import { describe, expect, test } from 'vitest';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { referenceRules } from '../../../src/core/trading/reference-mode';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { createSweep } from '../../../src/core/trading/sweep/sweep';
import { dissect, dissectTraded, listWaterfall, takeSeen } from '../../../src/core/verdict/autopsy';
import { makeBars, plainSettings, readProbabilities } from '../trading/engine-scenario';
import { makeSignalMarket } from './make-market';

describe('dissect, on a case computed by hand', () => {
  // 14 bars that the model was trained on, which rise by a dollar each, then 14 that it never saw.
  const seen = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113];
  const unseen = [200, 202, 201, 203, 203, 204, 203, 205, 204, 206, 210, 201, 212, 207];
  // Each bar opens a dollar below its close. Every position is of $1,000.
  const bars = makeBars([...seen, ...unseen]);
  const probability = readProbabilities('LLL...........LL...S........');
  const settings = { ...plainSettings, slippageBps: 100, feeBps: 10 };
  const steps = dissect({
    bars,
    probability,
    trainRange: { start: 0, end: 14 },
    testRange: { start: 14, end: 28 },
    settings,
  });
  const slippedLong = 1000 / (201 * 1.01);
  const slippedShort = 1000 / (202 * 0.99);
  const slippedPnl =
    slippedLong * (202 * 0.99 - 201 * 1.01) + slippedShort * (202 * 0.99 - 205 * 1.01);
  // Fees of 0.1%: on $1,000 at each entry, and on what each position is worth at its exit.
  const fees = 0.001 * (2000 + slippedLong * 202 * 0.99 + slippedShort * 205 * 1.01);
  const expected = [
    // Bought at 100, 101 and 102, and sold ten bars later, ten dollars higher.
    ['reference', 3, 1, 10_000 * (1 / 100 + 1 / 101 + 1 / 102)],
    // 200 to 210 and 202 to 201; short at 204, still open at the last close of 207.
    ['unseen', 2, 1 / 2, 1000 * (10 / 200 - 1 / 202 - 3 / 204)],
    // At opens: 201 to 200 and 200 to 211; short at 202, still open at 207.
    ['next-open', 2, 1 / 2, 1000 * (-1 / 201 + 11 / 200 - 5 / 202)],
    // The second and the third signal find a position open.
    ['positions', 1, 0, 1000 * (-1 / 201)],
    // Out after three bars: 201 to 202; that leaves room for the short, 202 to 205.
    ['exits', 2, 1 / 2, 1000 * (1 / 201 - 3 / 202)],
    ['slippage', 2, 0, slippedPnl],
    ['fees', 2, 0, slippedPnl - fees],
  ] as const;

  test('puts one rule right after the other', () => {
    expect(steps.map(({ name }) => name)).toEqual(expected.map(([name]) => name));
    steps.forEach(({ trades, winRate, pnl, pnlFraction, days, sharpe }, at) => {
      expect(trades).toBe(expected[at][1]);
      expect(winRate).toBe(expected[at][2]);
      expect(pnl).toBeCloseTo(expected[at][3], 8);
      expect(pnlFraction).toBeCloseTo(expected[at][3] / 10_000, 12);
      expect([days, sharpe]).toEqual([1, NaN]);
    });
  });

  test('a waterfall goes from 0 to the last figure', () => {
    const waterfall = listWaterfall(steps, ({ pnl }) => pnl);
    expect(waterfall.map(({ name }) => name)).toEqual(steps.map(({ name }) => name));
    expect(waterfall[0].from).toBe(0);
    waterfall.slice(1).forEach(({ from }, at) => expect(from).toBe(waterfall[at].to));
    expect(waterfall.at(-1)?.to).toBe(steps.at(-1)?.pnl);
    expect(listWaterfall([], () => 1)).toEqual([]);
  });
});

describe('bars that were learned from, and others', () => {
  const bars = makeBars([100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113]);
  const range = { start: 0, end: 14 };

  test('have probabilities of their own, as models of a walk-forward overlap', () => {
    const [seen, unseen] = dissectTraded({
      seen: { bars, probability: readProbabilities('L.............'), range },
      unseen: { bars, probability: readProbabilities('.S............'), range },
      settings: plainSettings,
    });
    expect(seen.pnl).toBeCloseTo(1000 * (10 / 100), 8);
    expect(unseen.pnl).toBeCloseTo(-1000 * (10 / 101), 8);
  });

  test('are as many, unless the training block is shorter', () => {
    const tested = { start: 100, end: 120 };
    expect(takeSeen({ start: 0, end: 80 }, tested)).toEqual({ start: 60, end: 80 });
    expect(takeSeen({ start: 70, end: 80 }, tested)).toEqual({ start: 70, end: 80 });
  });
});

describe('dissect', () => {
  const market = makeSignalMarket(3, { count: 1500, edge: 0.0003 });
  const ranges = { trainRange: { start: 0, end: 900 }, testRange: { start: 1000, end: 1500 } };
  const settings = defaultTradingSettings;
  const run = (range: { start: number; end: number }, rules: typeof settings) =>
    reportPerformance(createSweep({ ...market, range }).run(rules));

  test('starts with as many training bars as there are test bars, and ends with the rules as set', () => {
    const steps = dissect({ ...market, ...ranges, settings });
    const first = run({ start: 400, end: 900 }, { ...settings, ...referenceRules });
    const last = run(ranges.testRange, settings);
    const figures = ['trades', 'winRate', 'pnl', 'pnlFraction', 'sharpe'] as const;
    for (const figure of figures) {
      expect(steps[0][figure]).toBe(first[figure]);
      expect(steps.at(-1)?.[figure]).toBe(last[figure]);
    }
    expect(steps.map(({ days }) => days)).toEqual([22, 22, 22, 22, 22, 22, 22]);
    expect(steps[0].sharpe).not.toBeNaN();
  });

  test('takes all training bars where there are fewer', () => {
    const trainRange = { start: 100, end: 400 };
    const [first] = dissect({ ...market, ...ranges, trainRange, settings });
    expect(first.pnl).toBe(run(trainRange, { ...settings, ...referenceRules }).pnl);
  });

  test('leaves out what changes nothing', () => {
    const exits = referenceRules.exits;
    const names = dissect({ ...market, ...ranges, settings: { ...settings, exits } }).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['reference', 'unseen', 'next-open', 'positions', 'slippage', 'fees']);
  });

  test('ends with the defaults where the rules as set flatter', () => {
    const last = run(ranges.testRange, settings);
    const reference = dissect({
      ...market,
      ...ranges,
      settings: { ...settings, ...referenceRules },
    });
    expect(reference.at(-1)?.pnl).toBe(last.pnl);
    const free = { ...settings, fillAt: 'same-close', feeBps: 0, slippageBps: 0 } as const;
    expect(dissect({ ...market, ...ranges, settings: free }).at(-1)?.pnl).toBe(last.pnl);
  });
});
