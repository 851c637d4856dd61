import { expect, test } from 'vitest';
import { describeLabel, joinLabels } from '../../../src/charts/layers/levels';

const height = 14;
const entry = (price: number, y: number, arrow = '') =>
  ({ kind: 'entry', name: 'Entry', price, y, arrow }) as const;
const stop = (price: number, y: number) =>
  ({ kind: 'stop', name: 'Stop loss', price, y, arrow: '' }) as const;
const textsOf = (...levels: Parameters<typeof joinLabels>[0]) =>
  joinLabels(levels, height).map(describeLabel);

test('levels with room have a label each, uppermost first', () => {
  expect(textsOf(stop(1000, 60), entry(1010, 46))).toEqual([
    'Entry 1,010.00',
    'Stop loss 1,000.00',
  ]);
});

test('ten entries without room are counted in one label, in their middle', () => {
  const entries = Array.from({ length: 10 }, (_, at) => entry(1000 + at, 100 - at));
  expect(textsOf(...entries)).toEqual(['10 × Entry 1,000.00 to 1,009.00']);
  expect(joinLabels(entries, height)[0].y).toBeCloseTo(95.5, 10);
});

test('entries at one price are counted at it', () => {
  expect(textsOf(entry(1000, 50), entry(1000, 50))).toEqual(['2 × Entry 1,000.00']);
});

test('levels of other names that lie between them keep a label of their own', () => {
  expect(textsOf(entry(1002, 50), stop(1001, 55), entry(1000, 60))).toEqual([
    '2 × Entry 1,000.00 to 1,002.00',
    'Stop loss 1,001.00',
  ]);
});

test('those out of sight are not counted with those in sight', () => {
  expect(textsOf(entry(1010, 9, ' ↑'), entry(1009, 12))).toEqual([
    'Entry 1,010.00 ↑',
    'Entry 1,009.00',
  ]);
});
