import { expect, it } from 'vitest';
import { makeTableOf } from '../../make-table';
import { makePrices, minute, sureOf, writeTimes } from '../recognition-of';

it('reads times of day with a leading zero, which days of a spreadsheet do not have', () => {
  const clocks = writeTimes(60, minute, Date.UTC(2024, 0, 1, 5)).map((text) =>
    text.slice(11).replaceAll(':', ''),
  );
  const { mapping } = sureOf(
    makeTableOf(
      { DATE: clocks.map(() => '20240101'), TIME: clocks, ...makePrices(60) },
      { kinds: { 1: 'number' } },
    ),
  );
  expect([mapping.columns.openTime, mapping.timeOfDay]).toEqual([0, 1]);
});
