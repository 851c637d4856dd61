import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeEdges, findPartialEdges, resampleBars } from '../../../src/core/bars/resample';
import { BarsError, validateBars } from '../../../src/core/bars/validate';
import { makeBars, newYear } from './make-bars';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from './reference';
import { sliceBars } from '../../../src/core/bars/bars';

const minute = 60_000;
const reference = readReference<Record<string, ReferenceColumns>>('resample');
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('resampleBars', () => {
  it.each([
    ['5m', 5],
    ['15m', 15],
    ['1h', 60],
    ['4h', 240],
    ['1d', 1440],
  ])('gives the reference bars of %s', (name, minutes) => {
    const bars = resampleBars(readReferenceBars(), minutes * minute);
    const expected = reference[name];
    expect(bars.intervalMs).toBe(minutes * minute);
    expectToMatch(bars.openTime, expected.open_time, { tolerance: 0 });
    expectToMatch(bars.open, expected.open, { tolerance: 0 });
    expectToMatch(bars.high, expected.high, { tolerance: 0 });
    expectToMatch(bars.low, expected.low, { tolerance: 0 });
    expectToMatch(bars.close, expected.close, { tolerance: 0 });
    expectToMatch(bars.volume, expected.volume);
    expectToMatch(bars.quoteVolume ?? new Float64Array(), expected.quote_volume);
    expectToMatch(bars.tradeCount ?? new Float64Array(), expected.trade_count);
    expectToMatch(bars.takerBuyBase ?? new Float64Array(), expected.taker_buy_base);
    expectToMatch(bars.takerBuyQuote ?? new Float64Array(), expected.taker_buy_quote);
  });

  it('keeps sums and extremes, aligns every bar, and stays valid, whatever is missing', () => {
    const missing = fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 60 });
    fc.assert(
      fc.property(missing, fc.constantFrom(2, 5, 7, 60), (places, minutes) => {
        const bars = makeBars(100, { missing: places });
        const resampled = validateBars(resampleBars(bars, minutes * minute));
        expect(sum(resampled.volume)).toBeCloseTo(sum(bars.volume), 9);
        expect(sum(resampled.tradeCount ?? new Float64Array())).toBe(
          sum(bars.tradeCount ?? new Float64Array(1)),
        );
        expect(Math.max(...resampled.high)).toBe(Math.max(...bars.high));
        expect(Math.min(...resampled.low)).toBe(Math.min(...bars.low));
        expect(resampled.openTime.every((time) => time % (minutes * minute) === 0)).toBe(true);
      }),
    );
  });

  it('changes nothing at the present interval', () => {
    const bars = makeBars(20, { missing: [3] });
    expect(resampleBars(bars, minute)).toEqual(bars);
  });

  it('keeps a gap as a gap and takes the last value of an extra', () => {
    const bars = makeBars(4, { missing: [2, 3, 4, 5, 6, 7] });
    const extras = { mood: Float64Array.of(1, 2, 3, 4) };
    const resampled = resampleBars({ ...bars, extras }, 2 * minute);
    expect([...resampled.openTime]).toEqual([newYear, newYear + 8 * minute]);
    expect([...(resampled.extras?.mood ?? [])]).toEqual([2, 4]);
  });

  it.each([90_000, 30_000, 0, -60_000, NaN])(
    'refuses bars of %d ms made of minutes',
    (interval) => {
      expect(() => resampleBars(makeBars(4), interval)).toThrow(BarsError);
    },
  );
});

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
