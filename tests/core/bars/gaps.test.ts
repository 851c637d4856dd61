import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clipRanges,
  countInRanges,
  findGaps,
  findSegments,
  findStretches,
} from '../../../src/core/bars/gaps';
import { makeBars, newYear } from './make-bars';

const minute = 60_000;

describe('findGaps', () => {
  it('finds none where every bar is there', () => {
    expect(findGaps(makeBars(50))).toEqual([]);
  });

  it('tells the first missing bar, the first after, and how many are missing', () => {
    const bars = makeBars(10, { missing: [3, 4, 5, 8] });
    expect(findGaps(bars)).toEqual([
      { from: newYear + 3 * minute, to: newYear + 6 * minute, missingBars: 3 },
      { from: newYear + 8 * minute, to: newYear + 9 * minute, missingBars: 1 },
    ]);
  });

  it('counts exactly the bars that are missing between the first and the last', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (missing) => {
        const bars = makeBars(40, { missing });
        const span = (bars.openTime[39] - bars.openTime[0]) / minute + 1;
        const count = findGaps(bars).reduce((sum, gap) => sum + gap.missingBars, 0);
        expect(count).toBe(span - 40);
      }),
    );
  });
});

describe('findSegments', () => {
  it('returns the runs between gaps as half-open ranges', () => {
    expect(findSegments(makeBars(10, { missing: [3, 4, 5, 8] }))).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 5 },
      { start: 5, end: 10 },
    ]);
  });

  it('returns nothing for no bars', () => {
    expect(findSegments(makeBars(0))).toEqual([]);
  });

  it('begins a segment exactly where a gap lies before a bar', () => {
    const missing = fc.uniqueArray(fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(missing, fc.integer({ min: 1, max: 40 }), (places, count) => {
        const bars = makeBars(count, { missing: places });
        const segments = findSegments(bars);
        const indices = Array.from(bars.openTime.keys());
        const { openTime, intervalMs } = bars;
        const starts = indices.filter(
          (index) => index === 0 || openTime[index] - openTime[index - 1] > intervalMs,
        );
        expect(segments.map(({ start }) => start)).toEqual(starts);
        expect(segments.map(({ end }) => end)).toEqual([...starts.slice(1), count]);
      }),
    );
  });
});

const ranges = [
  { start: 0, end: 4 },
  { start: 6, end: 10 },
];

describe('countInRanges', () => {
  it('sums the lengths', () => {
    expect(countInRanges(ranges)).toBe(8);
    expect(countInRanges([])).toBe(0);
  });
});

describe('clipRanges', () => {
  it('keeps what lies within', () => {
    expect(clipRanges(ranges, { start: 3, end: 7 })).toEqual([
      { start: 3, end: 4 },
      { start: 6, end: 7 },
    ]);
  });

  it('leaves out what is empty', () => {
    expect(clipRanges([...ranges, { start: 5, end: 3 }], { start: 4, end: 6 })).toEqual([]);
  });
});

describe('findStretches', () => {
  it('returns the longest stretches, to the end of the range', () => {
    const isWanted = (bar: number): boolean => [1, 2, 5, 8, 9].includes(bar);
    expect(findStretches({ start: 1, end: 10 }, isWanted)).toEqual([
      { start: 1, end: 3 },
      { start: 5, end: 6 },
      { start: 8, end: 10 },
    ]);
    expect(findStretches({ start: 2, end: 2 }, () => true)).toEqual([]);
  });
});
