import { expect, test } from 'vitest';
import {
  gatherStability,
  independentLimit,
  measureShift,
  type StabilityReference,
} from '../../../src/core/metrics/stability-limits';
import { computeLargestStability } from '../../../src/core/metrics/population-stability';
import { createRandom } from '../../../src/core/random';
import { isLong } from '../../long';
import { lookForDrift, usualDays } from './drift-study';
import { dayBars, makeStationaryBars, type MarketBreak } from './stationary-markets';

/** Volatility whose logarithm is autoregressive: it stays where it is for about a day. */
function makeVolatility(days: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const persistence = 1 - 1 / dayBars;
  let level = 0;
  return Float64Array.from({ length: days * dayBars }, () => {
    level = persistence * level + 0.5 * Math.sqrt(1 - persistence ** 2) * random.normal();
    return 1e-3 * Math.exp(level);
  });
}

function measureAt(reference: StabilityReference | undefined, values: Float64Array) {
  if (reference === undefined) throw new Error('ten values are needed');
  return measureShift(reference, values);
}

const columns = [1, 2, 3, 4, 5].map((seed) => makeVolatility(63, seed));
const { references, persistence } = gatherStability(columns, dayBars);

const seeds = isLong ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 3];

/** Looks at 7 live days after 90 of each of four markets and each seed. */
function studyDrift(change?: Omit<MarketBreak, 'from'>) {
  return (['sample', 'walk', 'garch', 'half-day'] as const).flatMap((kind) =>
    seeds.map((seed) => {
      const days = 90 + usualDays.live;
      const from = 90 * dayBars;
      const looks = lookForDrift(
        makeStationaryBars(kind, days, seed, change && { from, ...change }),
        usualDays,
      );
      return { kind, ...looks };
    }),
  );
}

test('of unseen days on which nothing changes hardly one in twenty counts as a shift', () => {
  const days = studyDrift().flatMap((looks) => looks.days);
  expect(days).toHaveLength(28 * seeds.length);
  expect(days.filter(Boolean).length).toBeLessThanOrEqual(0.05 * days.length);
});

test('doubled volatility shows within a day, where the market does not double it by itself', () => {
  const looks = studyDrift({ volatility: 2 });
  for (const { kind, findFirstShiftDays } of looks) {
    if (kind !== 'half-day') expect(findFirstShiftDays()).toBe(1);
  }
});

test('a rule for independent samples takes an ordinary day of volatility for a shift', () => {
  const alarms = columns.map(
    (values, i) => measureAt(references[i], values.subarray(0, dayBars)).psi > independentLimit,
  );
  expect(alarms).toContain(true);
});

test('limits are those of the longest windows with no more values, and below a day there is none', () => {
  const limits = references[0]?.limits ?? [];
  expect(limits.length).toBeGreaterThan(1);
  expect(limits[0].bars).toBe(dayBars);
  const limitAt = (bars: number) => measureAt(references[0], columns[0].subarray(0, bars)).limit;
  expect(limitAt(dayBars - 1)).toBeNaN();
  expect(limitAt(dayBars)).toBe(limits[0].psi);
  expect(limitAt(limits[1].bars - 1)).toBe(limits[0].psi);
  expect(limitAt(limits[1].bars)).toBe(limits[1].psi);
});

test('a limit that no values can pass is infinite', () => {
  for (const reference of references) {
    const largest = reference ? computeLargestStability(reference.bins) : NaN;
    for (const { psi } of reference?.limits ?? []) {
      expect(psi === Infinity || psi < largest).toBe(true);
    }
  }
  // Days of one value each differ from all others as much as can be.
  const random = createRandom(1);
  const levels = Array.from({ length: 40 }, () => random.normal());
  const steps = Float64Array.from({ length: 4000 }, (_, i) => levels[Math.floor(i / 100)]);
  expect(gatherStability([steps], 100).references[0]?.limits[0].psi).toBe(Infinity);
});

test('the longer a state lasts, the fewer independent windows there are, until none decides', () => {
  expect(persistence).toBeGreaterThan(0.2);
  const noise = createRandom(7);
  const white = Float64Array.from({ length: 40 * 100 }, () => noise.normal());
  const countLimits = (least: number) =>
    gatherStability([white], 100, least).references[0]?.limits.length;
  expect(countLimits(0)).toBe(5);
  // 40 days, a window of one and 2 * 0.6 / 0.4 = 3 of its neighbours: 10 windows; of five days: 5.
  expect(countLimits(0.6)).toBe(4);
  // 1 + 2 * 0.8 / 0.2 = 9 days: 4.4 windows.
  expect(countLimits(0.8)).toBe(0);
});

test('by hand: windows that are all alike keep the limit of 0.25', () => {
  // Every half of a window holds 0 to 99 once.
  const values = Float64Array.from({ length: 200 * 8 }, (_, i) => i % 100);
  const limits = gatherStability([values], 200).references[0]?.limits;
  // Eight days of persistence 1 / 8 each: 8 / (1 + 2 / 7) = 6.2 windows of a day, 3.5 of two.
  expect(limits).toEqual([{ bars: 200, psi: 0.25 }]);
});

test('NaN is no value, and a column with too few of them has no reference', () => {
  const holes = columns[0].slice().fill(NaN, 0, 30);
  const [reference, none] = gatherStability([holes, holes.map(() => NaN)], dayBars).references;
  expect(none).toBeUndefined();
  expect(measureAt(reference, holes.subarray(0, dayBars + 29)).limit).toBeNaN();
  expect(measureAt(reference, holes.subarray(0, dayBars + 30)).limit).toBeGreaterThan(0);
});
