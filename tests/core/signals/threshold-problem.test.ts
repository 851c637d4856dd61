import { expect, test } from 'vitest';
import { strategyPresets } from '../../../src/core/signals/presets';
import { findThresholdProblem } from '../../../src/core/signals/threshold-problem';

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
