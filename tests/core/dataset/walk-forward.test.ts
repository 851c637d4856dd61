import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError, shiftRange } from '../../../src/core/dataset/splits';
import {
  countFolds,
  planWalkForward,
  type WalkForwardOptions,
} from '../../../src/core/dataset/walk-forward';
import { makeBars } from '../bars/make-bars';

const minutes = (days: number, missing: number[] = []) =>
  makeBars(1440 * days, { missing }).openTime;
const options = {
  mode: 'rolling',
  trainDays: 30,
  validationDays: 5,
  testDays: 5,
  stepDays: 5,
  lookAheadBars: 10,
} as const;
const day = 1440;

describe('planWalkForward', () => {
  it('makes twelve folds of 90 days: 25 to learn from, 5 to stop by, 5 to test on', () => {
    const folds = planWalkForward(minutes(90), options);
    expect(folds).toHaveLength(12);
    expect(folds[1]).toEqual({
      window: { start: 5 * day, end: 40 * day },
      split: {
        train: { bars: { start: 0, end: 25 * day }, labels: { start: 0, end: 25 * day - 70 } },
        validation: {
          bars: { start: 25 * day, end: 30 * day },
          labels: { start: 25 * day, end: 30 * day - 70 },
        },
        test: {
          bars: { start: 30 * day, end: 35 * day },
          labels: { start: 30 * day, end: 35 * day - 10 },
        },
        embargoBars: 60,
      },
      tests: [
        {
          bars: { start: 35 * day, end: 40 * day },
          labels: { start: 35 * day, end: 40 * day - 10 },
        },
      ],
    });
  });

  it('learns from all bars before when windows expand', () => {
    const folds = planWalkForward(minutes(60), { ...options, mode: 'expanding' });
    expect(folds.map(({ window }) => window.start)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(folds[5].split.train.bars).toEqual({ start: 0, end: 50 * day });
  });

  it('begins blocks at midnight and ends the last one with the bars, unless it has too few labels', () => {
    const late = minutes(41).slice(600);
    const [first] = planWalkForward(late, options);
    expect(first.tests[0].bars).toEqual({ start: 30 * day - 600, end: 35 * day - 600 });
    const ends = (bars: number) =>
      planWalkForward(minutes(40).slice(0, bars), options).map(({ tests }) => tests[0].bars.end);
    expect(ends(35 * day + 59)).toEqual([35 * day]);
    expect(ends(35 * day + 60)).toEqual([35 * day, 35 * day + 60]);
  });

  it('tests each bar once, and lets no label of training look into validation or test, or into the embargo', () => {
    const cases = fc.record({
      mode: fc.constantFrom('rolling' as const, 'expanding' as const),
      trainDays: fc.integer({ min: 2, max: 6 }),
      validationDays: fc.constant(1),
      testDays: fc.integer({ min: 1, max: 3 }),
      extraDays: fc.nat(2),
      lookAheadBars: fc.integer({ min: 1, max: 240 }),
      embargoBars: fc.nat(300),
      missing: fc.uniqueArray(fc.integer({ min: 1, max: 12 * day }), { maxLength: 200 }),
    });
    fc.assert(
      fc.property(cases, ({ extraDays, missing, ...rest }) => {
        const openTime = minutes(12, missing);
        const wanted: WalkForwardOptions = { ...rest, stepDays: rest.testDays + extraDays };
        const folds = planWalkForward(openTime, wanted);
        const tested = new Uint8Array(openTime.length);
        for (const { window, split, tests } of folds) {
          const [test] = tests;
          for (let bar = test.bars.start; bar < test.bars.end; bar++) tested[bar]++;
          expect(shiftRange(split.test.bars, window.start)).toEqual(test.bars);
          expect(shiftRange(split.test.labels, window.start)).toEqual(test.labels);
          expect(window.end).toBe(test.bars.end);
          const blocks = [split.train, split.validation, split.test];
          expect(blocks[0].bars.start).toBe(0);
          for (const [at, { bars, labels }] of blocks.entries()) {
            const next = blocks[at + 1];
            if (next !== undefined) expect(bars.end).toBe(next.bars.start);
            const kept = next === undefined ? 0 : rest.embargoBars;
            expect(labels.end - 1 + rest.lookAheadBars + kept).toBeLessThan(bars.end);
          }
        }
        expect(Math.max(...tested)).toBe(1);
        if (extraDays === 0) {
          const first = folds[0].tests[0].bars.start;
          const last = folds[folds.length - 1].tests[0].bars.end;
          expect(tested.subarray(first, last).every((times) => times === 1)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each<[Partial<WalkForwardOptions>, { readonly bars?: number; readonly from?: number }]>([
    [{}, {}],
    [{ lookAheadBars: 240, testDays: 1, stepDays: 2 }, { bars: 33 * day + 289 }],
    [{ lookAheadBars: 240, testDays: 1, stepDays: 1 }, { bars: 33 * day + 290 }],
    [
      { trainDays: 33, testDays: 3, stepDays: 4 },
      { bars: 50 * day, from: 600 },
    ],
  ])('has as many folds as are counted beforehand: %j', (change, { bars = 90 * day, from = 0 }) => {
    const openTime = minutes(90).subarray(from, from + bars);
    const wanted = { ...options, ...change };
    const dataset = { from: openTime[0], to: openTime[bars - 1], intervalMs: 60_000 };
    expect(countFolds(dataset, wanted)).toBe(planWalkForward(openTime, wanted).length);
  });

  it.each([
    [{ stepDays: 4 }, 'the step at least as long as a test block'],
    [{ validationDays: 30 }, 'validation shorter than training'],
    [{ trainDays: 2.5 }, 'days must be whole numbers above 0'],
    [{ trainDays: 90 }, 'needs bars after the first 90 days to test on, has 90 days'],
    [{ lookAheadBars: 240, embargoBars: 8000 }, 'validation block before day 31 needs more than'],
  ])('refuses %j', (change, message) => {
    const plan = () => planWalkForward(minutes(90), { ...options, ...change });
    expect(plan).toThrow(DatasetError);
    expect(plan).toThrow(message);
  });
});
