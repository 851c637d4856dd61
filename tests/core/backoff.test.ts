import { expect, test } from 'vitest';
import { createAttemptBudget } from '../../src/core/backoff';

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
