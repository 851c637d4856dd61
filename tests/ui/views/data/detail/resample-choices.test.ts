import { describe, expect, test } from 'vitest';
import {
  describeResampling,
  findIntervalProblem,
  listCoarser,
} from '../../../../../src/ui/views/data/detail/resample-choices';
import { makeDatasetInfo } from '../../../../state/make-dataset-info';

const minute = 60_000;
const hours = (count: number) => count * 60 * minute;
/** A day of minutes, from 00:00 to 23:59. */
const day = makeDatasetInfo({
  intervalMs: minute,
  bars: 1440,
  from: Date.UTC(2024, 0, 1),
  to: Date.UTC(2024, 0, 1, 23, 59),
});

describe('intervals to resample to', () => {
  test('are longer, and whole numbers of the present one', () => {
    expect(listCoarser({ intervalMs: 4 * 60 * minute }).map((ms) => ms / hours(1))).toEqual([
      8, 12, 24, 168,
    ]);
  });

  test.each([
    [minute, /longer than the 1m/],
    [90_000, /whole number/],
    [hours(48), /longer than all/],
    [NaN, /longer than the 1m/],
  ])('%d ms cannot be one', (ms, problem) => {
    expect(findIntervalProblem(day, ms)).toMatch(problem);
  });

  test('any other multiple can', () => {
    expect(findIntervalProblem(day, 7 * minute)).toBeUndefined();
  });
});

describe('what comes of it', () => {
  test('is told in bars', () => {
    expect(describeResampling(day, hours(1))).toBe('1,440 bars of 1m become about 24 of 1h.');
  });

  test('says which edges will be incomplete', () => {
    const late = { ...day, from: day.from + 5 * minute, to: day.to - 5 * minute };
    expect(describeResampling(late, hours(1))).toContain(
      'The first and the last will be incomplete',
    );
    expect(describeResampling({ ...day, to: day.to - minute }, hours(1))).toContain(
      'The last will be incomplete',
    );
  });
});
