import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bars, mapColumns, sliceBars } from '../../../src/core/bars/bars';
import { resampleBars } from '../../../src/core/bars/resample';
import { computeFeatures } from '../../../src/core/features/compute';
import { joinMarkets } from '../../../src/core/features/other-markets';
import { makeBars } from '../bars/make-bars';

const column = (bars: Bars, name: string): Float64Array => computeFeatures(bars, [name]).columns[0];
const extra = (bars: Bars, name: string): number[] => [...(bars.extras?.[name] ?? [])];

test('a market on the same bars gives its own features beside them', () => {
  const [own, other] = [makeBars(200, { seed: 1 }), makeBars(200, { seed: 2 })];
  const joined = joinMarkets(own, [{ name: 'ETH', bars: other }]);
  for (const name of ['ret_1', 'ret_15', 'vol_60', 'imbalance_15']) {
    expect(extra(joined, `ETH ${name}`)).toEqual([...column(other, name)]);
  }
  expect(joined.close).toBe(own.close);
  // Extras are read like any other feature.
  expect([...column(joined, 'ETH vol_60')]).toEqual([...column(other, 'vol_60')]);
});

test('the own return less the mean is that of all markets, the own one included', () => {
  const own = makeBars(3, { seed: 1 });
  const at = (closes: readonly number[], bars: Bars): Bars => ({
    ...bars,
    close: Float64Array.from(closes),
  });
  const joined = joinMarkets(at([100, 110, 110], own), [
    { name: 'A', bars: at([10, 10, 11], own) },
    { name: 'B', bars: at([5, 6, 6], own) },
  ]);
  const [first, second, third] = extra(joined, 'ret_1 less mean');
  expect(first).toBeNaN();
  expect(second).toBeCloseTo(0.1 - (0.1 + 0 + 0.2) / 3, 12);
  expect(third).toBeCloseTo(0 - (0 + 0.1 + 0) / 3, 12);
});

test('a bar that the other market lacks is unknown, and so is what spans the gap', () => {
  const own = makeBars(200, { seed: 1 });
  const other = makeBars(180, { seed: 2, missing: [100, 101] });
  const joined = joinMarkets(own, [{ name: 'ETH', bars: other }]);
  const unknown = extra(joined, 'ETH ret_1').flatMap((value, t) => (Number.isNaN(value) ? t : []));
  // The first bar, the gap and the bar after it, and those after the other market's end.
  expect(unknown).toEqual([0, 100, 101, 102, ...Array.from({ length: 18 }, (_, at) => 182 + at)]);
  const values = extra(joined, 'ETH vol_60');
  expect(values.slice(102, 162).every(Number.isNaN)).toBe(true);
  expect(values[162]).toBe(column(other, 'vol_60')[160]);
  expect(extra(joined, 'ret_1 less mean').map(Number.isNaN)).toEqual(
    extra(joined, 'ETH ret_1').map(Number.isNaN),
  );
});

test('a market that begins earlier is known from the first bar on', () => {
  const other = makeBars(300, { seed: 2 });
  const own = sliceBars(makeBars(300, { seed: 1 }), { start: 100, end: 200 });
  const joined = joinMarkets(own, [{ name: 'ETH', bars: other }]);
  expect(extra(joined, 'ETH vol_60')).toEqual([...column(other, 'vol_60').slice(100, 200)]);
});

test('no value changes when the future of either market is cut off', () => {
  const market = fc.record({
    seed: fc.nat(),
    missing: fc.uniqueArray(fc.nat(300), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(market, market, fc.nat(300), (mine, theirs, minute) => {
      const [own, other] = [makeBars(260, mine), makeBars(260, theirs)];
      const until = own.openTime[0] + minute * 60_000;
      const cut = (bars: Bars): Bars => {
        const end = bars.openTime.findIndex((time) => time >= until);
        return sliceBars(bars, { start: 0, end: end < 0 ? bars.openTime.length : end });
      };
      const all = joinMarkets(own, [{ name: 'X', bars: other }]);
      const past = joinMarkets(cut(own), [{ name: 'X', bars: cut(other) }]);
      for (const [name, values] of Object.entries(past.extras ?? {})) {
        expect([...values]).toEqual(extra(all, name).slice(0, values.length));
      }
    }),
    { numRuns: 40 },
  );
});

test('columns that the bars have already are kept, and a source without takers gives no imbalance', () => {
  const own = { ...makeBars(20), extras: { mood: new Float64Array(20).fill(3) } };
  const { takerBuyQuote, ...other } = makeBars(20, { seed: 2 });
  expect(takerBuyQuote).toBeDefined();
  const joined = joinMarkets(own, [{ name: 'ETH', bars: other }]);
  expect(Object.keys(joined.extras ?? {})).toEqual([
    'mood',
    'ETH ret_1',
    'ETH ret_15',
    'ETH vol_60',
    'ret_1 less mean',
  ]);
  expect(mapColumns(joined, ({ values }) => values).extras).toEqual(joined.extras);
});

test('bars of another interval are refused', () => {
  const longer = resampleBars(makeBars(200), 300_000);
  expect(() => joinMarkets(makeBars(200), [{ name: 'ETH', bars: longer }])).toThrow(
    'other markets: bars of ETH must have 60000 ms, have 300000 ms',
  );
});
