import { expect, test } from 'vitest';
import { correlateRuns } from '../../../../src/core/live/portfolio/correlate';
import { hourMs, makeRun } from './make-run';

const hours = Array.from({ length: 61 }, (_, hour) => hour);
/** Up 1% and down 1% in turn. */
const swing = (hour: number) => 1000 * (hour % 2 === 0 ? 1 : 1.01);
const swinging = (id: string, of: readonly number[]) =>
  makeRun(
    id,
    1000,
    of.map((hour) => [hour, swing(hour)]),
  );

test('every two accounts are compared, bar by bar while there are few days', () => {
  const opposite = makeRun(
    'b',
    1000,
    hours.map((hour) => [hour, 1e6 / swing(hour)]),
  );
  const [first, ...others] = correlateRuns([swinging('a', hours), opposite, swinging('c', hours)]);
  expect(first).toMatchObject({ ids: ['a', 'b'], samples: 60, per: 'bar' });
  expect(first?.value).toBeLessThan(-0.99);
  expect(others.map(({ ids }) => ids)).toEqual([
    ['a', 'c'],
    ['b', 'c'],
  ]);
  expect(others[0]?.value).toBeCloseTo(1, 9);
});

test('only bars that both have count, and below 60 of them nothing is said', () => {
  const later = swinging('b', [...hours.slice(1), 61, 62]);
  expect(correlateRuns([swinging('a', hours), later])).toEqual([
    { ids: ['a', 'b'], value: NaN, samples: 59, per: 'bar' },
  ]);
  const never = swinging('c', [100, 101]);
  expect(correlateRuns([swinging('a', hours), never])[0]?.samples).toBe(0);
});

test('once there are 20 of them, the returns of days are compared', () => {
  const days = Array.from({ length: 21 }, (_, day) => day);
  const daily = (id: string, equity: (day: number) => number) =>
    makeRun(
      id,
      1000,
      // What happens within a day plays no part.
      days.flatMap((day) => [
        [24 * day, 500 + day] as const,
        [24 * day + 23, equity(day)] as const,
      ]),
    );
  const [pair] = correlateRuns([daily('a', swing), daily('b', swing)]);
  expect(pair).toMatchObject({ samples: 20, per: 'day' });
  expect(pair?.value).toBeCloseTo(1, 9);
});

test('an account that has not moved goes with none', () => {
  const still = makeRun(
    'b',
    1000,
    hours.map((hour) => [hour, 1000]),
  );
  expect(correlateRuns([swinging('a', hours), still])[0]?.value).toBeNaN();
});

test('a bar that closes at midnight is the last of the day that ends', () => {
  const days = Array.from({ length: 22 }, (_, day) => day);
  // What they have at 01:00 goes apart, and is no day's last.
  const nightly = (id: string, sign: 1 | -1) =>
    makeRun(
      id,
      1000,
      days.flatMap((day) => [
        [24 * day, 1000 + sign * day ** 2] as const,
        [24 * day + 23, swing(day)] as const,
      ]),
    );
  const [pair] = correlateRuns([nightly('a', 1), nightly('b', -1)]);
  expect(pair).toMatchObject({ samples: 21, per: 'day' });
  expect(pair?.value).toBeCloseTo(1, 9);
});

test('two intervals are compared at the closes that both have', () => {
  const quarters = makeRun(
    'b',
    1000,
    hours.flatMap((hour) => [
      [hour + 0.25, 5000 + hour] as const,
      [hour + 0.75, swing(hour)] as const,
    ]),
    { intervalMs: hourMs / 4 },
  );
  const [pair] = correlateRuns([swinging('a', hours), quarters]);
  expect(pair).toMatchObject({ samples: 60, per: 'bar' });
  expect(pair?.value).toBeCloseTo(1, 9);
});
