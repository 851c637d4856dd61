import { expect, test } from 'vitest';
import {
  computeAnnualReturn,
  computeCalmar,
  computeDailyReturns,
  computeExpectedShortfall,
  computeMaxDrawdown,
  computeSharpe,
  computeSortino,
  computeTotalReturn,
  computeValueAtRisk,
  computeVolatility,
} from '../../../src/core/metrics/risk';
import golden from '../../fixtures/performance.json';

const daily = golden.daily_returns;
let growth = 1;
const equity = daily.map((dailyReturn) => (growth *= 1 + dailyReturn));

test('ratios and risk figures equal the reference', () => {
  expect(computeSharpe(daily)).toBeCloseTo(golden.sharpe_annual, 10);
  expect(computeSortino(daily)).toBeCloseTo(golden.sortino_annual, 10);
  expect(computeVolatility(daily)).toBeCloseTo(golden.volatility_annual, 10);
  expect(computeValueAtRisk(daily)).toBeCloseTo(golden.var_95_daily, 10);
  expect(computeExpectedShortfall(daily)).toBeCloseTo(golden.cvar_95_daily, 10);
});

test('growth and drawdown figures equal the reference', () => {
  const totalReturn = computeTotalReturn(1, equity.at(-1) ?? NaN);
  const annualReturn = computeAnnualReturn(totalReturn, daily.length / golden.periods_per_year);
  const maxDrawdown = computeMaxDrawdown(equity, 1);
  expect(totalReturn).toBeCloseTo(golden.total_return, 10);
  expect(annualReturn).toBeCloseTo(golden.cagr, 10);
  expect(maxDrawdown).toBeCloseTo(golden.max_drawdown, 10);
  expect(computeCalmar(annualReturn, maxDrawdown)).toBeCloseTo(golden.calmar, 10);
});

test('daily returns recover the reference returns from equity', () => {
  const returns = computeDailyReturns(equity, 1);
  daily.forEach((dailyReturn, day) => expect(returns[day]).toBeCloseTo(dailyReturn, 12));
});

test('a day after ruin returns 0', () => {
  expect([...computeDailyReturns([50, -10, -10], 100)]).toEqual([-0.5, -1.2, 0]);
});

test('the ratios by hand: returns +2%, -1%', () => {
  // mean 0.005; deviation sqrt(2 x 0.015^2); downside sqrt(0.01^2 / 2)
  const root = Math.sqrt(365);
  expect(computeSharpe([0.02, -0.01])).toBeCloseTo((0.005 / (0.015 * Math.SQRT2)) * root, 12);
  expect(computeSortino([0.02, -0.01])).toBeCloseTo((0.005 / (0.01 / Math.SQRT2)) * root, 12);
});

test('value at risk lies between order statistics; the shortfall is the mean beyond it', () => {
  const returns = Array.from({ length: 11 }, (_, day) => day / 100 - 0.05);
  expect(computeValueAtRisk(returns, 0.75)).toBeCloseTo(0.025, 12);
  expect(computeExpectedShortfall(returns, 0.75)).toBeCloseTo(0.04, 12);
});

test('the drawdown counts from the starting capital and is 0 for a rise', () => {
  expect(computeMaxDrawdown([90, 120, 60, 130], 100)).toBe(-0.5);
  expect(computeMaxDrawdown([90, 95], 100)).toBeCloseTo(-0.1, 12);
  expect(computeMaxDrawdown([101, 102], 100)).toBe(0);
});

test('figures are NaN where they are undefined', () => {
  expect(computeSharpe([0.01])).toBeNaN();
  expect(computeSharpe([0, 0, 0])).toBeNaN();
  expect(computeSortino([0.01, 0.02])).toBeNaN();
  expect(computeVolatility([])).toBeNaN();
  expect(computeValueAtRisk([])).toBeNaN();
  expect(computeExpectedShortfall([])).toBeNaN();
  expect(computeCalmar(0.1, 0)).toBeNaN();
  expect(computeAnnualReturn(-1.5, 1)).toBeNaN();
});
