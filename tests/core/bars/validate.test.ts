import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/core/bars/bars';
import { BarsError, validateBars } from '../../../src/core/bars/validate';
import { makeBars } from './make-bars';
import { readReferenceBars } from './reference';

type Column = Exclude<keyof Bars, 'intervalMs' | 'extras'>;

function withValue(column: Column, row: number, value: number): Bars {
  const bars = makeBars(20);
  const values = Float64Array.from(bars[column] ?? []);
  values[row] = value;
  return { ...bars, [column]: values };
}

function catchError(bars: Bars): BarsError {
  try {
    validateBars(bars);
  } catch (error) {
    if (error instanceof BarsError) return error;
    throw error;
  }
  throw new Error('the bars were accepted');
}

describe('validateBars', () => {
  it('returns valid bars themselves', () => {
    const bars = readReferenceBars();
    expect(validateBars(bars)).toBe(bars);
  });

  it('accepts gaps, bars without volume, no bars at all, and extras of any value', () => {
    const bars = makeBars(3, { missing: [1, 2] });
    const extras = { mood: Float64Array.of(NaN, -1, Infinity) };
    expect(() => validateBars({ ...bars, volume: new Float64Array(3), extras })).not.toThrow();
    expect(() => validateBars(makeBars(0))).not.toThrow();
  });

  it('accepts an unknown amount where a source may leave it out', () => {
    const bars = { ...makeBars(3), volume: Float64Array.of(1, NaN, 2) };
    expect(validateBars(bars, { mayBeUnknown: true })).toBe(bars);
    const prices = { ...makeBars(3), close: Float64Array.of(1, NaN, 2) };
    expect(() => validateBars(prices, { mayBeUnknown: true })).toThrow('close must be');
  });

  it('names rule, values, row and time', () => {
    const bars = makeBars(20);
    bars.high[12] = 10;
    bars.low[12] = 11;
    const error = catchError(bars);
    expect(error.message).toBe(
      'bars: high must be at least low, was 10 under 11 at row 12 (2024-01-01T00:12:00Z)',
    );
    expect(error).toMatchObject({ name: 'BarsError', row: 12, column: 'high' });
  });

  it.each<[Column, number, RegExp]>([
    ['high', 1, /^bars: high must be at least low, was 1 under .* at row 3 /],
    ['open', 1e6, /^bars: high must be at least open, was .* under 1000000 at row 3 /],
    ['close', 1e6, /^bars: high must be at least close, was .* under 1000000 at row 3 /],
    ['open', 1, /^bars: low must be at most open, was .* over 1 at row 3 /],
    ['close', 1, /^bars: low must be at most close, was .* over 1 at row 3 /],
    ['close', 0, /^bars: close must be a finite number above 0, was 0 at row 3 /],
    ['open', -2, /^bars: open must be a finite number above 0, was -2 at row 3 /],
    ['high', Infinity, /^bars: high must be a finite number above 0, was Infinity at row 3 /],
    ['low', NaN, /^bars: low must be a finite number above 0, was NaN at row 3 /],
    ['volume', -1, /^bars: volume must be a finite number of at least 0, was -1 at row 3 /],
    ['volume', NaN, /^bars: volume must be a finite number of at least 0, was NaN at row 3 /],
    ['quoteVolume', Infinity, /^bars: quoteVolume must be a finite number of at least 0, /],
    ['tradeCount', NaN, /^bars: tradeCount must be a finite number of at least 0, was NaN /],
    ['takerBuyBase', -1, /^bars: takerBuyBase must be a finite number of at least 0, was -1 /],
    ['takerBuyQuote', -1, /^bars: takerBuyQuote must be a finite number of at least 0, was -1 /],
    ['openTime', NaN, /^bars: openTime must be a finite number, was NaN at row 3$/],
  ])('refuses %s of %d', (column, value, message) => {
    const error = catchError(withValue(column, 3, value));
    expect(error.message).toMatch(message);
    expect(error.row).toBe(3);
  });

  it('refuses times that do not increase', () => {
    const bars = makeBars(3);
    bars.openTime.set([1_704_067_320_000, 1_704_067_260_000], 1);
    expect(catchError(bars).message).toBe(
      'bars: openTime must increase, was 1704067260000 after 1704067320000 at row 2',
    );
    bars.openTime[2] = bars.openTime[1];
    expect(catchError(bars)).toMatchObject({ row: 2, column: 'openTime' });
  });

  it('refuses times between two bars of the interval', () => {
    const bars = makeBars(3);
    bars.openTime[2] += 30_000;
    expect(catchError(bars).message).toBe(
      'bars: openTime must step by a multiple of 60000 ms, stepped by 90000 at row 2',
    );
  });

  it('refuses columns of different lengths', () => {
    const bars = makeBars(3);
    const message = 'must have as many rows as openTime, has 2 of 3';
    const short = new Float64Array(2);
    expect(catchError({ ...bars, low: short }).message).toBe(`bars: low ${message}`);
    expect(catchError({ ...bars, tradeCount: short }).message).toBe(`bars: tradeCount ${message}`);
    expect(catchError({ ...bars, extras: { mood: short } }).message).toBe(`bars: mood ${message}`);
  });

  it.each([0, -60_000, NaN, Infinity])('refuses an interval of %d ms', (intervalMs) => {
    expect(catchError({ ...makeBars(3), intervalMs }).message).toBe(
      `bars: intervalMs must be a number above 0, was ${intervalMs}`,
    );
  });
});
