import { expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random';
import { correlateFeatures } from '../../../src/core/verdict/correlation';

/** Rows of columns that are given one by one. */
const toRows = (columns: readonly (readonly number[])[]): Float32Array =>
  Float32Array.from({ length: columns.length * columns[0].length }, (_, at) => {
    return columns[at % columns.length][Math.floor(at / columns.length)];
  });
const places = (length: number): number[] => Array.from({ length }, (_, at) => at);

test('by hand: columns of four bars', () => {
  // Deviations from the mean: (-1.5, -0.5, 0.5, 1.5), the same doubled and turned round, and (0.5, -0.5, 0.5, -0.5).
  const rows = toRows([
    [1, 2, 3, 4],
    [8, 6, 4, 2],
    [1, 0, 1, 0],
  ]);
  const { values, sentence } = correlateFeatures(['up', 'down', 'swing'], rows, places(4));
  // sum(-0.75 + 0.25 + 0.25 - 0.75) = -1, over sqrt(5 x 1).
  const half = -1 / Math.sqrt(5);
  const expected = [1, -1, half, -1, 1, -half, half, -half, 1];
  expected.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 12));
  expect(sentence).toBe(
    'Two features say nearly the same: up and down (-1.00). Each of a pair seems unimportant while the other is there.',
  );
});

test('only the bars that are asked for count', () => {
  const rows = toRows([
    [1, 2, 99, 4],
    [2, 4, -99, 8],
  ]);
  expect(correlateFeatures(['a', 'b'], rows, [0, 1, 3]).values[1]).toBeCloseTo(1, 12);
  expect(correlateFeatures(['a', 'b'], rows, places(4)).values[1]).toBeLessThan(0);
});

test('a feature that does not change has no correlation, and is named in no pair', () => {
  const rows = toRows([
    [1, 2, 3],
    [0.1, 0.1, 0.1],
  ]);
  const { values, sentence } = correlateFeatures(['a', 'flat'], rows, places(3));
  expect(values[1]).toBeNaN();
  expect(values[0]).toBeCloseTo(1, 12);
  expect(sentence).toContain('No two features say the same');
});

test('known answers on random rows: the correlation that they were made with, also of more bars than are looked at', () => {
  const random = createRandom(3);
  const count = 50_000;
  const first = places(count).map(() => random.normal());
  const second = first.map((value) => 0.6 * value + 0.8 * random.normal());
  const other = first.map(() => random.normal());
  const { values } = correlateFeatures(
    ['first', 'second', 'other'],
    toRows([first, second, other]),
    places(count),
  );
  expect(values[1]).toBeCloseTo(0.6, 1);
  expect(Math.abs(values[2])).toBeLessThan(0.03);
});

test('of many pairs the closest five are named, the others counted', () => {
  const random = createRandom(5);
  const common = places(500).map(() => random.normal());
  const columns = places(5).map((at) => common.map((value) => value + 0.02 * at * random.normal()));
  const { sentence } = correlateFeatures(['a', 'b', 'c', 'd', 'e'], toRows(columns), places(500));
  expect(sentence).toMatch(/^Pairs of features that say nearly the same: a and b \(1\.00\), /);
  expect(sentence).toContain(' and 5 more. ');
});
