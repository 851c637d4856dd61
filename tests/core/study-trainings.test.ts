import { describe, expect, test } from 'vitest';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { changeDataset, concludeStudy, planStudy, scoreFold } from '../../src/core/study-trainings';
import type { StudyPart, StudyPlan, StudyRequest } from '../../src/core/study';
import { plantDataset } from '../models/planted-dataset';
import { makeBars } from './bars/make-bars';
import { makeWalkForward } from './dataset/make-walk-forward';

const dayBars = 1440;
const bars = makeBars(6 * dayBars);

const walkForward = makeWalkForward();

const request = (plan: StudyPlan): StudyRequest => ({
  plan,
  training: {
    datasetId: 'bars',
    spec: { kind: 'tcn', width: 8, kernel: 3, blocks: 2, dropout: 0 },
    options: { ...defaultTrainingOptions, seed: 7 },
    label: 'direction',
    horizonBars: 5,
    features: ['ret_1', 'vol_20'],
    backend: 'cpu',
  },
});

/** Of a bar's rise within the horizon: the label itself, as a probability that a model could not have. */
const foresee = (range: { readonly start: number; readonly end: number }): Float32Array =>
  Float32Array.from({ length: range.end - range.start }, (_, at) =>
    bars.close[range.start + at + 5] > bars.close[range.start + at] ? 0.9 : 0.1,
  );

const part = (auc: number): StudyPart => ({ tests: [], auc, epochs: 1, seconds: 1 });

describe('the trainings of a study', () => {
  test('are the windows of a walk-forward, kept apart by what label and features need', () => {
    const { kind, folds } = planStudy(bars, request(walkForward));
    expect(kind).toBe('walk-forward');
    expect(folds.map(({ tests }) => tests[0].bars.start)).toEqual(
      [3, 4, 5].map((day) => day * dayBars),
    );
    // The default embargo of 60 bars is longer than the 21 that `vol_20` looks back.
    expect(folds[0].split.train.labels.end).toBe(2 * dayBars - 5 - 60);
    expect(folds[0].tests[0].labels.end).toBe(4 * dayBars - 5);
  });

  test('are the choices of groups of a combinatorial study, apart by the reach of the model', () => {
    const { kind, folds } = planStudy(
      bars,
      request({ kind: 'combinatorial', groups: 4, testGroups: 2 }),
    );
    expect(kind).toBe('combinatorial');
    expect(folds).toHaveLength(6);
    // Two blocks of two convolutions with 3 taps at distances 1 and 2: 1 + 2 x 2 x (1 + 2) bars.
    const [{ split }] = folds;
    expect(split.trainLabels?.[0].start).toBe(3 * dayBars + 60 + 13);
  });

  test('are one of the true labels and as many of shuffled ones as are asked for', () => {
    const { folds } = planStudy(bars, request({ kind: 'shuffled-labels', runs: 3 }));
    expect(folds).toHaveLength(4);
    expect(new Set(folds).size).toBe(1);
    expect(folds[0].window).toEqual({ start: 0, end: 6 * dayBars });
    // 85% of the bars, whose test block is the last 15%.
    expect(folds[0].tests).toEqual([
      { bars: { start: 7344, end: 8640 }, labels: { start: 7344, end: 8635 } },
    ]);
    expect(
      planStudy(bars, request({ kind: 'planted-feature', correlation: 0.1 })).folds,
    ).toHaveLength(1);
  });
});

