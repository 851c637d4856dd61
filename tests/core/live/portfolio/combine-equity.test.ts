import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineEquity } from '../../../../src/core/live/portfolio/combine-equity';
import { hourMs, makeRun, midnight } from './make-run';

const atHours = (...hours: number[]) => hours.map((hour) => midnight + hour * hourMs);

test('equities of one close are added; an account without a bar there keeps its last equity', () => {
  const curve = combineEquity([
    makeRun('a', 1000, [
      [0, 1000],
      [1, 1100],
      [3, 1200],
    ]),
    makeRun('b', 500, [
      [0, 500],
      [2, 400],
    ]),
  ]);
  // A bar counts from its close on.
  expect([...curve.time]).toEqual(atHours(1, 2, 3, 4));
  expect([...curve.equity]).toEqual([1500, 1600, 1500, 1600]);
  expect([...curve.capital]).toEqual([1500, 1500, 1500, 1500]);
  expect(curve.unitValue[3]).toBeCloseTo(1600 / 1500, 12);
});

test('capital that a later account brings is a contribution, not a profit', () => {
  const curve = combineEquity([
    makeRun('a', 1000, [
      [0, 1100],
      [1, 1100],
      [2, 1100],
    ]),
    makeRun('b', 900, [
      [1, 900],
      [2, 700],
    ]),
  ]);
  expect([...curve.equity]).toEqual([1100, 2000, 1800]);
  expect([...curve.capital]).toEqual([1000, 1900, 1900]);
  // 10% up, nothing while 900 came in, then 10% down on all: 1.1 x 1 x 0.9.
  expect(curve.unitValue[0]).toBeCloseTo(1.1, 12);
  expect(curve.unitValue[1]).toBeCloseTo(1.1, 12);
  expect(curve.unitValue[2]).toBeCloseTo(0.99, 12);
});

test('bars of two intervals meet at their closes', () => {
  const curve = combineEquity([
    makeRun('a', 100, [[0, 110]], { intervalMs: 2 * hourMs }),
    makeRun('b', 100, [
      [0, 90],
      [1, 95],
    ]),
  ]);
  expect([...curve.time]).toEqual(atHours(1, 2));
  // The two-hour account begins with the close of its first bar.
  expect([...curve.equity]).toEqual([90, 205]);
  expect(curve.unitValue[1]).toBeCloseTo(0.9 * (205 / 190), 12);
});

test('what has lost everything stays at 0, whatever comes in later', () => {
  const curve = combineEquity([
    makeRun('a', 100, [
      [0, -5],
      [1, -5],
    ]),
    makeRun('b', 100, [[1, 120]]),
  ]);
  expect([...curve.unitValue]).toEqual([0, 0]);
});

test('no account, or one that has seen no bar, has no curve', () => {
  expect(combineEquity([]).time).toHaveLength(0);
  expect(combineEquity([makeRun('a', 1000, [])]).equity).toHaveLength(0);
});

test('one account alone is its own equity over its capital', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 1 }),
      (equity) => {
        const curve = combineEquity([
          makeRun(
            'a',
            1000,
            equity.map((value, hour) => [hour, value]),
          ),
        ]);
        expect([...curve.equity]).toEqual(equity);
        equity.forEach((value, bar) => expect(curve.unitValue[bar]).toBeCloseTo(value / 1000, 6));
      },
    ),
  );
});

test('an account that is split in two has the same return', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 1 }),
      (equity) => {
        const points = (part: number) => equity.map((value, hour) => [hour, value * part] as const);
        const whole = combineEquity([makeRun('a', 1000, points(1))]);
        const split = combineEquity([
          makeRun('a', 250, points(0.25)),
          makeRun('b', 750, points(0.75)),
        ]);
        split.unitValue.forEach((value, bar) => expect(value).toBeCloseTo(whole.unitValue[bar], 6));
      },
    ),
  );
});
