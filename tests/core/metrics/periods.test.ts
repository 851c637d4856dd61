import { expect, test } from 'vitest';
import { findDrawdowns, tabulateMonths } from '../../../src/core/metrics/periods';

const day = (date: string) => Date.parse(`${date}T00:00:00Z`);

test('a month compounds its days, and the next begins with its first day', () => {
  const months = tabulateMonths([0.1, -0.1, 0.02], day('2024-01-30'));
  expect(months).toEqual([
    { year: 2024, month: 1, days: 2, returnFraction: expect.closeTo(-0.01, 12) },
    { year: 2024, month: 2, days: 1, returnFraction: expect.closeTo(0.02, 12) },
  ]);
  expect(tabulateMonths([], day('2024-01-30'))).toEqual([]);
});

test('drawdowns run from a high to the day that reaches it again, deepest first', () => {
  const found = findDrawdowns([110, 99, 110, 120, 60, 90], 100, day('2024-01-01'));
  expect(found).toEqual([
    {
      from: day('2024-01-04'),
      lowest: day('2024-01-05'),
      until: undefined,
      depthFraction: -0.5,
    },
    {
      from: day('2024-01-01'),
      lowest: day('2024-01-02'),
      until: day('2024-01-03'),
      depthFraction: expect.closeTo(-0.1, 12),
    },
  ]);
});

test('a run that never falls below its capital has no drawdown, and one that only falls counts from it', () => {
  expect(findDrawdowns([100, 101], 100, day('2024-01-01'))).toEqual([]);
  expect(findDrawdowns([95, 90], 100, day('2024-01-01'))).toEqual([
    {
      from: day('2024-01-01'),
      lowest: day('2024-01-02'),
      until: undefined,
      depthFraction: expect.closeTo(-0.1, 12),
    },
  ]);
});