describe('what a training of a study learns from', () => {
  // Labels are coin flips, so that a run of 20 of them hardly comes twice.
  const dataset = plantDataset({ bars: 3000, strength: 0 });
  const change = (plan: StudyPlan, at: number, intervalMs = 60_000) =>
    changeDataset(dataset, request(plan), at, intervalMs);

  test('is the dataset as it is for true labels', () => {
    expect(change(walkForward, 1)).toBe(dataset);
    expect(change({ kind: 'shuffled-labels', runs: 2 }, 0)).toBe(dataset);
  });

  test('is another order of the labels for each shuffled run, within each block', () => {
    const [one, two] = [1, 2].map((at) =>
      change({ kind: 'shuffled-labels', runs: 2 }, at, 3_600_000),
    );
    expect(one.labels).not.toEqual(dataset.labels);
    expect(two.labels).not.toEqual(one.labels);
    const countRises = (labels: Uint8Array) => labels.subarray(0, 2100).filter(Boolean).length;
    expect(countRises(one.labels)).toBe(countRises(dataset.labels));
    expect(one.values).toBe(dataset.values);
    expect(change({ kind: 'shuffled-labels', runs: 2 }, 1, 3_600_000)).toEqual(one);
  });

  test('shuffles whole days, so that neighbours stay together', () => {
    const hourly = change({ kind: 'shuffled-labels', runs: 1 }, 1, 3_600_000).labels;
    const listRuns = (labels: Uint8Array) =>
      Array.from({ length: 2100 - 19 }, (_, bar) => labels.slice(bar, bar + 20).join(''));
    const before = new Set(listRuns(dataset.labels));
    const runs = listRuns(hourly);
    // Of 24 runs, 5 lie within one day; others are as they were where the coins over its ends fall so: 2 x (1/2 + 1/4 + ...).
    const kept = runs.filter((run) => before.has(run)).length;
    expect(Math.abs(kept / runs.length - 7 / 24)).toBeLessThan(0.03);
  });

  test('has one more feature where one is planted', () => {
    expect(change({ kind: 'planted-feature', correlation: 0.2 }, 0).features).toEqual([
      'a',
      'b',
      'planted',
    ]);
  });
});

test('a fold is scored by its tested labels alone, block after block', () => {
  const dataset = { ...plantDataset({ bars: 6 }), labels: Uint8Array.of(0, 1, 0, 1, 0, 1) };
  const fold = {
    window: { start: 10, end: 16 },
    split: dataset.split,
    tests: [
      { bars: { start: 11, end: 13 }, labels: { start: 11, end: 13 } },
      { bars: { start: 13, end: 16 }, labels: { start: 14, end: 16 } },
    ],
  };
  // Bars 11, 12, 14 and 15 with labels 1, 0, 0, 1; bar 13 has no label in the block.
  // Rises 0.4 and 0.9 against falls 0.5 and 0.2: 0.4 beats one, 0.9 both, so 3 of 4 pairs.
  expect(scoreFold(fold, dataset, Float32Array.of(0.4, 0.5, 0.99, 0.2, 0.9))).toBe(0.75);
});

describe('what a study says in the end', () => {
  const conclude = (plan: StudyPlan, parts: readonly StudyPart[], lift = 0) => {
    const asked = request(plan);
    const study = planStudy(bars, asked);
    const probabilities = study.folds.map(({ tests }) => {
      const all = tests.map((test) => [...foresee(test.bars)]).flat();
      return Float32Array.from(all, (value) => value + lift);
    });
    return concludeStudy({ study, request: asked, parts, probabilities, bars });
  };

  test('joins the test blocks of a walk-forward', () => {
    const result = conclude(walkForward, [part(1), part(1), part(1)]);
    expect(result.auc).toBe(1);
    expect(result).toMatchObject({ distribution: [], pValue: NaN });
  });

  test('gives each path of a combinatorial study its AUC', () => {
    const plan = { kind: 'combinatorial', groups: 4, testGroups: 2 } as const;
    const result = conclude(
      plan,
      Array.from({ length: 6 }, () => part(1)),
    );
    // k / N times (N choose k): 2 / 4 x 6 = 3 paths.
    expect(result).toEqual({ auc: NaN, aucCi: [NaN, NaN], distribution: [1, 1, 1], pValue: NaN });
  });

  test('counts the shuffled runs that rank as well as the true labels, with 1 added to both counts', () => {
    const runs = [part(0.99), part(1), part(0.5), part(0.4)];
    const result = conclude({ kind: 'shuffled-labels', runs: 3 }, runs);
    expect(result.auc).toBe(1);
    expect(result.distribution).toEqual([1, 0.5, 0.4]);
    // One of three is as good: (1 + 1) / (1 + 3).
    expect(result.pValue).toBe(0.5);
  });

  test('has no p-value for a planted feature', () => {
    const result = conclude({ kind: 'planted-feature', correlation: 0.1 }, [part(1)]);
    expect(result).toMatchObject({ auc: 1, distribution: [], pValue: NaN });
  });
});
