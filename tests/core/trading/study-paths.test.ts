import { expect, test } from 'vitest';
import { studyPaths as startStudyPaths } from '../../../src/core/trading/study-paths';
import { computeSharpe } from '../../../src/core/metrics/risk';
import { choose } from '../../../src/core/trading/choice';
import { buyAndHold } from '../../../src/core/trading/strategies/buy-and-hold';
import {
  exitsAfter,
  makeBars,
  plainSettings,
  readProbabilities,
  runEngine,
} from './engine-scenario';
import { finishAs } from '../finish-steps';

const studyPaths = finishAs(startStudyPaths);

test('paths are of the trades and days before the bar, by the engine', () => {
  const letters = 'L....S....L....S....L....S....L...';
  const bars = makeBars([...letters].map((_, index) => 100 + 10 * Math.sin(index)));
  const probability = readProbabilities(letters);
  const run = {
    bars,
    probability,
    range: { start: 0, end: letters.length },
    settings: plainSettings,
  };
  const { trades, record } = runEngine(bars, probability, plainSettings);
  expect(trades.length).toBeGreaterThan(5);
  const study = studyPaths(run, letters.length);
  expect(study.capital).toBe(plainSettings.capital);
  expect(study.trades?.steps).toBe(trades.length);
  expect(study.trades?.actual.at(-1)).toBeCloseTo(
    trades.reduce((sum, { pnl }) => sum + pnl, record.capital),
    9,
  );
  // Half an hour is one day of one month.
  expect(study.days).toBeUndefined();
  expect(study.months).toMatchObject([{ year: 2024, month: 1, days: 1 }]);
  expect(study.rolling).toEqual({ windowDays: 30, time: [], sharpe: [] });
  expect(studyPaths(run, 3).trades).toBeUndefined();
});

test('progress grows, and the whole distribution of falls is told', () => {
  const letters = 'L....S....L....S....L....S....L...';
  const bars = makeBars([...letters].map((_, index) => 100 + 10 * Math.sin(index)));
  const probability = readProbabilities(letters);
  const range = { start: 0, end: letters.length };
  const { trades } = studyPaths(
    { bars, probability, range, settings: plainSettings },
    letters.length,
  );
  const falls = trades?.maxDrawdown;
  expect(falls?.values).toHaveLength(trades?.runs ?? 0);
  // The lowest equity is at most as far below the capital as below its own highest value.
  trades?.deepestLoss.values.forEach((loss, path) => {
    expect(loss).toBeLessThanOrEqual(0);
    expect(loss).toBeGreaterThanOrEqual((falls?.values[path] ?? NaN) - 1e-12);
  });
});

test('months, deepest falls and the rolling ratio are those of the days that were traded', () => {
  // Forty days of four hours each, from 2024-01-15 on: bought on the first of them, and held.
  const days = 40;
  const dayMs = 86_400_000;
  const start = Date.UTC(2024, 0, 15);
  const prices = Array.from({ length: 6 * days }, (_, bar) => 100 + 10 * Math.sin(bar / 40));
  const bars = {
    ...makeBars(prices),
    intervalMs: dayMs / 6,
    openTime: Float64Array.from(prices, (_, bar) => start + (bar * dayMs) / 6),
  };
  const settings = { ...plainSettings, strategy: choose(buyAndHold), exits: exitsAfter(1000) };
  const range = { start: 0, end: bars.openTime.length };
  const study = studyPaths({ bars, probability: [], range, settings }, range.end);
  const { record } = runEngine(bars, new Float32Array(range.end), settings);
  const equity = [settings.capital, ...record.dailyEquity];
  const growth = (from: number, to: number) => equity[to] / equity[from] - 1;
  expect(study.days?.steps).toBe(days);
  expect(study.months.map(({ year, month, days: traded }) => [year, month, traded])).toEqual([
    [2024, 1, 17],
    [2024, 2, 23],
  ]);
  expect(study.months[0].returnFraction).toBeCloseTo(growth(0, 17), 12);
  expect(study.months[1].returnFraction).toBeCloseTo(growth(17, 40), 12);
  const lowest = Math.min(
    ...equity.map((value, day) => value / Math.max(...equity.slice(0, day + 1))),
  );
  expect(study.drawdowns[0].depthFraction).toBeCloseTo(lowest - 1, 12);
  // The ratio of 30 days is first known at the end of the 30th.
  expect(study.rolling.time).toEqual(
    Array.from({ length: 11 }, (_, row) => start + (29 + row) * dayMs),
  );
  const returns = Array.from({ length: days }, (_, day) => growth(day, day + 1));
  study.rolling.sharpe.forEach((ratio, row) =>
    expect(ratio).toBeCloseTo(computeSharpe(returns.slice(row, row + 30), 365), 9),
  );
});
