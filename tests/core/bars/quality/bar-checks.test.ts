import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, sliceBars } from '../../../../src/core/bars/bars';
import { inspectBars } from '../../../../src/core/bars/quality/bar-checks';
import { qualityChecks, type QualityCheck } from '../../../../src/core/bars/quality/report';
import { validateBars } from '../../../../src/core/bars/validate';
import { readReferenceBars } from '../reference';
import { makeBars, newYear } from '../make-bars';

const minute = 60_000;

/** Bars of a random walk, all of them with volume. */
function makeClean(count: number, missing: readonly number[] = []): Bars {
  const bars = makeBars(count, { missing });
  bars.volume.fill(2);
  bars.close.forEach((close, bar) => bars.quoteVolume?.fill(2 * close, bar, bar + 1));
  return bars;
}

/** Sets one price for all of [start, end). */
function flatten(bars: Bars, start: number, end: number, price: number): void {
  for (const name of ['open', 'high', 'low', 'close'] as const) bars[name].fill(price, start, end);
  bars.quoteVolume?.fill(2 * price, start, end);
}

/** Multiplies all prices from `bar` on. */
function shift(bars: Bars, bar: number, factor: number): void {
  for (const name of ['open', 'high', 'low', 'close', 'quoteVolume'] as const) {
    bars[name]?.subarray(bar).forEach((value, index, values) => (values[index] = value * factor));
  }
}

function find(bars: Bars, check: QualityCheck) {
  return inspectBars(validateBars(bars, { mayBeUnknown: true })).find(
    (finding) => finding.check === check,
  );
}

describe('inspectBars', () => {
  it('counts bars with an unknown amount, which are neither without volume nor of a wrong one', () => {
    const bars = makeClean(20);
    bars.volume.fill(NaN, 4, 6);
    bars.tradeCount?.fill(NaN, 5, 8);
    expect(find(bars, 'unknown-amount')).toMatchObject({
      count: 4,
      first: { time: newYear + 4 * minute, detail: 'volume unknown' },
    });
    expect(find(bars, 'zero-volume')).toBe(undefined);
    expect(find(bars, 'quote-volume-mismatch')).toBe(undefined);
  });

  it('finds nothing in clean bars, and nothing in none', () => {
    expect(inspectBars(makeClean(200))).toEqual([]);
    expect(inspectBars(makeBars(0))).toEqual([]);
    expect(inspectBars(makeClean(1))).toEqual([]);
  });

  it('counts gaps and tells the bars that are missing', () => {
    expect(find(makeClean(20, [3, 4, 5, 8]), 'gap')).toEqual({
      check: 'gap',
      handling: 'kept',
      count: 2,
      first: {
        time: newYear + 3 * minute,
        where: '',
        detail:
          '3 bars are missing from 2024-01-01T00:03:00Z to 2024-01-01T00:06:00Z; 4 in all 2 gaps',
      },
    });
    expect(find(makeClean(20, [3]), 'gap')?.first.detail).toBe(
      '1 bar is missing from 2024-01-01T00:03:00Z to 2024-01-01T00:04:00Z',
    );
  });

  it('counts bars without volume, but not where no bar has one', () => {
    const bars = makeClean(20);
    for (const bar of [4, 9, 10]) bars.volume[bar] = 0;
    expect(find(bars, 'zero-volume')).toMatchObject({
      count: 3,
      first: { time: newYear + 4 * minute, detail: `volume 0, close ${bars.close[4]}` },
    });
    expect(find({ ...bars, volume: new Float64Array(20) }, 'zero-volume')).toBeUndefined();
  });

  it('takes a step of more than 20 mean deviations for an outlier', () => {
    // 999 returns of 1% up or down and one of r: r is 20 deviations where
    // r = 20 (9.99 + r) / 1000 sqrt(pi / 2), so r = 0.25690.
    const closes = (last: number): Float64Array => {
      const close = Float64Array.from({ length: 1001 }, () => 100);
      for (let bar = 1; bar < 1000; bar++) close[bar] = close[bar - 1] * (bar % 2 ? 1.01 : 0.99);
      close[1000] = close[999] * (1 + last);
      return close;
    };
    const toBars = (close: Float64Array): Bars => ({
      intervalMs: minute,
      openTime: Float64Array.from(close, (_, bar) => newYear + bar * minute),
      open: close,
      high: close,
      low: close,
      close,
      volume: new Float64Array(close.length).fill(1),
    });
    expect(find(toBars(closes(0.2568)), 'outlier')).toBeUndefined();
    expect(find(toBars(closes(0.257)), 'outlier')).toMatchObject({
      count: 1,
      first: {
        time: newYear + 1000 * minute,
        detail: /25\.7% in one bar, 20 deviations$/ as unknown,
      },
    });
  });

  it('finds one wild bar among few, and counts its way in and out', () => {
    const bars = makeClean(60);
    shift(bars, 30, 10);
    expect(find(bars, 'outlier')?.count).toBe(1);
    const spike = makeClean(600);
    shift(spike, 30, 10);
    shift(spike, 31, 0.1);
    expect(find(spike, 'outlier')?.count).toBe(2);
  });

  it('takes no step across a gap for an outlier', () => {
    const bars = makeClean(60, [30]);
    shift(bars, 30, 10);
    expect(find(bars, 'outlier')).toBeUndefined();
  });

  it('counts the bars of stretches that stand still for at least 30 bars', () => {
    const bars = makeClean(200);
    flatten(bars, 10, 39, bars.close[9]);
    expect(find(bars, 'constant-stretch')).toBeUndefined();
    flatten(bars, 10, 40, bars.close[9]);
    flatten(bars, 100, 135, bars.close[99]);
    expect(find(bars, 'constant-stretch')).toMatchObject({
      count: 65,
      first: {
        time: newYear + 10 * minute,
        detail: `30 bars in a row stand at ${bars.close[9]}; 2 such stretches`,
      },
    });
  });

  it('ends a stretch at another price, at a gap, and at the end', () => {
    const twoPrices = makeClean(40);
    flatten(twoPrices, 0, 20, 100);
    flatten(twoPrices, 20, 40, 101);
    expect(find(twoPrices, 'constant-stretch')).toBeUndefined();
    const broken = makeClean(40, [20]);
    flatten(broken, 0, 40, 100);
    expect(find(broken, 'constant-stretch')).toBeUndefined();
    const toTheEnd = makeClean(40);
    flatten(toTheEnd, 0, 40, 100);
    expect(find(toTheEnd, 'constant-stretch')?.count).toBe(40);
  });

  it('accepts an average price that is outside the bar by no more than 0.1%', () => {
    const bars = makeClean(10);
    bars.quoteVolume?.fill(bars.high[4] * 2 * 1.0009, 4, 5);
    bars.quoteVolume?.fill(bars.low[5] * 2 * 0.9991, 5, 6);
    expect(find(bars, 'quote-volume-mismatch')).toBeUndefined();
    bars.quoteVolume?.fill(bars.high[4] * 2 * 1.0011, 4, 5);
    bars.quoteVolume?.fill(bars.low[5] * 2 * 0.9989, 5, 6);
    expect(find(bars, 'quote-volume-mismatch')).toMatchObject({
      count: 2,
      first: { time: newYear + 4 * minute },
    });
  });

  it('takes a quote volume without volume, and the reverse, for inconsistent', () => {
    const bars = makeClean(10);
    bars.volume[2] = 0;
    bars.quoteVolume?.fill(0, 3, 4);
    expect(find(bars, 'quote-volume-mismatch')?.count).toBe(2);
    bars.quoteVolume?.fill(0, 2, 3);
    expect(find(bars, 'quote-volume-mismatch')?.count).toBe(1);
    expect(find({ ...bars, quoteVolume: undefined }, 'quote-volume-mismatch')).toBeUndefined();
  });

  it('finds only what it should in the reference bars', () => {
    expect(inspectBars(readReferenceBars())).toEqual([]);
  });
});

