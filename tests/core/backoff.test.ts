import { expect, test } from 'vitest';
import { backOff, createAttemptBudget } from '../../src/core/backoff';

test('an attempt is allowed again when the first of the last few leaves the window', () => {
  const budget = createAttemptBudget(2, 1000);
  budget.spend(0);
  budget.spend(400);
  expect(budget.nextAt(500)).toBe(1000);
  expect(budget.nextAt(1000)).toBe(1000);
});

test('a clock that is set back makes no wait longer than the window', () => {
  const budget = createAttemptBudget(2, 1000);
  budget.spend(50_000);
  budget.spend(50_400);
  expect(budget.nextAt(600)).toBe(1600);
});

test('attempts that were recorded move with a clock that was adjusted', () => {
  const budget = createAttemptBudget(1, 1000);
  budget.spend(100);
  budget.shift(5000);
  expect(budget.nextAt(5200)).toBe(6100);
});

test('waits grow by their factor up to the longest, and lie in the upper half of it where they are spread', () => {
  const limits = { firstMs: 100, maxMs: 1000 };
  expect([1, 2, 3, 4, 5, 9].map((attempt) => backOff(attempt, limits))).toEqual([
    ...[100, 200, 400, 800, 1000, 1000],
  ]);
  expect(backOff(3, { ...limits, growth: 3 })).toBe(900);
  expect([0, 0.5].map((drawn) => backOff(2, limits, () => drawn))).toEqual([100, 150]);
});
