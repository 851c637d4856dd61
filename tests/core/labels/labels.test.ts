import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapColumns, sliceBars } from '../../../src/core/bars/bars';
import {
  describeMeaning,
  findCaution,
  findLabel,
  isLabel,
  nameLabel,
} from '../../../src/core/labels/find-label';
import { noLabel } from '../../../src/core/labels/label';
import { labels } from '../../../src/core/labels/list';
import { roundTripBps } from '../../../src/core/labels/over-costs';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { makeBars, poisonBars } from '../bars/make-bars';
import { readReference, readReferenceBars } from '../bars/reference';

describe.each(labels)('the label $name', ({ name, compute, lookAheadBars, horizon, ...label }) => {
  it('says in a sentence what its probability means', () => {
    expect(label.meaning).toMatch(/^The? .*probability .*\.$|^A probability .*\.$/);
    expect(horizon).toMatchObject({ name: 'horizonBars', min: 1, max: 240 });
  });

  it('is decided by what it looks ahead, and by no bar beyond', () => {
    const horizonBars = fc.integer({ min: 1, max: 40 });
    const missing = fc.uniqueArray(fc.nat(200), { maxLength: 3 });
    fc.assert(
      fc.property(fc.nat(179), horizonBars, missing, (t, ahead, gaps) => {
        const bars = makeBars(180, { missing: gaps });
        const last = t + lookAheadBars(ahead);
        const expected = compute(bars, ahead)[t];
        const poisoned = poisonBars(bars, (index) => index > last);
        expect(compute(poisoned, ahead)[t]).toBe(expected);
        const known = sliceBars(bars, { start: 0, end: Math.min(180, last + 1) });
        expect(compute(known, ahead)[t]).toBe(expected);
        if (last >= 180 - gaps.length) return;
        expect(compute(sliceBars(bars, { start: 0, end: last }), ahead)[t]).toBe(noLabel);
      }),
      { numRuns: 60 },
    );
  });

  it('gives no label across a gap or the end', () => {
    const bars = makeBars(400, { missing: [200] });
    const known = [...compute(bars, 10)].map((value) => value !== noLabel);
    // 200 bars before the gap and 200 after it.
    expect(known.slice(190, 200)).not.toContain(true);
    expect(known.slice(390)).not.toContain(true);
    expect(known[189] && known[389]).toBe(true);
  });

  it('labels the bars after a gap as it would label them alone', () => {
    const bars = makeBars(400, { missing: [200] });
    const alone = compute(sliceBars(bars, { start: 200, end: 400 }), 10);
    expect(compute(bars, 10).slice(200)).toEqual(alone);
    expect(new Set(alone)).toEqual(new Set([0, 1, noLabel]));
  });

  it.each([0, 241, 1.5, NaN])('refuses a horizon of %d bars', (horizonBars) => {
    expect(() => compute(makeBars(3), horizonBars)).toThrow(
      `labels: horizon must be a whole number from 1 to 240 bars, was ${horizonBars}`,
    );
    expect(compute(makeBars(0), 3).length, name).toBe(0);
  });
});

describe('the triple barrier', () => {
  const { compute } = findLabel('triple-barrier');

  it('gives the reference labels', () => {
    const reference = readReference<{ triple_barrier_h10_k1: readonly (number | null)[] }>(
      'triple_barrier',
    );
    const expected = reference.triple_barrier_h10_k1.map((label) => label ?? noLabel);
    expect([...compute(readReferenceBars(), 10)]).toEqual(expected);
  });

  /**
   * Returns come in turns of +1% and -1%, so that their deviation over 60 bars is just above 1%: over 4 bars the barriers lie
   * some 2% away. From bar 60 on the price stays at its close, but for what is given.
   */
  function label(next: { high?: number[]; low?: number[]; close?: number }): number {
    const turns = makeBars(66);
    const close = turns.close.map((_, t) => 100 * (t % 2 === 0 || t > 60 ? 1 : 1.01));
    const after = (values: readonly number[] | undefined, t: number) =>
      close[t] * (1 + (values?.[t - 61] ?? 0));
    const bars = mapColumns(turns, ({ column, values }) => {
      if (column === 'close')
        return close.map((value, t) => (t === 64 ? value * (1 + (next.close ?? 0)) : value));
      if (column === 'high') return close.map((_, t) => after(next.high, t));
      if (column === 'low') return close.map((_, t) => after(next.low, t));
      return values;
    });
    return compute(bars, 4)[60];
  }

  it('is 1 where the upper barrier is touched first, else 0', () => {
    expect(label({ high: [0, 0.03], low: [0, 0, -0.03] })).toBe(1);
    expect(label({ high: [0, 0, 0.03], low: [0, -0.03] })).toBe(0);
    expect(label({ high: [0, 0, 0, 0.03], close: -0.01 })).toBe(1);
    expect(label({ high: [0, 0, 0, 0, 0.03] })).toBe(0);
  });

  it('is 0 where one bar touches both', () => {
    expect(label({ high: [0, 0.03], low: [0, -0.03], close: 0.01 })).toBe(0);
  });

  it('goes by the close at the end where neither is touched', () => {
    expect(label({ high: [0.019, 0.019], close: 0.005 })).toBe(1);
    expect(label({ high: [0.019, 0.019], close: 0 })).toBe(0);
    expect(label({ high: [0.019, 0.019], close: -0.005 })).toBe(0);
  });

  it('needs 60 returns before a bar', () => {
    const known = [...compute(makeBars(100), 5)].map((value) => value !== noLabel);
    expect(known.indexOf(true)).toBe(60);
  });
});

