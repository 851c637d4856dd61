import { expect, test } from 'vitest';
import { describeMeasure } from '../../../src/charts/market/drawings';

const minute = 60_000;

test('a measure tells bars, time, change and dollars', () => {
  const measure = { from: { bar: 10, price: 200 }, to: { bar: 100, price: 206 } };
  // 90 bars of a minute; 206 / 200 - 1 = 3%; 206 - 200 = 6.
  expect(describeMeasure(measure, minute)).toBe('90 bars (1 h 30 min), +3.00%, +$6.00');
});

test('a fall, and a small price, are told with their sign and digits', () => {
  const measure = { from: { bar: 5.4, price: 0.5 }, to: { bar: 4.4, price: 0.25 } };
  expect(describeMeasure(measure, minute)).toBe('1 bar (1 min), −50.00%, −$0.250000');
});
