import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps } from '../../src/core/bars/gaps';
import { type Bars, sliceBars } from '../../src/core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import { findOpenTime, findOutOfSample, OutOfSampleError } from '../../src/core/out-of-sample';
import { makeBars } from './bars/make-bars';

function describeBars(id: string, bars: Bars): DatasetInfo {
  const count = bars.openTime.length;
  return {
    id,
    name: `dataset ${id}`,
    symbol: 'BTCUSDT',
    intervalMs: bars.intervalMs,
    bars: count,
    from: bars.openTime[0],
    to: bars.openTime[count - 1],
    gaps: findGaps(bars),
    missingBars: 0,
    hasTaker: true,
    hasVolume: true,
    bytes: 0,
    extras: [],
    sources: [],
    addedAt: 0,
  };
}

const market = makeBars(400, { missing: [20, 21, 150] });
const trainingBars = sliceBars(market, { start: 0, end: 200 });
const trainedOn = describeBars('january', trainingBars);
const outOfSample = { start: 170, end: 200 };
const model = {
  name: 'a model',
  datasetId: 'january',
  datasetName: 'January',
  intervalMs: 60_000,
  outOfSample,
  outOfSampleFrom: trainingBars.openTime[outOfSample.start],
} as ModelInfo;

/** Opinions from `from` on. */
const opine = (bars: Bars, from = 0): Float32Array =>
  Float32Array.from(bars.openTime, (_, index) => (index < from ? NaN : 0.5));

function find(bars: Bars, change: Partial<Parameters<typeof findOutOfSample>[0]> = {}) {
  const dataset = describeBars('other', bars);
  const probability = opine(bars);
  return findOutOfSample({ dataset, bars, model, probability, ...change });
}

describe('findOutOfSample', () => {
  it('is the test block on the bars that the model was trained on', () => {
    expect(find(trainingBars, { dataset: trainedOn })).toEqual(outOfSample);
  });

  it('counts no bar that the model was fitted on, whatever file holds it', () => {
    fc.assert(
      fc.property(fc.nat(199), fc.integer({ min: 200, max: 400 }), (start, end) => {
        const range = find(sliceBars(market, { start, end }));
        expect(start + range.start).toBe(Math.max(start, outOfSample.start));
        expect(range.end).toBe(end - start);
      }),
    );
  });

  it('begins where the model has an opinion', () => {
    expect(find(market, { probability: opine(market, 230) })).toEqual({ start: 230, end: 400 });
  });

  it('refuses bars that all lie before the test block, or that it has no opinion on', () => {
    const message =
      'has no bar on which a model can be judged, since it was made with bars up to 2024-01-01T02:53';
    expect(() => find(sliceBars(market, { start: 0, end: 170 }))).toThrow(OutOfSampleError);
    expect(() => find(sliceBars(market, { start: 0, end: 170 }))).toThrow(message);
    expect(() => find(market, { probability: opine(market, 400) })).toThrow(message);
  });

  it('refuses bars of another interval, naming both', () => {
    const hours = describeBars('hours', { ...market, intervalMs: 3_600_000 });
    expect(() => find(market, { dataset: hours })).toThrow(
      'a model reads bars of 1m, but dataset hours has bars of 1h',
    );
  });
});

describe('findOpenTime', () => {
  it('is the open time of every bar, gaps counted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(80), { maxLength: 30 }), (missing) => {
        const bars = makeBars(60, { missing });
        const info = describeBars('gaps', bars);
        const times = Array.from(bars.openTime, (_, index) => findOpenTime(info, index));
        expect(times).toEqual([...bars.openTime]);
      }),
    );
  });
});
