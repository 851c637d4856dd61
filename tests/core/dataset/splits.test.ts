import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseEmbargo,
  DatasetError,
  placeSplit,
  splitBlocks,
  splitByTime,
  splitTestOnly,
} from '../../../src/core/dataset/splits';
import { makeBars, newYear } from '../bars/make-bars';

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

describe('splitByTime', () => {
  const minute = 60_000;
  const cuts = { validationFrom: newYear + 200 * minute, testFrom: newYear + 250 * minute };
  const apart = { horizonBars: 10, embargoBars: 20 };

  it('begins blocks at the times given, each kept apart from the next by horizon and embargo', () => {
    expect(splitByTime(makeBars(300), cuts, apart)).toEqual({
      train: { bars: { start: 0, end: 200 }, labels: { start: 0, end: 170 } },
      validation: { bars: { start: 200, end: 250 }, labels: { start: 200, end: 220 } },
      test: { bars: { start: 250, end: 300 }, labels: { start: 250, end: 290 } },
      embargoBars: 20,
    });
    expect(splitByTime(makeBars(300), cuts, { horizonBars: 10 }).train.labels.end).toBe(130);
  });

  it('counts purge and embargo in time, not in bars, where bars are missing', () => {
    const bars = makeBars(300, { missing: [175, 176, 177, 178, 179, 252] });
    expect(splitByTime(bars, cuts, apart)).toEqual({
      train: { bars: { start: 0, end: 195 }, labels: { start: 0, end: 170 } },
      validation: { bars: { start: 195, end: 245 }, labels: { start: 195, end: 215 } },
      test: { bars: { start: 245, end: 300 }, labels: { start: 245, end: 290 } },
      embargoBars: 20,
    });
  });

  it('leaves blocks empty that a market has no bars for', () => {
    const { train, validation, test } = splitByTime(makeBars(210), cuts, apart);
    expect(train.labels).toEqual({ start: 0, end: 170 });
    expect(validation).toEqual({
      bars: { start: 200, end: 210 },
      labels: { start: 200, end: 210 },
    });
    expect(test).toEqual({ bars: { start: 210, end: 210 }, labels: { start: 210, end: 210 } });
    const none = { bars: { start: 0, end: 0 }, labels: { start: 0, end: 0 } };
    expect(splitByTime(makeBars(0), cuts, apart)).toMatchObject({ train: none, test: none });
  });

  it('leaves a block without a label where horizon and embargo are longer than it', () => {
    const { validation } = splitByTime(makeBars(300), cuts, { horizonBars: 40, embargoBars: 20 });
    expect(validation.labels).toEqual({ start: 200, end: 200 });
  });
});

describe('placeSplit', () => {
  const block = (start: number, end: number) => ({
    bars: { start, end },
    labels: { start, end: end - 1 },
  });
  const split = {
    train: block(0, 50),
    validation: block(50, 60),
    test: block(60, 70),
    embargoBars: 3,
  };
  const fold = { window: { start: 100, end: 170 }, split, tests: [block(160, 170)] };

  it('counts from the first bar of all instead of the first of the window', () => {
    expect(placeSplit(fold)).toEqual({
      train: block(100, 150),
      validation: block(150, 160),
      test: block(160, 170),
      embargoBars: 3,
    });
  });

  it('moves training labels of several ranges, too', () => {
    const trainLabels = [
      { start: 0, end: 20 },
      { start: 30, end: 49 },
    ];
    expect(placeSplit({ ...fold, split: { ...split, trainLabels } }).trainLabels).toEqual([
      { start: 100, end: 120 },
      { start: 130, end: 149 },
    ]);
  });
});

it('an embargo is as long as the longest look-back, and 60 bars at least', () => {
  expect([0, 60, 61, 1440].map(chooseEmbargo)).toEqual([60, 60, 61, 1440]);
});
