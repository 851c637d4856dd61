import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendCandle,
  coarseStep,
  decimateTwoScaleBars,
  decimateTwoScaleLine,
  decimateLine,
  decimateOhlc,
  buildTwoScaleBars,
  buildTwoScaleLine,
  mergeOhlc,
  pickStep,
  sampleLine,
} from '../../src/charts/decimate';
import { makeBars, poisonBars } from '../core/bars/make-bars';

const bars = makeBars(600);

/** A range inside `bars` and a number of columns. */
const requests = fc
  .tuple(fc.nat(599), fc.nat(599), fc.integer({ min: 1, max: 700 }))
  .map(([a, b, columns]) => ({
    range: { start: Math.min(a, b), end: Math.max(a, b) + 1 },
    columns,
  }));

describe('decimateOhlc', () => {
  test('keeps the extremes, the sum of volumes, the first open and the last close', () => {
    fc.assert(
      fc.property(requests, ({ range, columns }) => {
        const merged = decimateOhlc(bars, range, columns);
        const high = bars.high.subarray(range.start, range.end);
        const low = bars.low.subarray(range.start, range.end);
        const volume = bars.volume.subarray(range.start, range.end);
        expect(Math.max(...merged.high)).toBe(Math.max(...high));
        expect(Math.min(...merged.low)).toBe(Math.min(...low));
        expect(sum(merged.volume)).toBeCloseTo(sum(volume), 9);
        expect(merged.open[0]).toBe(bars.open[range.start]);
        expect(merged.close[merged.count - 1]).toBe(bars.close[range.end - 1]);
      }),
    );
  });

  test('needs at most one column more than asked for', () => {
    fc.assert(
      fc.property(requests, ({ range, columns }) => {
        expect(decimateOhlc(bars, range, columns).count).toBeLessThanOrEqual(columns + 1);
      }),
    );
  });

  test('reads no bar outside its range', () => {
    fc.assert(
      fc.property(requests, ({ range, columns }) => {
        const poisoned = poisonBars(bars, (i) => i < range.start || i >= range.end);
        expect(decimateOhlc(poisoned, range, columns)).toEqual(decimateOhlc(bars, range, columns));
      }),
    );
  });

  test('puts a bar into the same column however the window slides', () => {
    const first = decimateOhlc(bars, { start: 10, end: 410 }, 100);
    const second = decimateOhlc(bars, { start: 13, end: 413 }, 100);
    expect(first.step).toBe(4);
    expect(Array.from(first.high.subarray(2, 90))).toEqual(Array.from(second.high.subarray(1, 89)));
  });

  test('returns the bars themselves where there is a column for each', () => {
    const merged = decimateOhlc(bars, { start: 5, end: 8 }, 800);
    expect(merged).toMatchObject({ step: 1, start: 5, count: 3 });
    expect(merged.close).toEqual(bars.close.slice(5, 8));
  });

  test('returns no column for an empty range', () => {
    expect(decimateOhlc(bars, { start: 7, end: 7 }, 100).count).toBe(0);
  });
});

describe('appendCandle', () => {
  const candle = { open: 1, high: 1e6, low: 0.5, close: 2, volume: 3 };

  test('merges into the last column when the candle belongs to it', () => {
    const columns = decimateOhlc(bars, { start: 0, end: 6 }, 1, 4);
    const grown = appendCandle(columns, 6, candle);
    const expected = mergeOhlc(bars, { start: 4, end: 6 });
    expect(grown.count).toBe(2);
    expect([grown.open[1], grown.high[1], grown.close[1]]).toEqual([expected.open, 1e6, 2]);
    expect(grown.volume[1]).toBe(expected.volume + 3);
  });

  test('opens a column when the candle is the first of one', () => {
    const columns = decimateOhlc(bars, { start: 0, end: 4 }, 1, 4);
    const grown = appendCandle(columns, 4, candle);
    expect(grown.count).toBe(2);
    expect([grown.open[1], grown.high[1], grown.low[1]]).toEqual([1, 1e6, 0.5]);
  });

  test('starts the columns where there was none', () => {
    const none = decimateOhlc(bars, { start: 9, end: 9 }, 1, 4);
    expect(appendCandle(none, 9, candle)).toMatchObject({ start: 8, count: 1 });
  });
});

describe('decimateLine', () => {
  test('keeps the extremes and ignores NaN', () => {
    const line = decimateLine(Float64Array.of(NaN, 3, 1, 2, NaN, NaN, 7), { start: 0, end: 7 }, 2);
    expect(Array.from(line.min)).toEqual([3, 1, NaN, 7]);
    expect(Array.from(line.max)).toEqual([3, 2, NaN, 7]);
  });

  test('reads point i at indexOf(i)', () => {
    const values = Float64Array.of(10, 20, 30, 40);
    const line = decimateLine(values, { start: 5, end: 7 }, 1, (point) => point - 4);
    expect(Array.from(line.min)).toEqual([20, 30]);
  });
});

test('sampleLine returns the last value of each column, of the range at the end', () => {
  const values = Float64Array.of(0, 1, 2, 3, 4, 5);
  expect(Array.from(sampleLine(values, { start: 1, end: 5 }, 2).min)).toEqual([1, 3, 4]);
});

test('pickStep returns the smallest power of two that fits', () => {
  expect([pickStep(100, 100), pickStep(101, 100), pickStep(401, 100)]).toEqual([1, 2, 8]);
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

const longBars = makeBars(3000);
const line = longBars.close.map((close, i) => (i < 100 || i % 97 === 0 ? NaN : close));

/** Ranges that begin on a coarse point, where both ways must agree entirely. */
const coarseRequests = fc
  .tuple(fc.nat(40), fc.nat(2999), fc.constantFrom(1, 16, 64, 128, 512))
  .map(([coarseStart, end, step]) => {
    const start = coarseStart * coarseStep;
    return { range: { start, end: Math.max(start, end) }, step };
  });

test('bars at two scales are what the bars themselves give', () => {
  const twoScale = buildTwoScaleBars(longBars);
  fc.assert(
    fc.property(coarseRequests, ({ range, step }) => {
      const expected = decimateOhlc(longBars, range, 1, step);
      const columns = decimateTwoScaleBars(twoScale, range, step);
      expect(columns.count).toBe(expected.count);
      for (const name of ['open', 'high', 'low', 'close'] as const) {
        expect(columns[name]).toEqual(expected[name]);
      }
      columns.volume.forEach((volume, k) => {
        expect(volume).toBeCloseTo(expected.volume[k], 9);
      });
    }),
  );
});

test('a line at two scales is what the line itself gives', () => {
  const twoScale = buildTwoScaleLine(line);
  fc.assert(
    fc.property(coarseRequests, ({ range, step }) => {
      const expected = decimateLine(line, range, step);
      expect(decimateTwoScaleLine(twoScale, range, step)).toEqual(expected);
    }),
  );
});

test('bars at two scales show nothing at or after the end of the range', () => {
  fc.assert(
    fc.property(coarseRequests, ({ range, step }) => {
      const poisoned = poisonBars(longBars, (i) => i >= range.end);
      expect(decimateTwoScaleBars(buildTwoScaleBars(poisoned), range, step)).toEqual(
        decimateTwoScaleBars(buildTwoScaleBars(longBars), range, step),
      );
    }),
    { numRuns: 50 },
  );
});
