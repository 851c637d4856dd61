import { expect, it } from 'vitest';
import { makeTableOf } from '../../make-table';
import { makePrices, sureOf } from '../recognition-of';

const days = Array.from({ length: 30 }, (_, row) => `2024-01-0${1 + Math.floor(row / 10)}`);
const clocks = days.map((_, row) => `09:${10 + (row % 10)}:00`);

it.each([
  ['Date', 'Time'],
  ['Time', 'Date'],
])('dates beside times of day tell no series apart: %s, %s', (first, second) => {
  const cells = {
    [first]: first === 'Date' ? days : clocks,
    [second]: second === 'Date' ? days : clocks,
  };
  const { mapping } = sureOf(makeTableOf({ ...cells, ...makePrices(30) }));
  expect(mapping.series).toBe(undefined);
  expect(mapping.timeOfDay).toBe(first === 'Time' ? 0 : 1);
});

it('a column that is different where the times repeat tells series apart, whatever other times there are', () => {
  const time = days.map((_, row) => `2024-01-01 09:${10 + Math.floor(row / 2)}:00`);
  const ingested_at = days.map((_, row) => `2024-02-01 00:00:${10 + row}`);
  const feed = days.map((_, row) => (row % 2 === 0 ? 'primary' : 'backup'));
  const { mapping } = sureOf(makeTableOf({ time, feed, ...makePrices(30), ingested_at }));
  expect(mapping.series).toEqual([1]);
});