describe('labels with numbers of their own', () => {
  const [, barrier, costs] = labels;

  it('are named by those that are not the default, in one way', () => {
    expect(nameLabel(barrier, { barrierWidth: 1.5 })).toBe('triple-barrier barrierWidth=1.5');
    expect(nameLabel(barrier, { barrierWidth: 1 })).toBe('triple-barrier');
    expect(nameLabel(barrier, { barrierWidth: 99 })).toBe('triple-barrier');
    expect(findLabel('triple-barrier')).toBe(barrier);
    expect(findLabel('triple-barrier barrierWidth=2')).toMatchObject({
      name: 'triple-barrier barrierWidth=2',
      title: 'Triple barrier (2 volatilities)',
      horizon: { name: 'horizonBars', default: 10 },
      meaning: expect.stringContaining('a stop, each 2 volatilities of the horizon away, and else'),
    });
    expect(findLabel('triple-barrier barrierWidth=2').lookAheadBars(7)).toBe(7);
    expect(findLabel('over-costs costBps=3').lookAheadBars(7)).toBe(7);
    for (const wrong of ['barrierWidth=1', 'barrierWidth=1.50', 'barrierWidth=9', 'other=2', '']) {
      expect(isLabel(`triple-barrier ${wrong}`)).toBe(false);
      expect(() => findLabel(`triple-barrier ${wrong}`)).toThrow(/label must be one of direction/);
    }
    expect(isLabel('direction costBps=3')).toBe(false);
  });

  it('ask a question that names them, as the form shows it', () => {
    const ask = (name: string) => {
      const { hint } = findLabel(name).horizon;
      return typeof hint === 'function' && hint({ horizonBars: 30 });
    };
    expect(ask('direction')).toBe('Will the close be higher 30 bars later?');
    expect(ask('triple-barrier')).toBe(
      'Within 30 bars, will it first rise or fall by as much as it usually moves in so many?',
    );
    expect(ask('triple-barrier barrierWidth=2')).toBe(
      'Within 30 bars, will it first rise or fall by 2 times as much as it usually moves in so many?',
    );
    expect(ask('over-costs costBps=3')).toBe(
      'Will the close be more than 3 bps higher 30 bars later?',
    );
  });

  it('by hand: a wider barrier is not touched by the same move', () => {
    // 60 returns of one percent up and down; then a bar that rises by 1.2 volatilities and closes lower.
    const bars = makeBars(62);
    const close = Float64Array.from({ length: 62 }, (_, t) => (t % 2 === 0 ? 100 : 101));
    const returns = Array.from({ length: 60 }, (_, t) => close[t + 1] / close[t] - 1);
    const mean = returns.reduce((sum, value) => sum + value, 0) / 60;
    const volatility = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59);
    close[61] = 99.9;
    const high = close.map((price, t) => (t === 61 ? 100 * (1 + 1.2 * volatility) : price));
    const moved = { ...bars, close, high, low: close, open: close };
    const at = (name: string) => findLabel(name).compute(moved, 1)[60];
    expect(at('triple-barrier')).toBe(1);
    expect(at('triple-barrier barrierWidth=1.25')).toBe(0);
    expect(at(nameLabel(costs, { costBps: 0 }))).toBe(0);
  });

  it('by hand: the costs that a person pays decide what is over them', () => {
    const close = Float64Array.of(100, 100.22, 100.44, 100.45);
    const bars = { ...makeBars(4), close };
    expect([...findLabel('over-costs costBps=10').compute(bars, 1)]).toEqual([1, 1, 0, noLabel]);
    expect([...findLabel('over-costs costBps=50').compute(bars, 2)].slice(0, 2)).toEqual([0, 0]);
    expect(findLabel('over-costs costBps=10').meaning).toContain('10 bps');
  });
});

describe('the return over costs', () => {
  const { compute, caution } = findLabel('over-costs');

  it('is 1 where the close has risen by more than a round trip costs', () => {
    const close = Float64Array.of(100, 100.22, 100.44, 100.45, 90);
    const bars = { ...makeBars(5), close };
    expect([...compute(bars, 1)]).toEqual([0, 0, 0, 0, noLabel]);
    expect([...compute(bars, 2)]).toEqual([1, 1, 0, noLabel, noLabel]);
  });

  it('counts what an account pays by default, both ways', () => {
    const { feeBps, slippageBps } = defaultTradingSettings;
    expect(roundTripBps).toBe(2 * (feeBps + slippageBps));
  });

  it('warns that its probabilities are no direction', () => {
    expect(caution).toContain('a low one does not mean a fall');
    expect(findLabel('direction').caution).toBeUndefined();
    expect(findCaution('direction')).toBeUndefined();
    const { meaning } = findLabel('over-costs');
    expect(findCaution('over-costs')).toBe(`${meaning} ${caution}`);
    expect(describeMeaning(findLabel('direction'))).toBe(findLabel('direction').meaning);
  });
});
