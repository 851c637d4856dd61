import { expect, test } from 'vitest';
import { studyPaths } from '../../../src/core/trading/study-paths';
import { makeBars, plainSettings, readProbabilities, runEngine } from './engine-scenario';

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
