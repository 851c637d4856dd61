import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assemblePaths,
  type CombinatorialOptions,
  planCombinatorial,
} from '../../../src/core/dataset/combinatorial';
import { DatasetError, listTrainLabels } from '../../../src/core/dataset/splits';

const options = {
  barCount: 6000,
  groups: 6,
  testGroups: 2,
  lookAheadBars: 10,
  embargoBars: 60,
  receptiveField: 113,
};

const cases: fc.Arbitrary<CombinatorialOptions> = fc
  .record({
    barCount: fc.integer({ min: 12_000, max: 20_000 }),
    groups: fc.integer({ min: 3, max: 7 }),
    testGroups: fc.integer({ min: 1, max: 3 }),
    lookAheadBars: fc.integer({ min: 1, max: 120 }),
    embargoBars: fc.nat(100),
    receptiveField: fc.integer({ min: 1, max: 150 }),
  })
  .filter(({ groups, testGroups }) => testGroups < groups);

describe('planCombinatorial', () => {
  it('tests every pair of six groups, purged before and after', () => {
    const folds = planCombinatorial(options);
    expect(folds).toHaveLength(15);
    const [fold] = folds.filter(
      ({ tests }) => tests[0].bars.start === 1000 && tests[1].bars.start === 3000,
    );
    expect(fold.tests.map(({ labels }) => labels)).toEqual([
      { start: 1000, end: 1990 },
      { start: 3000, end: 3990 },
    ]);
    // After a test group, the embargo of 60 and the 113 bars of a window; before it, 10 + 60.
    expect(listTrainLabels(fold.split)).toEqual([
      { start: 0, end: 930 },
      { start: 2173, end: 2930 },
      { start: 4173, end: 5330 },
    ]);
    expect(fold.split.validation).toEqual({
      bars: { start: 5400, end: 6000 },
      labels: { start: 5400, end: 5990 },
    });
    expect(fold.split.train).toEqual({
      bars: { start: 0, end: 5400 },
      labels: { start: 0, end: 5330 },
    });
    expect(fold.split).toMatchObject({ test: fold.tests[1], embargoBars: 60 });
    expect(fold.window).toEqual({ start: 0, end: 6000 });
  });

  it('lets no label or window of training or validation touch a test bar or its embargo', () => {
    fc.assert(
      fc.property(cases, (wanted) => {
        const { lookAheadBars, embargoBars = 0, receptiveField } = wanted;
        for (const { split, tests } of planCombinatorial(wanted)) {
          const { validation } = split;
          for (const { start, end } of [...listTrainLabels(split), validation.labels]) {
            const isTrain = start !== validation.labels.start;
            for (const { bars } of isTrain ? [...tests, validation] : tests) {
              // Its labels are decided before the block, or its windows begin after it.
              const isBefore = end - 1 + lookAheadBars + embargoBars < bars.start;
              const firstRead = start - (receptiveField - 1);
              expect(isBefore || firstRead >= bars.end + embargoBars).toBe(true);
            }
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('tests each group equally often, and its paths have each bar once', () => {
    fc.assert(
      fc.property(cases, (wanted) => {
        const { barCount, groups, testGroups } = wanted;
        const folds = planCombinatorial(wanted);
        const counts = new Map<number, number>();
        for (const { bars } of folds.flatMap(({ tests }) => tests)) {
          counts.set(bars.start, (counts.get(bars.start) ?? 0) + 1);
        }
        const paths = (folds.length * testGroups) / groups;
        expect([...counts.values()]).toEqual(Array<number>(groups).fill(paths));
        // Each fold predicts its own number, so that a bar tells which model it is from.
        const probabilities = folds.map(({ tests }, fold) => {
          const length = tests.reduce((sum, { bars }) => sum + bars.end - bars.start, 0);
          return new Float32Array(length).fill(fold);
        });
        const assembled = assemblePaths(folds, probabilities);
        expect(assembled).toHaveLength(paths);
        const used = new Set<string>();
        for (const path of assembled) {
          expect(path).toHaveLength(barCount);
          expect(path.some(Number.isNaN)).toBe(false);
          for (const start of counts.keys()) {
            const fold = path[start];
            expect(folds[fold].tests.some(({ bars }) => bars.start === start)).toBe(true);
            used.add(`${fold} ${start}`);
          }
        }
        // No model's prediction of a group is in two paths.
        expect(used.size).toBe(paths * groups);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [{ testGroups: 6 }, 'fewer than all, were 6 of 6'],
    [{ testGroups: 0 }, 'test groups must be at least 1 and fewer than all, were 0 of 6'],
    [{ groups: 2.5, testGroups: 1 }, 'were 1 of 2.5'],
    [{ testGroups: 1.5 }, 'were 1.5 of 6'],
    [{ barCount: 600 }, 'a block needs more than'],
    // Group 1 alone between two tested ones: 1000 bars for 60 + 870 after the one and 10 + 60 before the other.
    [
      { receptiveField: 870 },
      'a block needs more than 1000 bars for purge and embargo, has 1000; choose fewer groups',
    ],
  ])('refuses %j', (change, message) => {
    const plan = () => planCombinatorial({ ...options, ...change });
    expect(plan).toThrow(DatasetError);
    expect(plan).toThrow(message);
  });
});
