import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelDirection } from '../../../src/core/labels/direction';
import { noLabel } from '../../../src/core/labels/label';
import { sliceBars } from '../../../src/core/bars/bars';
import { makeBars, poisonBars } from '../bars/make-bars';
import { readReference, readReferenceBars } from '../bars/reference';

describe('labelDirection', () => {
  it('gives the reference labels', () => {
    const { label_h10 } = readReference<{ label_h10: readonly (number | null)[] }>('features');
    const expected = label_h10.map((label) => label ?? noLabel);
    expect([...labelDirection(readReferenceBars(), 10)]).toEqual(expected);
  });

  it('is 1 only where the later close is higher: a tie is 0', () => {
    const bars = { ...makeBars(5), close: Float64Array.of(5, 5, 6, 4, 4) };
    expect([...labelDirection(bars, 1)]).toEqual([0, 1, 0, 0, noLabel]);
    expect([...labelDirection(bars, 2)]).toEqual([1, 0, 0, noLabel, noLabel]);
  });

  it('gives no label where the horizon crosses a gap or the end', () => {
    const bars = makeBars(10, { missing: [6] });
    const hasLabel = [...labelDirection(bars, 2)].map((label) => label !== noLabel);
    expect(hasLabel.map(Number)).toEqual([1, 1, 1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('depends on no bar outside t .. t + horizon', () => {
    const anywhere = fc.nat(79);
    const horizon = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(anywhere, horizon, fc.uniqueArray(fc.nat(100)), (t, horizonBars, missing) => {
        const bars = makeBars(80, { missing });
        const poisoned = poisonBars(bars, (index) => index < t || index > t + horizonBars);
        expect(labelDirection(poisoned, horizonBars)[t]).toBe(labelDirection(bars, horizonBars)[t]);
        const until = sliceBars(bars, { start: 0, end: t + horizonBars + 1 });
        expect(labelDirection(until, horizonBars)[t]).toBe(labelDirection(bars, horizonBars)[t]);
      }),
    );
  });

  it('gives no labels to fewer bars than the horizon', () => {
    expect([...labelDirection(makeBars(3), 3)]).toEqual([noLabel, noLabel, noLabel]);
    expect(labelDirection(makeBars(0), 3).length).toBe(0);
  });

  it.each([0, 241, 1.5, NaN])('refuses a horizon of %d bars', (horizonBars) => {
    expect(() => labelDirection(makeBars(3), horizonBars)).toThrow(
      `labels: horizon must be a whole number from 1 to 240 bars, was ${horizonBars}`,
    );
  });
});
