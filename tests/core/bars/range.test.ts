import { describe, expect, it } from 'vitest';
import { clipRanges, countInRanges, findStretches } from '../../../src/core/bars/range';

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
