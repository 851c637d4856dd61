import { expect, test } from 'vitest';
import {
  describePrices,
  describeProgress,
  describeTrouble,
} from '../../../../../src/ui/views/data/mapping/preview-text';

test('what a count is busy with is said, with its share once that is known', () => {
  expect(describeProgress({ file: 'a.csv', fraction: NaN })).toBe('Counting a.csv…');
  expect(describeProgress({ file: 'a.csv', fraction: 0.999 })).toBe('Counting a.csv, 99%…');
});

test('rows that speak against a choice are counted, a sentence each', () => {
  expect(describeTrouble({ series: [], conflicts: 66_486, badRows: 1 })).toEqual([
    '66,486 rows conflict with another row of the same time: check time and symbol.',
    '1 row cannot be bars and would have to be left out.',
  ]);
  expect(describeTrouble({ series: [], conflicts: 0, badRows: 0 })).toEqual([]);
});

test('the prices of the first bar show a wrong number style', () => {
  expect(describePrices({ firstPrices: [190_957, 191_000.5, 0.00001234, 1] })).toBe(
    'open 190,957, high 191,000.5, low 0.00001234, close 1',
  );
});
