import { describe, expect, it } from 'vitest';
import { countInRanges } from '../../../src/core/bars/gaps';
import { sliceBars } from '../../../src/core/bars/bars';
import { usableTargets } from '../../../src/core/dataset/chunks';
import {
  buildDataset,
  countNeededBars,
  findDefinedStretches,
} from '../../../src/core/dataset/build-dataset';
import { minTargets, splitBlocks, DatasetError } from '../../../src/core/dataset/splits';
import { computeFeatures } from '../../../src/core/features/compute';
import { labelDirection } from '../../../src/core/labels/direction';
import { makeBars } from '../bars/make-bars';
import { readReferenceBars } from '../bars/reference';

const options = { horizonBars: 10, receptiveField: 113 };

describe('buildDataset', () => {
  it('puts features, labels, stretches, split and scaler together', () => {
    const bars = readReferenceBars();
    const dataset = buildDataset(bars, options);
    expect(dataset.features.length).toBe(9);
    expect(dataset.values.length).toBe(9 * 3000);
    expect(dataset.labels).toEqual(labelDirection(bars, 10));
    expect(dataset.stretches).toEqual([{ start: 60, end: 3000 }]);
    expect(dataset.split).toEqual(splitBlocks(3000, { horizonBars: 10 }));
    expect(dataset.horizonBars).toBe(10);
  });

  it('scales the training rows to mean 0 and deviation 1', () => {
    const dataset = buildDataset(readReferenceBars(), { ...options, features: ['trend', 'ret_5'] });
    const { end } = dataset.split.train.labels;
    for (const feature of [0, 1]) {
      const column = dataset.values.filter((_, at) => at % 2 === feature).slice(60, end);
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      const squares = column.reduce((sum, value) => sum + value ** 2, 0) / column.length;
      expect(mean).toBeCloseTo(0, 2);
      expect(squares).toBeCloseTo(1, 1);
    }
  });

  it('applies the scaler of a trained model as it is, with all bars as the test block', () => {
    const { scaler, features } = buildDataset(readReferenceBars(), options);
    const bars = makeBars(400);
    const dataset = buildDataset(bars, { ...options, features, scaler });
    expect(dataset.scaler).toBe(scaler);
    expect(dataset.split.test.bars).toEqual({ start: 0, end: 400 });
    const score = (computeFeatures(bars).columns[0][99] - scaler.mean[0]) / scaler.deviation[0];
    expect(dataset.values[99 * 9]).toBe(Math.fround(Math.min(8, Math.max(-8, score))));
  });

  it('gives a trained model on its own bars what it was trained on', () => {
    const bars = makeBars(2000);
    const trained = buildDataset(bars, options);
    const { scaler, split } = trained;
    expect(buildDataset(bars, { ...options, scaler, split })).toEqual(trained);
  });
});

describe('buildDataset refuses', () => {
  it('fewer bars than receptive field and splits need, with the figures', () => {
    const bars = makeBars(500);
    expect(() => buildDataset(bars, options)).toThrow(
      'dataset: needs at least 807 bars (receptive field 113, warm-up 60, horizon 10, embargo 60; ' +
        'for at least 200 training, 50 validation and 50 test labels), has 500',
    );
    expect(() => buildDataset(bars, options)).toThrow(DatasetError);
  });

  it.each([
    [10, 113],
    [240, 113],
    [10, 1000],
    [1, 2],
  ])('horizon %d and receptive field %d below the bars it names, not above', (horizon, field) => {
    const sizes = { horizonBars: horizon, receptiveField: field };
    const needed = countNeededBars({ ...sizes, warmUpBars: 60 });
    const bars = makeBars(needed + 20);
    expect(() => buildDataset(sliceBars(bars, { start: 0, end: needed - 1 }), sizes)).toThrow(
      `needs at least ${needed} bars`,
    );
    for (let end = needed; end <= needed + 20; end++) {
      const dataset = buildDataset(sliceBars(bars, { start: 0, end }), sizes);
      for (const name of ['train', 'validation', 'test'] as const) {
        const range = dataset.split[name].labels;
        const targets = usableTargets(dataset, range, field, { needLabel: true });
        expect(countInRanges(targets)).toBeGreaterThanOrEqual(minTargets[name]);
      }
    }
  });

  it('bars whose gaps leave a block too few labels, naming the block', () => {
    const missing = Array.from({ length: 40 }, (_, at) => 2100 + 12 * at);
    expect(() => buildDataset(makeBars(3000, { missing }), options)).toThrow(
      'dataset: validation block needs at least 50 labels, each after 113 bars in a row with all features, has 0 in bars 2100 to 2480',
    );
  });

  it('bars on which a trained model could be asked nothing', () => {
    const { scaler } = buildDataset(makeBars(2000), options);
    expect(() => buildDataset(makeBars(172), { ...options, scaler })).toThrow(
      'dataset: needs at least 173 bars in a row (receptive field 113, warm-up 60), has 172 bars with all features in at most 112 in a row',
    );
    expect(() => buildDataset(makeBars(173), { ...options, scaler })).not.toThrow();
  });

  it('the split or the scaler of other bars', () => {
    const { scaler, split } = buildDataset(makeBars(2000), options);
    const other = makeBars(1900);
    expect(() => buildDataset(other, { ...options, split })).toThrow(
      'dataset: split must be one of these bars, ends at bar 2000 of 1900',
    );
    expect(() => buildDataset(other, { ...options, scaler, features: ['ret_1'] })).toThrow(
      'dataset: scaler must have one mean and deviation for each of 1 features, has 9 and 9',
    );
  });
});

describe('findDefinedStretches', () => {
  it('begins each stretch a warm-up after the start or a gap, and leaves short ones out', () => {
    const bars = makeBars(300, { missing: [100, 150] });
    expect(findDefinedStretches(bars, computeFeatures(bars))).toEqual([
      { start: 60, end: 100 },
      { start: 209, end: 300 },
    ]);
  });

  it('ends a stretch at a hole of an extra and at what is not finite', () => {
    const extras = { mood: Float64Array.of(1, 1, NaN, 1, 1, Infinity, 1, 1) };
    const bars = { ...makeBars(8, { missing: [7] }), extras };
    expect(findDefinedStretches(bars, computeFeatures(bars, ['mood']))).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 5 },
      { start: 6, end: 7 },
      { start: 7, end: 8 },
    ]);
  });
});
