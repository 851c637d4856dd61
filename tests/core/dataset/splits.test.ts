import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError, splitBlocks, splitTestOnly } from '../../../src/core/dataset/splits';

const names = ['train', 'validation', 'test'] as const;

describe('splitBlocks', () => {
  it('cuts 90 days of minutes in 70/15/15 with a whole test block', () => {
    expect(splitBlocks(129_600, { horizonBars: 10 })).toEqual({
      train: { bars: { start: 0, end: 90_720 }, labels: { start: 0, end: 90_650 } },
      validation: {
        bars: { start: 90_720, end: 110_160 },
        labels: { start: 90_720, end: 110_090 },
      },
      test: { bars: { start: 110_160, end: 129_600 }, labels: { start: 110_160, end: 129_590 } },
      embargoBars: 60,
    });
  });

  it('covers every bar once, and no label looks into the next block or its embargo', () => {
    const sizes = fc.record({
      barCount: fc.integer({ min: 5000, max: 200_000 }),
      horizonBars: fc.integer({ min: 1, max: 240 }),
      embargoBars: fc.nat(300),
    });
    fc.assert(
      fc.property(sizes, ({ barCount, horizonBars, embargoBars }) => {
        const split = splitBlocks(barCount, { horizonBars, embargoBars });
        expect(names.map((name) => split[name].bars.start)).toEqual([
          0,
          split.train.bars.end,
          split.validation.bars.end,
        ]);
        expect(split.test.bars.end).toBe(barCount);
        for (const name of names) {
          const { bars, labels } = split[name];
          expect(labels.start).toBe(bars.start);
          const lastBarSeen = labels.end - 1 + horizonBars;
          expect(lastBarSeen + (name === 'test' ? 0 : embargoBars)).toBe(bars.end - 1);
        }
      }),
    );
  });

  it('takes other fractions', () => {
    const split = splitBlocks(1000, { horizonBars: 5, fractions: [0.5, 0.25, 0.25] });
    expect(split.validation.bars).toEqual({ start: 500, end: 750 });
  });

  it('refuses a block that purge and embargo leave without a label', () => {
    expect(() => splitBlocks(400, { horizonBars: 10 })).toThrow(
      'dataset: validation block needs more than 70 bars (horizon 10, embargo 60), has 60 of 400',
    );
    expect(() => splitBlocks(50, { horizonBars: 10, embargoBars: 0 })).toThrow(DatasetError);
  });

  it.each([[[0.7, 0.2, 0.2]], [[1, 0, 0]], [[0.7, 0.4, -0.1]], [[NaN, 0.5, 0.5]]])(
    'refuses fractions %j',
    (fractions) => {
      const [train, validation, test] = fractions;
      expect(() =>
        splitBlocks(5000, { horizonBars: 10, fractions: [train, validation, test] }),
      ).toThrow('dataset: split fractions must be above 0 and sum to 1');
    },
  );
});

describe('splitTestOnly', () => {
  it('makes all bars the test block', () => {
    const { train, validation, test } = splitTestOnly(100, { horizonBars: 10 });
    expect(test).toEqual({ bars: { start: 0, end: 100 }, labels: { start: 0, end: 90 } });
    expect(train.bars).toEqual({ start: 0, end: 0 });
    expect(validation.labels).toEqual({ start: 0, end: 0 });
  });

  it('leaves no label where the horizon is longer than the bars', () => {
    expect(splitTestOnly(5, { horizonBars: 10 }).test.labels).toEqual({ start: 0, end: 0 });
  });
});
