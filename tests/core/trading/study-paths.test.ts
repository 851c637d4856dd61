import { expect, test } from 'vitest';
import { studyPaths as startStudyPaths } from '../../../src/core/trading/study-paths';
import { makeBars, plainSettings, readProbabilities, runEngine } from './engine-scenario';
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
