import { describe, expect, test } from 'vitest';
import { findBestCell } from '../../../../src/core/trading/map/best-cell';

/** A map of these figures; null is an impossible cell. */
function mapOf(rows: readonly (readonly (number | null)[])[], trades?: readonly number[]) {
  const cells = rows.flat();
  return {
    isPossible: Uint8Array.from(cells, (value) => (value === null ? 0 : 1)),
    figures: {
      pnl: Float64Array.from(cells, (value) => value ?? NaN),
      trades: Float64Array.from(cells, (_, at) => trades?.[at] ?? 50),
    },
  };
}

describe('the best cell of a map', () => {
  test('lies on a plateau where the median of its neighbours keeps half of its figure', () => {
    // The eight around 100: 40, 50, 60, 70, 80, 90, 10, 20; their median is (50 + 60) / 2 = 55.
    const map = mapOf([
      [40, 50, 60],
      [70, 100, 80],
      [90, 10, 20],
    ]);
    expect(findBestCell(map, 'pnl', 3)).toEqual({
      cell: 4,
      value: 100,
      neighbours: 8,
      neighbourMedian: 55,
      kept: 0.55,
      kind: 'plateau',
    });
  });

  test('is a lucky cell where it keeps less', () => {
    // Around the corner: 40, 30, 20. Their median is 30, and 30 / 100 is below a half.
    const map = mapOf([
      [100, 40, 99],
      [30, 20, 99],
    ]);
    expect(findBestCell(map, 'pnl', 3)).toMatchObject({
      cell: 0,
      neighbours: 3,
      neighbourMedian: 30,
      kept: 0.3,
      kind: 'lucky',
    });
  });

  test('has neighbours within a tenth of each axis', () => {
    // 21 columns: two steps to either side; 1 row.
    const row = Array.from({ length: 21 }, (_, at) => (at === 10 ? 100 : Math.abs(at - 10)));
    // Of 2, 1, 1, 2 the median is 1.5.
    expect(findBestCell(mapOf([row]), 'pnl', 21)).toMatchObject({
      neighbours: 4,
      neighbourMedian: 1.5,
      kept: 0.015,
    });
  });

  test('does not count impossible cells, and an undefined figure as 0', () => {
    // Around 10 at the right: 8, NaN as 0, and an impossible one. Their median is (0 + 8) / 2 = 4.
    const map = mapOf([
      [1, 8, 10],
      [1, NaN, null],
    ]);
    expect(findBestCell(map, 'pnl', 3)).toMatchObject({
      cell: 2,
      neighbours: 2,
      neighbourMedian: 4,
      kept: 0.4,
      kind: 'lucky',
    });
  });

  test('has at least ten trades, and is none where no cell has them', () => {
    const rows = [[100, 50, 40]];
    expect(findBestCell(mapOf(rows, [9, 10, 50]), 'pnl', 3)).toMatchObject({ cell: 1, value: 50 });
    expect(findBestCell(mapOf(rows, [9, 0, 1]), 'pnl', 3)).toBeUndefined();
    expect(findBestCell(mapOf([[null, null]]), 'pnl', 2)).toBeUndefined();
  });

  test('is a loss where nothing is above 0', () => {
    const found = findBestCell(mapOf([[-5, -3, 0]]), 'pnl', 3);
    expect(found).toMatchObject({ cell: 2, value: 0, kind: 'loss', kept: NaN });
  });
});
