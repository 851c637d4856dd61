import { expect, test } from 'vitest';
import { isNextOverdue, isTooLate } from '../../../src/core/live/bar-news';

test('a minute bar is news until the next one closes', () => {
  expect(isTooLate(0, 60_000)).toBe(false);
  expect(isTooLate(59_999, 60_000)).toBe(false);
  expect(isTooLate(60_000, 60_000)).toBe(true);
});

test('a longer bar is news for a minute, a shorter one for its own length', () => {
  expect(isTooLate(59_999, 3_600_000)).toBe(false);
  expect(isTooLate(60_000, 3_600_000)).toBe(true);
  expect(isTooLate(999, 1000)).toBe(false);
  expect(isTooLate(1000, 1000)).toBe(true);
});

test('the next bar is overdue two seconds after it should have closed', () => {
  expect(isNextOverdue(61_999, 60_000)).toBe(false);
  expect(isNextOverdue(62_000, 60_000)).toBe(true);
});
