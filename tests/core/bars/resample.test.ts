import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampleBars } from '../../../src/core/bars/resample';
import { BarsError, validateBars } from '../../../src/core/bars/validate';
import { makeBars, newYear } from './make-bars';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from './reference';

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
