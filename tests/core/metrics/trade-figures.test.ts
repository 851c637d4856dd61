import { expect, test } from 'vitest';
import { computeBreakEvenBps } from '../../../src/core/metrics/break-even-cost';
import { computeBuyAndHold } from '../../../src/core/metrics/buy-and-hold';
import { computeExpectancy } from '../../../src/core/metrics/expectancy';
import { computeExposure } from '../../../src/core/metrics/exposure';
import { computeKelly } from '../../../src/core/metrics/kelly';
import { computeProfitFactor } from '../../../src/core/metrics/profit-factor';
import { computeTurnover } from '../../../src/core/metrics/turnover';
import { computeWinRate } from '../../../src/core/metrics/win-rate';

test('three wins of $20 and two losses of $15', () => {
  expect(computeWinRate(3, 5)).toBe(0.6);
  expect(computeProfitFactor(60, 30)).toBe(2);
  expect(computeExpectancy(60, 30, 5)).toBe(6);
  // 0.6 - 0.4 / (20 / 15)
  expect(computeKelly(0.6, 20, -15)).toBeCloseTo(0.3, 12);
});

test('a coin flip at even stakes should not be bet on', () => {
  expect(computeKelly(0.5, 10, -10)).toBe(0);
  expect(computeKelly(0.4, 10, -10)).toBeCloseTo(-0.2, 12);
});

test('$1,000 traded for $1 net after $2 of costs breaks even at 30 bps a side', () => {
  expect(computeBreakEvenBps(1, 2, 1000)).toBeCloseTo(30, 12);
  expect(computeBreakEvenBps(-5, 2, 1000)).toBeCloseTo(-30, 12);
});

test('exposure, turnover and holding are plain ratios', () => {
  expect(computeExposure(25, 100)).toBe(0.25);
  expect(computeTurnover(50_000, 10_000)).toBe(5);
  expect(computeBuyAndHold(80, 100)).toBe(0.25);
});

test('without a trade there is no figure of trades', () => {
  expect(computeWinRate(0, 0)).toBeNaN();
  expect(computeProfitFactor(0, 0)).toBeNaN();
  expect(computeExpectancy(0, 0, 0)).toBeNaN();
  expect(computeKelly(NaN, NaN, NaN)).toBeNaN();
  expect(computeBreakEvenBps(0, 0, 0)).toBeNaN();
});
