import { expect, test } from 'vitest';
import { buildCurveTable, timeColumn } from '../../../src/charts/curves/curve';

const seconds = Date.UTC(2024, 0, 5, 12, 30) / 1000;
const keys = [
  { label: 'Equity', token: '--text', series: 1, format: (value: number) => `$${value}` },
  { label: 'Honest', token: '--text-faint' },
] as const;

test('a table has the time and each named series, a dash where a point has no value', () => {
  const table = buildCurveTable(
    [
      [seconds, seconds + 60],
      [5, null],
    ],
    keys,
    timeColumn,
  );
  expect(table).toEqual({
    names: ['Time, UTC', 'Equity'],
    rows: [
      ['2024-01-05 12:30', '$5'],
      ['2024-01-05 12:31', '–'],
    ],
    omitted: 0,
  });
});

test('x is told as its key says', () => {
  const x = { label: 'Predicted', series: 0, format: (value: number) => value.toFixed(1) };
  const table = buildCurveTable([[0.25], [1]], [x, ...keys], timeColumn);
  expect([table.names, table.rows]).toEqual([['Predicted', 'Equity'], [['0.3', '$1']]]);
});

test('many points are thinned evenly, the last is kept, and it is said how many are left out', () => {
  const count = 1000;
  const values = Array.from({ length: count }, (_, i) => i);
  const { rows, omitted } = buildCurveTable([values, values], keys, {
    label: 'Step',
    format: String,
  });
  expect(rows).toHaveLength(200);
  expect(rows[0][0]).toBe('4');
  expect(rows.at(-1)?.[0]).toBe('999');
  expect(omitted).toBe(800);
});

test('a curve without points has a table without rows', () => {
  expect(buildCurveTable([[], []], keys, timeColumn).rows).toEqual([]);
});
