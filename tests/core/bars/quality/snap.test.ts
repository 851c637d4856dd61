import { describe, expect, it } from 'vitest';
import { checkRows } from '../../../../src/core/bars/quality/check-rows';
import { findGrid, snapToGrid } from '../../../../src/core/bars/quality/grid';
import { makeRows } from './make-rows';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2024, 0, 1);
const file = 'a.csv';

const timesFrom = (from: number, stepMs: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => from + index * stepMs);

describe('findGrid', () => {
  it.each([
    [5 * minute, 194_789, 0],
    [minute, 14_000, 0],
    [15 * minute, 3 * minute, 0],
    [hour, 30 * minute, 30 * minute],
    [hour, 30 * minute + 14_000, 30 * minute],
    [hour, 3 * minute + 14_789, 0],
    [1000, 250, 0],
    [7 * minute, 3 * minute, 3 * minute],
    [24 * hour, 9.5 * hour, 9.5 * hour],
  ])('of bars of %i ms that open %i ms in, has the even offset %i', (step, offset, even) => {
    const times = timesFrom(Math.ceil(start / step) * step + offset, step, 20);
    expect(findGrid(times, step)).toEqual({ intervalMs: step, usualMs: offset, evenMs: even });
  });
});

describe('snapToGrid', () => {
  it('puts a time at the start of its slot, and one right before the next at that', () => {
    const grid = { intervalMs: minute, usualMs: 0, evenMs: 0 };
    const times = [start, start + 14_000, start + minute + 55_000, start + 2 * minute - 1, NaN];
    const { openTime, moved } = snapToGrid(Float64Array.from(times), grid);
    expect([...openTime]).toEqual([start, start, start + 2 * minute, start + 2 * minute, NaN]);
    expect(moved).toEqual([1, 2, 3]);
  });
});

describe('checkRows, snapping', () => {
  it('moves a stretch off the grid into its slots, and says so', () => {
    const { rows } = makeRows(60);
    const before = Float64Array.from(rows.columns.openTime);
    for (let row = 40; row < 50; row++) rows.columns.openTime[row] += 14_000;
    const kept = checkRows(rows, { file });
    expect([kept.badRows, kept.offGridRows, kept.bars?.openTime.length]).toEqual([10, 10, 50]);
    const { bars, badRows, offGridRows, findings } = checkRows(rows, { file, isSnapped: true });
    expect(bars?.openTime).toEqual(before);
    expect([badRows, offGridRows]).toEqual([0, 10]);
    expect(findings).toMatchObject([{ check: 'off-grid', handling: 'corrected', count: 10 }]);
    expect(findings[0].first.detail).toMatch(/ is 14 s into its 1m and was put at /);
  });

  it('moves all rows that open at one odd second', () => {
    const { rows } = makeRows(60);
    const before = Float64Array.from(rows.columns.openTime);
    for (let row = 0; row < 60; row++) rows.columns.openTime[row] += 14_000;
    expect(checkRows(rows, { file })).toMatchObject({
      badRows: 0,
      offGridRows: 0,
      isGridOdd: true,
    });
    const { bars, isGridOdd } = checkRows(rows, { file, isSnapped: true });
    expect(bars?.openTime).toEqual(before);
    expect(isGridOdd).toBe(false);
  });

  it('sees the interval that times of a wavering clock are about', () => {
    const { rows } = makeRows(60);
    const before = Float64Array.from(rows.columns.openTime);
    for (let row = 0; row < 60; row++)
      rows.columns.openTime[row] += ((row * row * 7919) % 901) - 400;
    const { bars } = checkRows(rows, { file, isSnapped: true });
    expect(bars?.intervalMs).toBe(minute);
    expect(bars?.openTime).toEqual(before);
  });

  it('makes a conflict of a row whose slot is taken, and drops none silently', () => {
    const { rows } = makeRows(60);
    rows.columns.openTime[30] -= 46_000;
    const { conflicts, bars } = checkRows(rows, { file, isSnapped: true });
    expect([conflicts, bars?.openTime.length]).toEqual([1, 59]);
  });
});
