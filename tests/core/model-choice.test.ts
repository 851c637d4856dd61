import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../src/core/library';
import {
  describeRun,
  describeSuccession,
  findMisfit,
  listFitting,
  takesOver,
  weighSuccessor,
} from '../../src/core/model-choice';
import { makeDatasetInfo } from '../state/make-dataset-info';
import { makeModel } from '../storage/make-records';

const dataset = makeDatasetInfo({ id: 'bars', name: 'first', intervalMs: 60_000 });
const own = makeModel('bars', { id: 'own' });
/** A dataset that ends a bar before the first one that the models have not seen, or at it. */
const early = { ...dataset, id: 'early', to: own.outOfSampleFrom - 60_000 };
const late = { ...dataset, id: 'late', to: own.outOfSampleFrom };

const withAuc = (model: ModelInfo, auc: number): ModelInfo => ({
  ...model,
  test: { ...model.test, auc },
});

describe('whether a model fits a dataset', () => {
  it('fits the bars that it learned from, and later ones of the same interval', () => {
    expect(findMisfit(own, dataset)).toBeUndefined();
    expect(findMisfit(own, late)).toBeUndefined();
  });

  it('says of bars of another interval which ones it reads, in dates and units that people read', () => {
    expect(findMisfit(own, { ...late, intervalMs: 3_600_000 })).toBe(
      'a model reads bars of 1m, but first has bars of 1h.',
    );
    expect(findMisfit(own, early)).toBe(
      'a model was made with bars up to 2024-01-01, and first has none after that, so there is no bar on which it could be judged.',
    );
  });

  it('says which inputs the columns do not give', () => {
    const reader = { ...own, features: ['ret_1', 'taker_buy_ratio', 'mood'] };
    const poor = { ...late, hasTaker: false, extras: [] };
    expect(findMisfit(reader, poor)).toContain('reads taker_buy_ratio, mood,');
    expect(findMisfit(reader, { ...late, hasTaker: true, extras: ['mood'] })).toBeUndefined();
  });

  it('lists those first that learned from the dataset', () => {
    const other = makeModel('others', { id: 'other' });
    const hourly = makeModel('hours', { id: 'hourly', intervalMs: 3_600_000 });
    expect(listFitting([hourly, other, own], late).map(({ id }) => id)).toEqual(['other', 'own']);
    expect(listFitting([hourly, other, own], dataset).map(({ id }) => id)).toEqual(['own']);
    const later = { ...dataset, to: own.outOfSampleFrom };
    expect(listFitting([other, own], later).map(({ id }) => id)).toEqual(['own', 'other']);
  });
});

it('tells two runs of one configuration apart by AUC and time', () => {
  expect(describeRun(withAuc(own, 0.5634), dataset)).toBe('AUC 0.563 · 1970-01-01 00:00');
});

describe('what becomes of a model that was just trained', () => {
  const before = withAuc({ ...own, id: 'before' }, 0.56);
  const weigh = (model: ModelInfo, from = before) => weighSuccessor(model, from, dataset);

  it('is used where there is none, or none that fits the bars', () => {
    expect(weighSuccessor(own, undefined, dataset)).toBe('first');
    expect(weigh(own, { ...before, datasetId: 'hours', intervalMs: 3_600_000 })).toBe('first');
  });

  it('is used where it ranks the same test bars at least as well, else it waits', () => {
    expect(weigh(withAuc(own, 0.57))).toBe('better');
    expect(weigh(withAuc(own, 0.56))).toBe('better');
    expect(weigh(withAuc(own, 0.55))).toBe('weaker');
    expect(weigh(withAuc(own, NaN))).toBe('weaker');
    expect(takesOver('weaker')).toBe(false);
    expect(takesOver('better')).toBe(true);
  });

  it.each([
    ['label', { label: 'triple-barrier' }],
    ['horizon', { horizonBars: 20 }],
    [
      'test bars',
      {
        split: {
          ...own.split,
          test: { ...own.split.test, labels: { start: 1, end: 4 } },
        },
      },
    ],
  ])(
    'is used where the %s differ, since figures of the two say nothing of each other',
    (_, part) => {
      expect(weigh({ ...withAuc(own, 0.51), ...part })).toBe('other');
      expect(takesOver('other')).toBe(true);
    },
  );

  it('waits where it does not fit the dataset in use', () => {
    expect(weigh({ ...own, datasetId: 'hours', intervalMs: 3_600_000 })).toBe('misfit');
    expect(takesOver('misfit')).toBe(false);
  });

  it('says both figures, and which of the two is in use', () => {
    const weaker = describeSuccession('weaker', withAuc(own, 0.55), before);
    expect(weaker).toBe(
      'a model is kept: AUC 0.550 on bars it never saw. The one in use has 0.560 on the same bars and stays in use.',
    );
    expect(describeSuccession('better', withAuc(own, 0.56004), before)).toContain(
      'AUC 0.56004 on bars it never saw; the one before had 0.56000 on',
    );
    expect(describeSuccession('first', own, undefined)).toContain('kept and in use: AUC 0.500');
  });
});
