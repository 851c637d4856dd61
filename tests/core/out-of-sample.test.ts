import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps } from '../../src/core/bars/gaps';
import { type Bars, sliceBars } from '../../src/core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import { assemblePaths, planCombinatorial } from '../../src/core/dataset/combinatorial';
import { splitBlocks } from '../../src/core/dataset/splits';
import { planWalkForward } from '../../src/core/dataset/walk-forward';
import {
  countTestBars,
  estimateAuc,
  findOpenTime,
  findOutOfSample,
  joinFolds,
  type OutOfSample,
  OutOfSampleError,
  reportOutOfSample,
  takeHoldout,
  takeOutOfSample,
} from '../../src/core/out-of-sample';
import { createRandom } from '../../src/core/random';
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
      'has no bar on which a model can be judged, since it was made with bars up to 2024-01-01 02:53 UTC';
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

describe('out-of-sample values', () => {
  const split = splitBlocks(2000, { horizonBars: 10 });
  const everywhere = new Float32Array(2000).fill(0.5);

  it('hold no probability of a bar that the model learned from', () => {
    const { test } = split;
    const held = takeHoldout(split, everywhere);
    expect(held).toMatchObject({ source: 'holdout', bars: [test.bars], labels: [test.labels] });
    held.probability.forEach((value, bar) => {
      expect(Number.isNaN(value)).toBe(bar < test.bars.start);
    });
  });

  it('are the bars after the training on another dataset, with labels that those decide', () => {
    const found = takeOutOfSample({
      dataset: describeBars('other', market),
      bars: market,
      model: { ...model, label: 'direction', horizonBars: 10 },
      probability: opine(market),
    });
    expect(found.bars).toEqual([{ start: 170, end: 400 }]);
    expect(found.labels).toEqual([{ start: 170, end: 390 }]);
    expect(found.probability.findIndex((value) => !Number.isNaN(value))).toBe(170);
  });

  it('join the test blocks of a walk-forward, each by its own model', () => {
    const bars = makeBars(8 * 1440);
    const days = { trainDays: 3, validationDays: 1, testDays: 1, stepDays: 2 };
    const folds = planWalkForward(bars.openTime, { mode: 'rolling', ...days, lookAheadBars: 10 });
    const each = folds.map((fold, at) => new Float32Array(countTestBars(fold)).fill(at / 4));
    const joined = joinFolds(folds, each, 8 * 1440);
    expect(joined.source).toBe('walk-forward');
    expect(joined.bars).toEqual(folds.map(({ tests }) => tests[0].bars));
    const seen = [2, 3, 4, 5, 6, 7].map((day) => joined.probability[day * 1440 + 700]);
    expect(seen).toEqual([NaN, 0, NaN, 0.25, NaN, 0.5]);
    expect(() => joinFolds(folds, each.slice(1), 8 * 1440)).toThrow('must have 1440 probabilities');
  });

  it('are ranked within each test block, whatever the level of its model', () => {
    const bars = makeBars(14 * 1440);
    const days = { trainDays: 2, validationDays: 1, testDays: 2, stepDays: 2 };
    const folds = planWalkForward(bars.openTime, { mode: 'rolling', ...days, lookAheadBars: 10 });
    const random = createRandom(1);
    const labels = Uint8Array.from(bars.openTime, () => random.below(2));
    const levels = folds.map((_, at) => (at % 2 === 0 ? 0.2 : 0.7));
    const noise = Float32Array.from(labels, () => random.uniform() / 10);
    const opinions = (scale: number) =>
      folds.map(({ tests }, at) =>
        Float32Array.from({ length: countTestBars({ tests }) }, (_, index) => {
          const bar = tests[0].bars.start + index;
          return scale * levels[at] + noise[bar] + 0.02 * labels[bar];
        }),
      );
    const judge = (scale: number) =>
      estimateAuc(joinFolds(folds, opinions(scale), labels.length), labels, bars.openTime);
    const levelled = judge(0);
    // Float32 rounds the noise to other steps at another level.
    expect(judge(1).value).toBeCloseTo(levelled.value, 5);
    expect(levelled.ci[0]).toBeGreaterThan(0.55);
    expect(levelled.ci[1]).toBeLessThan(0.75);
    expect(levelled.days).toBe(12);
  });

  it('are judged on their own labels alone', () => {
    const labels = Uint8Array.from({ length: 2000 }, (_, bar) => bar % 2);
    const right = Float32Array.from(labels, (label) => 0.4 + 0.2 * label);
    const report = reportOutOfSample(takeHoldout(split, right), labels, [...labels.keys()], {
      horizonBars: 10,
      constantGuess: 0.5,
    });
    expect(report.auc).toBe(1);
    expect(report.bars).toBe(290);
  });

  it('cannot be made of in-sample bars or of combinatorial paths', () => {
    const judge = (value: OutOfSample): OutOfSample => value;
    const forged = {
      source: 'holdout' as const,
      probability: everywhere,
      bars: [{ start: 0, end: 2000 }],
      labels: [{ start: 0, end: 2000 }],
    };
    // @ts-expect-error only the splitter makes out-of-sample values
    judge(forged);
    // @ts-expect-error probabilities alone do not say which bars were unseen
    judge(everywhere);
    const options = { barCount: 2000, groups: 3, testGroups: 1, lookAheadBars: 10 };
    const folds = planCombinatorial({ ...options, receptiveField: 5 });
    const each = folds.map((fold) => new Float32Array(countTestBars(fold)));
    const [path] = assemblePaths(folds, each);
    // @ts-expect-error a combinatorial path is made by models that know later bars
    judge(path);
    // @ts-expect-error and cannot be joined as a walk-forward is
    const joined = joinFolds(folds, each, 2000);
    expect(joined.bars).toHaveLength(3);
  });
});
