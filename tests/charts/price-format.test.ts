import { expect, test } from 'vitest';
import { formatFixed, pickPriceDecimals, pickStepDecimals } from '../../src/charts/price-format';

test.each([
  [68_231.2, 1],
  [2345.67, 2],
  [100, 2],
  [5.25, 4],
  [0.25, 5],
  [0.00001234, 9],
  [NaN, 2],
  [0, 2],
])('a price of %s is written with %i decimals', (price, decimals) => {
  expect(pickPriceDecimals(price)).toBe(decimals);
});

test.each([
  [50, 0],
  [1, 0],
  [0.5, 1],
  [0.25, 2],
  [0.1, 1],
  [0.0025, 4],
])('steps of %s need %i decimals', (step, decimals) => {
  expect(pickStepDecimals(step)).toBe(decimals);
});

test('formatFixed groups thousands and writes a real minus sign', () => {
  expect(formatFixed(-68231.25, 1)).toBe('−68,231.3');
  expect(formatFixed(0.5, 0)).toBe('1');
});

test('formatFixed writes a dash for what is undefined', () => {
  expect(formatFixed(NaN, 2)).toBe('–');
  expect(formatFixed(Infinity, 2)).toBe('–');
});