describe('inspectBars, whatever the bars', () => {
  it('counts exactly the faults that were planted, and lists them in the order of the checks', () => {
    // Every tenth bar may get one fault; shifts are small enough not to hide each other.
    const at = fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { minLength: 1, maxLength: 12 });
    const kinds = fc.array(fc.constantFrom('zero-volume', 'outlier', 'quote-volume-mismatch'), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(at, kinds, (places, chosen) => {
        const bars = makeClean(400);
        const planted = new Map<string, number>();
        places.forEach((place, each) => {
          const [bar, kind] = [10 * place, chosen[each]];
          planted.set(kind, (planted.get(kind) ?? 0) + 1);
          if (kind === 'outlier') shift(bars, bar, place % 2 ? 1.5 : 1 / 1.5);
          else bars.quoteVolume?.fill(kind === 'zero-volume' ? 0 : 1e-3, bar, bar + 1);
          if (kind === 'zero-volume') bars.volume[bar] = 0;
        });
        const findings = inspectBars(validateBars(bars));
        expect(new Map(findings.map(({ check, count }) => [check, count]))).toEqual(planted);
        const order = findings.map(({ check }) => qualityChecks.indexOf(check));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  it('counts as many gaps as there are between the bars', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (missing) => {
        const bars = makeClean(60, missing);
        const runs = missing.filter((place) => !missing.includes(place - 1)).length;
        expect(find(bars, 'gap')?.count).toBe(runs);
        expect(find(sliceBars(bars, { start: 0, end: 1 }), 'gap')).toBeUndefined();
      }),
    );
  });
});
