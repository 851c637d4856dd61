import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, sliceBars } from '../../../src/core/bars/bars';
import { findSegments } from '../../../src/core/bars/gaps';
import { computeFeatures } from '../../../src/core/features/compute';
import { builtInFeatures } from '../../../src/core/features/list';
import { makeBars, poisonBars } from '../bars/make-bars';

// More than twice the longest look-back, so that gaps leave stretches in which all are defined.
const count = 620;
const market = fc.record({
  seed: fc.nat(),
  missing: fc.uniqueArray(fc.nat(660), { maxLength: 4 }),
});
const cut = fc.nat(count);

describe.each(builtInFeatures.map(({ name }) => name))('%s', (name) => {
  const compute = (from: Bars): Float64Array => computeFeatures(from, [name]).columns[0];
  // The first bar has a volume, without which no cut of the bars could have a dollar volume.
  const makeMarket = (choice: { seed: number; missing: readonly number[] }): Bars => {
    const bars = makeBars(count, choice);
    bars.volume[0] = 1;
    return bars;
  };

  it('changes no bit of the past when the future is cut off', () => {
    fc.assert(
      fc.property(market, cut, (choice, end) => {
        const all = makeMarket(choice);
        expect(compute(all).slice(0, end)).toEqual(compute(sliceBars(all, { start: 0, end })));
      }),
    );
  });

  it('changes no bit of the past when the future is another', () => {
    fc.assert(
      fc.property(market, cut, (choice, end) => {
        const all = makeMarket(choice);
        const other = poisonBars(all, (index) => index >= end);
        expect(compute(other).slice(0, end)).toEqual(compute(all).slice(0, end));
      }),
    );
  });

  it('changes no bit between two gaps when all beyond them is another', () => {
    fc.assert(
      fc.property(market, cut, (choice, pick) => {
        const all = makeMarket(choice);
        const segments = findSegments(all);
        const { start, end } = segments[pick % segments.length];
        const other = poisonBars(all, (index) => index < start || index >= end);
        expect(compute(other).slice(start, end)).toEqual(compute(all).slice(start, end));
      }),
    );
  });
});
