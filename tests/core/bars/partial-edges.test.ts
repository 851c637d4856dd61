import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeEdges, findPartialEdges } from '../../../src/core/bars/partial-edges';
import { sliceBars } from '../../../src/core/bars/slice';
import { makeBars } from './make-bars';

const minute = 60_000;
const hour = 60 * minute;
const threeHours = makeBars(180);

describe('findPartialEdges', () => {
  it.each([
    ['whole hours', 0, 180, false, false],
    ['a start within an hour', 1, 180, true, false],
    ['an end within an hour', 0, 179, false, true],
    ['both within an hour', 59, 121, true, true],
    ['one whole hour', 60, 120, false, false],
    ['less than an hour', 70, 100, true, true],
    ['nothing', 0, 0, false, false],
  ])('tells the edges of %s', (_, start, end, first, last) => {
    const bars = sliceBars(threeHours, { start, end });
    expect(findPartialEdges(bars, hour)).toEqual({ first, last });
  });

  it('takes an edge with a gap in it for partial, but no hour further inside', () => {
    const atStart = makeBars(179, { missing: [30] });
    const inside = makeBars(179, { missing: [90] });
    const atEnd = makeBars(179, { missing: [150] });
    expect(findPartialEdges(atStart, hour)).toEqual({ first: true, last: false });
    expect(findPartialEdges(inside, hour)).toEqual({ first: false, last: false });
    expect(findPartialEdges(atEnd, hour)).toEqual({ first: false, last: true });
  });

  it('counts as whole just the edges that have all their bars', () => {
    const missing = fc.uniqueArray(fc.integer({ min: 0, max: 70 }), { maxLength: 8 });
    fc.assert(
      fc.property(missing, fc.constantFrom(1, 2, 5, 15), (places, minutes) => {
        const bars = makeBars(60, { missing: places });
        const edgeOf = (index: number): number =>
          Math.floor((bars.openTime.at(index) ?? NaN) / (minutes * minute));
        const countIn = (edge: number): number =>
          bars.openTime.filter((time) => Math.floor(time / (minutes * minute)) === edge).length;
        expect(findPartialEdges(bars, minutes * minute)).toEqual({
          first: countIn(edgeOf(0)) < minutes,
          last: countIn(edgeOf(-1)) < minutes,
        });
      }),
    );
  });
});

describe('describeEdges', () => {
  it('says which edge is incomplete and what bars there are', () => {
    const describeRange = (start: number, end: number): string =>
      describeEdges(sliceBars(threeHours, { start, end }), hour);
    expect(describeRange(0, 180)).toBe('');
    expect(describeRange(1, 180)).toBe(
      'the first bar is incomplete: bars are there from 2024-01-01T00:01:00Z on',
    );
    expect(describeRange(0, 179)).toBe(
      'the last bar is incomplete: bars are there up to 2024-01-01T02:59:00Z',
    );
    expect(describeRange(1, 179)).toBe(
      'first and last bar are incomplete: bars are there from 2024-01-01T00:01:00Z to 2024-01-01T02:59:00Z',
    );
  });
});
