import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, countBars, sliceBars } from '../../../src/core/bars/bars';
import { mergeBars } from '../../../src/core/bars/merge';
import { BarsError } from '../../../src/core/bars/validate';
import { makeBars } from './make-bars';

const bars: Bars = {
  ...makeBars(60, { missing: [20, 21] }),
  extras: { mood: Float64Array.from({ length: 60 }, (_, t) => (t % 7 === 0 ? NaN : -t)) },
};

describe('mergeBars', () => {
  it('gives back the bars that were cut into overlapping parts, in any order', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), fc.nat(60), (ranges, cut) => {
        const all = [{ start: cut, end: 60 }, ...ranges, { start: 0, end: cut }];
        const parts = all.map((each) => sliceBars(bars, each));
        const merged = mergeBars(parts);
        expect(merged.bars).toEqual(bars);
        const given = parts.reduce((sum, part) => sum + countBars(part), 0);
        expect(merged.duplicates).toBe(given - 60);
      }),
    );
  });

  it('gives the same bars whichever part comes first', () => {
    const a = sliceBars(bars, { start: 0, end: 30 });
    const b = sliceBars(bars, { start: 30, end: 60 });
    expect(mergeBars([b, a])).toEqual(mergeBars([a, b]));
  });

  it('interleaves parts that fill each other’s gaps', () => {
    const whole = makeBars(4);
    const pick = (kept: readonly number[]): Bars => {
      const parts = kept.map((t) => sliceBars(whole, { start: t, end: t + 1 }));
      return mergeBars(parts).bars;
    };
    expect(mergeBars([pick([0, 2]), pick([1, 3])])).toEqual({
      bars: whole,
      duplicates: 0,
      conflicts: 0,
    });
  });

  it('keeps an optional column or extra only where every part has it', () => {
    const a = { ...sliceBars(bars, { start: 0, end: 30 }), tradeCount: undefined };
    const b = { ...sliceBars(bars, { start: 30, end: 60 }), extras: undefined };
    const merged = mergeBars([a, b]).bars;
    expect(Object.keys(merged)).not.toContain('tradeCount');
    expect(Object.keys(merged)).not.toContain('extras');
    expect(merged.takerBuyBase).toEqual(bars.takerBuyBase);
  });

  it('does not change its parts', () => {
    const part = sliceBars(bars, { start: 0, end: 60 });
    mergeBars([part, part]);
    expect(part).toEqual(bars);
  });

  it('refuses two bars of one time that differ, naming column, values and time', () => {
    const other = sliceBars(bars, { start: 5, end: 10 });
    other.volume[2] = 12_345;
    expect(() => mergeBars([bars, other])).toThrow(
      `bars: two bars of the same time must be identical, volume was ${bars.volume[7]} and 12345 at 2024-01-01T00:07:00Z`,
    );
  });

  describe('with conflicting bars', () => {
    const first = sliceBars(bars, { start: 0, end: 10 });
    const second = sliceBars(bars, { start: 5, end: 15 });
    second.close[2] = first.close[7] * 0.99999;
    second.volume[2] = second.volume[3] = 12_345;

    it('keeps the side that was asked for and counts the others', () => {
      const keptFirst = mergeBars([first, second], { conflicts: 'first' });
      const keptLast = mergeBars([first, second], { conflicts: 'last' });
      expect(keptFirst.bars.volume[7]).toBe(first.volume[7]);
      expect(keptLast.bars.volume[7]).toBe(12_345);
      expect(keptFirst).toMatchObject({ conflicts: 2, duplicates: 3 });
      expect(keptFirst.firstDuplicate).toEqual({ part: 1, bar: 0 });
      expect(keptFirst.firstConflict).toEqual({
        time: first.openTime[7],
        column: 'close',
        values: [first.close[7], second.close[2]],
        places: [
          { part: 0, bar: 7 },
          { part: 1, bar: 2 },
        ],
      });
    });

    it('means the order of the parts by first and last, not that of time', () => {
      const kept = mergeBars([second, makeBars(0), first], { conflicts: 'last' });
      expect(kept.bars.volume[7]).toBe(first.volume[7]);
      expect(kept.firstConflict?.places).toEqual([
        { part: 0, bar: 2 },
        { part: 2, bar: 7 },
      ]);
    });
  });

  it('takes NaN for the same as NaN, and 0 for another than -0', () => {
    const part = (mood: number): Bars => ({
      ...sliceBars(bars, { start: 0, end: 1 }),
      extras: { mood: Float64Array.of(mood) },
    });
    expect(mergeBars([part(NaN), part(NaN)]).duplicates).toBe(1);
    expect(() => mergeBars([part(0), part(-0)])).toThrow(/mood was 0 and 0/);
  });

  it('refuses parts of different intervals', () => {
    const hours = { ...makeBars(1), intervalMs: 3_600_000 };
    expect(() => mergeBars([bars, hours])).toThrow(
      'bars: merged parts must have one interval, was 3600000 ms beside 60000 ms',
    );
  });

  it('refuses parts whose bars open at different seconds', () => {
    const late = sliceBars(bars, { start: 0, end: 2 });
    late.openTime.forEach((time, t) => (late.openTime[t] = time + 30_000));
    expect(() => mergeBars([bars, late])).toThrow(
      'bars: merged parts must open a multiple of 60000 ms apart, was 2024-01-01T00:00:30Z beside 2024-01-01T00:00:00Z',
    );
  });

  it('ignores parts without bars, whatever their columns', () => {
    expect(mergeBars([makeBars(0), bars]).bars).toEqual(bars);
  });

  it('refuses to merge no bars', () => {
    expect(() => mergeBars([])).toThrow(BarsError);
    expect(() => mergeBars([makeBars(0)])).toThrow('bars: a merge needs at least 1 bar, has 0');
  });
});
