import { expect, test } from 'vitest';
import {
  decideSignal,
  findThresholdProblem,
  strategyPresets,
} from '../../../../src/core/trading/strategies/thresholds';

const thresholds = { long: 0.55, short: 0.45 };

test.each([
  [0.55, 'LONG'],
  [0.9, 'LONG'],
  [0.5499, 'NEUTRAL'],
  [0.4501, 'NEUTRAL'],
  [0.45, 'SHORT'],
  [0.1, 'SHORT'],
])('a probability of %f is %s at thresholds 0.55 / 0.45', (probability, signal) => {
  expect(decideSignal(probability, thresholds)).toBe(signal);
});

test('no opinion is neutral', () => {
  expect(decideSignal(NaN, thresholds)).toBe('NEUTRAL');
});

test('every preset can be used', () => {
  for (const { thresholds } of Object.values(strategyPresets)) {
    expect(findThresholdProblem(thresholds)).toBeUndefined();
  }
});

test('the widest custom thresholds can be used', () => {
  expect(findThresholdProblem({ long: 0.99, short: 0.01 })).toBeUndefined();
});

test.each([
  [{ long: 1, short: 0.4 }, 'thresholds: long must lie between 0.01 and 0.99, was 1'],
  [{ long: 0.6, short: 0 }, 'thresholds: short must lie between 0.01 and 0.99, was 0'],
  [{ long: NaN, short: 0.4 }, 'thresholds: long must lie between 0.01 and 0.99, was NaN'],
  [{ long: 0.5, short: 0.5 }, 'thresholds: short must be below long, was 0.5 with long 0.5'],
])('%o is refused with its reason', (thresholds, problem) => {
  expect(findThresholdProblem(thresholds)).toBe(problem);
});
