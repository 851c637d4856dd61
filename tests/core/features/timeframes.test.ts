import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Bars, sliceBars } from '../../../src/core/bars/bars';
import { resampleBars } from '../../../src/core/bars/resample';
import { computeFeatures, FeatureError } from '../../../src/core/features/compute';
import { findFeature, isMadeOfBars } from '../../../src/core/features/find-feature';
import { builtInFeatures } from '../../../src/core/features/list';
import { makeBars, poisonBars } from '../bars/make-bars';

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;

const column = (bars: Bars, name: string): Float64Array => computeFeatures(bars, [name]).columns[0];

describe('a feature of a higher timeframe', () => {
  it('is that of the last bar which has closed by the close of its own', () => {
    const bars = makeBars(700);
    const higher = resampleBars(bars, quarterMs);
    const values = column(higher, 'ret_5');
    const raised = column(bars, 'ret_5@15m');
    for (let t = 103; t < 700; t++) {
      const now = bars.openTime[t] + minuteMs;
      const last = higher.openTime.findLastIndex((time) => time + quarterMs <= now);
      expect(raised[t]).toBe(values[last]);
    }
  });

  it('changes with the bar at whose close its own bar closes, and not before', () => {
    const raised = column(makeBars(200), 'ret_1@15m');
    const changes = Array.from(raised.keys()).filter((t) => t > 44 && raised[t] !== raised[t - 1]);
    expect(changes).toEqual([59, 74, 89, 104, 119, 134, 149, 164, 179, 194]);
  });

  it('has no value in a bar with a gap, and starts anew after it', () => {
    // The bar of 00:45 lacks the minute 00:52.
    const bars = makeBars(160, { missing: [52] });
    const raised = column(bars, 'ret_1@15m');
    const { lookBackBars = NaN } = findFeature('ret_1@15m', minuteMs) ?? {};
    expect(lookBackBars).toBe(43);
    const defined = Array.from(raised.keys()).filter((t) => !Number.isNaN(raised[t]));
    // After the gap at 00:52, row 52 is 00:53; the first whole bars after it are those of 01:00 and 01:15.
    expect(defined[0]).toBe(43);
    expect(defined.filter((t) => t >= 52)[0]).toBe(52 + 43);
    const higher = resampleBars(bars, quarterMs).close;
    expect(raised[52 + 43]).toBeCloseTo(higher[5] / higher[4] - 1, 15);
  });

  it.each(builtInFeatures.map(({ name }) => `${name}@5m`))(
    '%s is made of the bars that it looks back on, wherever they begin',
    (name) => {
      const lookBack = findFeature(name, minuteMs)?.lookBackBars ?? NaN;
      const bars = makeBars(lookBack + 30);
      const all = column(bars, name);
      for (let start = 0; start < 7; start++) {
        const part = column(sliceBars(bars, { start, end: lookBack + 30 }), name);
        expect(part.findIndex(Number.isFinite)).toBe(lookBack);
        expect(part.slice(lookBack).every(Number.isFinite)).toBe(true);
        expect(part[lookBack]).toBeCloseTo(all[start + lookBack], 11);
      }
    },
  );

  it.each(['ret_1@5m', 'trend@5m', 'vol_20@15m', 'imbalance_5@15m', 'clock_sin_day@1h'])(
    '%s changes no bit of the past when the future is cut off or another',
    (name) => {
      const market = fc.record({
        seed: fc.nat(),
        missing: fc.uniqueArray(fc.nat(900), { maxLength: 3 }),
      });
      fc.assert(
        fc.property(market, fc.nat(900), (choice, end) => {
          const bars = makeBars(900, choice);
          const all = column(bars, name);
          expect(column(sliceBars(bars, { start: 0, end }), name)).toEqual(all.slice(0, end));
          const other = poisonBars(bars, (index) => index >= end);
          expect(column(other, name).slice(0, end)).toEqual(all.slice(0, end));
        }),
        { numRuns: 50 },
      );
    },
  );

  it('shares its bars among features without changing them', () => {
    const bars = makeBars(900);
    const names = ['ret_1@5m', 'vol_20@5m', 'semivariance_60@5m', 'ret_1@15m', 'ret_1'];
    const { columns, warmUpBars } = computeFeatures(bars, names);
    names.forEach((name, at) => expect(columns[at]).toEqual(column(bars, name)));
    expect(warmUpBars).toBe(62 * 5 - 2);
  });
});

test('names that end with a timeframe are found where it is one of several bars', () => {
  expect(findFeature('ret_5@15m', minuteMs)).toMatchObject({ family: 'higher timeframes' });
  expect(findFeature('ret_5@15m', 5 * minuteMs)?.lookBackBars).toBe(7 * 3 - 2);
  expect(findFeature('ret_5@15m', quarterMs)).toBeUndefined();
  expect(findFeature('ret_5@15m', 10 * minuteMs)).toBeUndefined();
  expect(findFeature('ret_5@2m', minuteMs)).toBeUndefined();
  expect(findFeature('mood@15m', minuteMs)).toBeUndefined();
  expect(isMadeOfBars('ret_5@15m')).toBe(true);
  expect(isMadeOfBars('mood@15m')).toBe(false);
  expect(() => computeFeatures(makeBars(3), ['ret_5@2m'])).toThrow(FeatureError);
});

test('a feature of a higher timeframe needs what its base needs', () => {
  const bars = { ...makeBars(3), takerBuyQuote: undefined };
  expect(() => computeFeatures(bars, ['imbalance_5@5m'])).toThrow(FeatureError);
});
