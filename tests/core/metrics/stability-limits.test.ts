import { expect, test } from 'vitest';
import { computeMean } from '../../../src/core/metrics/average';
import {
  gatherStability,
  independentLimit,
  measureShift,
  type StabilityReference,
} from '../../../src/core/metrics/stability-limits';
import { createRandom } from '../../../src/core/random';

const dayBars = 1440;

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

/** Share of days of `columns` on which any of them is above its limit. */
function countShifted(
  references: readonly (StabilityReference | undefined)[],
  columns: readonly Float64Array[],
  bars = dayBars,
): number {
  const windows = Math.floor(columns[0].length / bars);
  let shifted = 0;
  for (let i = 0; i < windows; i++) {
    const isShifted = columns.some((values, column) => {
      const { psi, limit } = measureAt(
        references[column],
        values.subarray(i * bars, (i + 1) * bars),
      );
      return psi > limit;
    });
    if (isShifted) shifted++;
  }
  return shifted / windows;
}

function measureAt(reference: StabilityReference | undefined, values: Float64Array) {
  if (reference === undefined) throw new Error('ten values are needed');
  return measureShift(reference, values);
}

const columns = [1, 2, 3, 4, 5].map((seed) => makeVolatility(63, seed));
const references = gatherStability(columns, [dayBars, 3 * dayBars]);

test('of days of autocorrelated training bars hardly one in twenty counts as a shift, all columns taken together', () => {
  const plain = columns.map((values, i) => {
    const day = values.subarray(0, dayBars);
    return measureAt(references[i], day).psi > independentLimit;
  });
  // What a rule for independent samples makes of the first day.
  expect(plain).toContain(true);
  expect(countShifted(references, columns)).toBeLessThanOrEqual(0.07);
  expect(countShifted(references, columns, 3 * dayBars)).toBeLessThanOrEqual(0.1);
});

test('of days of the same process that the reference has not seen few do', () => {
  const shares = [11, 12, 13, 14, 15].map((seed, i) =>
    countShifted([references[i]], [makeVolatility(63, seed)]),
  );
  expect(computeMean(shares)).toBeLessThanOrEqual(0.1);
});

test('volatility three times as high, or a mean elsewhere, for a whole window is a shift', () => {
  for (const bars of [dayBars, 3 * dayBars]) {
    const part = columns[0].subarray(0, bars);
    const calm = part.map((value) => 1e-3 * (value / 1e-3) ** 0.1);
    for (const change of [(value: number) => 3 * value, (value: number) => value + 3e-3]) {
      const { psi, limit } = measureAt(references[0], calm.map(change));
      expect(psi).toBeGreaterThan(limit);
    }
  }
});

test('limits are those of the longest windows with no more values, and below a day there is none', () => {
  const limits = references[0]?.limits ?? [];
  expect(limits.map(({ bars }) => bars)).toEqual([dayBars, 3 * dayBars]);
  const limitAt = (bars: number) => measureAt(references[0], columns[0].subarray(0, bars)).limit;
  expect(limitAt(dayBars - 1)).toBeNaN();
  expect(limitAt(dayBars)).toBe(limits[0].psi);
  expect(limitAt(3 * dayBars - 1)).toBe(limits[0].psi);
  expect(limitAt(7 * dayBars)).toBe(limits[1].psi);
});

test('by hand: eight windows of independent values keep the limit of 0.25, seven tell nothing', () => {
  // Every window holds 0 to 99 once.
  const repeat = (windows: number) =>
    Float64Array.from({ length: 100 * windows }, (_, i) => i % 100);
  expect(gatherStability([repeat(8)], [100])[0]?.limits).toEqual([{ bars: 100, psi: 0.25 }]);
  expect(gatherStability([repeat(7)], [100])[0]?.limits).toEqual([]);
});

test('by hand: the limit is the 95th percentile of the windows that overlap by half', () => {
  // 0 to 99 eight times, of which the last is all 0: 15 windows, the last and the half of it before stand out.
  const values = Float64Array.from({ length: 800 }, (_, i) => (i < 700 ? i % 100 : 0));
  const [reference] = gatherStability([values], [100]);
  const [half, odd] = [650, 700].map(
    (start) => measureAt(reference, values.subarray(start, start + 100)).psi,
  );
  // 0.95 * 14 = 13.3 steps up from the smallest of 15: 0.3 of the way from the second largest to the largest.
  const percentile = half + 0.3 * (odd - half);
  // Only the largest is above, so that the excess lies 0.3 of the way from 1 to its own.
  const factor = 1 + 0.3 * (odd / percentile - 1);
  expect(reference?.limits[0].psi).toBeCloseTo(percentile * factor, 12);
});

test('NaN is no value, and a column with too few of them has no reference', () => {
  const holes = columns[0].slice().fill(NaN, 0, 30);
  const [reference, none] = gatherStability([holes, holes.map(() => NaN)], [dayBars]);
  expect(none).toBeUndefined();
  expect(measureAt(reference, holes.subarray(0, dayBars + 29)).limit).toBeNaN();
  expect(measureAt(reference, holes.subarray(0, dayBars + 30)).limit).toBeGreaterThan(0);
});
