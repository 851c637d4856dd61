import { expect, test } from 'vitest';
import { inferDifference, gatherDailyFigures } from '../../../src/core/metrics/daily-figures';
import { type OutOfSample, takeHoldout } from '../../../src/core/out-of-sample';
import { createRandom } from '../../../src/core/random';
import { choose } from '../../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { takeProfitExit } from '../../../src/core/trading/exits/take-profit';
import { defaultTradingSettings, putExit } from '../../../src/core/trading/settings';
import { compareRuns } from '../../../src/core/verdict/compare-runs';
import { makeSignalMarket } from './make-market';

const count = 2_000;
const { bars, probability } = makeSignalMarket(3, { count, edge: 0.0008 });
const settings = defaultTradingSettings;

function testedOn(start = 0, end = count, said: ArrayLike<number> = probability): OutOfSample {
  const block = { bars: { start, end }, labels: { start, end: end - 5 } };
  const split = { train: block, validation: block, test: block, embargoBars: 0 };
  return takeHoldout(split, Float32Array.from(said));
}

test('the same run differs from itself by exactly 0, with an interval of 0', () => {
  const run = { outOfSample: testedOn(), settings };
  const { runs } = compareRuns(bars, [run, run]);
  expect(runs[0].over[1]).toEqual({
    pnl: { value: 0, ci: [0, 0] },
    sharpe: { value: 0, ci: [0, 0] },
  });
  expect(runs[0]).toEqual(runs[1]);
});

test('each run has the figures of a fresh account over the bars that all of them trade', () => {
  const dear = { ...settings, feeBps: 30 };
  const found = compareRuns(bars, [
    { outOfSample: testedOn(0, 1_500), settings },
    { outOfSample: testedOn(500, count), settings: dear },
  ]);
  expect([found.from, found.to]).toEqual([bars.openTime[500], bars.openTime[1_499]]);
  const accounts = [settings, dear].map((each) => {
    const account = createEngine(each, bars.intervalMs);
    stepThrough(account, bars, Float32Array.from(probability), { start: 500, end: 1_500 });
    return account;
  });
  found.runs.forEach(({ report, equity }, at) => {
    const { record } = accounts[at];
    expect(report.pnl).toBe(record.equity - record.capital);
    expect(report.trades).toBe(record.trades);
    expect(equity.length).toBe(800);
    expect(equity.at(-1)).toBe(record.equity);
  });
  const [one, other] = found.runs;
  expect(one.over[1].pnl.value).toBeCloseTo(one.report.pnl - other.report.pnl, 8);
  expect(other.over[0].pnl.value).toBeCloseTo(-one.over[1].pnl.value, 8);
  // Fees alone differ, so each day agrees who is ahead.
  expect(one.over[1].pnl.ci[0]).toBeGreaterThan(0);
});

test('finer bars that one run has decide what happens within the bars of all', () => {
  const coarse = { ...bars, high: bars.high.slice(), low: bars.low.slice() };
  // Far enough for stop and target of whatever is held: which came first, only the finer bars can say.
  for (let bar = 0; bar < count; bar++) {
    coarse.high[bar] *= 1.05;
    coarse.low[bar] *= 0.95;
  }
  const half = bars.intervalMs / 2;
  const twice = (of: (bar: number, isFirst: boolean) => number): Float64Array =>
    Float64Array.from({ length: 2 * count }, (_, row) => of(row >> 1, row % 2 === 0));
  const middle = (bar: number) => (bars.open[bar] + bars.close[bar]) / 2;
  const finer = {
    intervalMs: half,
    openTime: twice((bar, isFirst) => bars.openTime[bar] + (isFirst ? 0 : half)),
    open: twice((bar, isFirst) => (isFirst ? bars.open[bar] : middle(bar))),
    high: twice((bar, isFirst) => (isFirst ? coarse.high[bar] : bars.high[bar])),
    low: twice((bar, isFirst) => (isFirst ? bars.low[bar] : coarse.low[bar])),
    close: twice((bar, isFirst) => (isFirst ? middle(bar) : bars.close[bar])),
    volume: twice(() => 1),
  };
  const near = { bps: 100 };
  const exits = [stopLossExit, takeProfitExit].reduce(
    (all, rule) => putExit(all, choose(rule, near)),
    settings.exits,
  );
  const run = { outOfSample: testedOn(), settings: { ...settings, exits } };
  const { runs } = compareRuns(coarse, [run, { ...run, bars: { ...coarse, finer } }]);
  expect(runs[0]).toEqual(runs[1]);
  const [alone] = compareRuns(coarse, [run]).runs;
  expect(alone.report.pnl).not.toBe(runs[0].report.pnl);
});

test('models without a common bar are refused', () => {
  const runs = [
    { outOfSample: testedOn(0, 900), settings },
    { outOfSample: testedOn(900, count), settings },
  ];
  expect(() => compareRuns(bars, runs)).toThrow('share no bar');
});

test('a difference is paired: what moves both runs alike adds nothing to its interval', () => {
  const random = createRandom(5);
  const common = Array.from({ length: 40 }, () => 100 * random.normal());
  const daily = (own: (day: number) => number) => {
    const pnl = common.map((value, day) => value + own(day));
    let equity = 10_000;
    const dailyEquity = pnl.map((value) => (equity += value));
    const record = { dailyEquity, capital: 10_000, firstOpenTime: 0, intervalMs: 60_000 };
    return gatherDailyFigures(record, [], 0);
  };
  // 3 dollars more on each of 40 days: 120, whatever days are drawn.
  const found = inferDifference(
    daily(() => 3),
    daily(() => 0),
  );
  expect(found.pnl.value).toBeCloseTo(120, 6);
  expect(found.pnl.ci[0]).toBeCloseTo(120, 6);
  expect(found.pnl.ci[1]).toBeCloseTo(120, 6);
  expect(() =>
    inferDifference(
      daily(() => 0),
      { ...daily(() => 0), from: 86_400_000 },
    ),
  ).toThrow('difference: days must be the same');
});
