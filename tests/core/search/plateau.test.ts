import { expect, test } from 'vitest';
import { drawConfiguration } from '../../../src/core/search/draw-configuration';
import { describePlateau, listParameters, mapPlateau } from '../../../src/core/search/plateau';
import type { SearchTry } from '../../../src/core/search/search';
import { makeSearch } from './make-search';

const request = makeSearch();
const tries = Array.from({ length: 40 }, (_, configuration): SearchTry => {
  const { learningRate, featureSet } = drawConfiguration(request, configuration);
  const score = 0.5 + learningRate + (featureSet.label === 'All' ? 0.1 : 0);
  return { configuration, rung: 0, score, seconds: 1 };
});
// What is tried again on more bars counts once.
tries.push({ configuration: 0, rung: 1, score: 0.9, seconds: 3 });
const parameters = listParameters(request, tries);
const find = (name: string) => {
  const found = parameters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no parameter ${name}`);
  return found;
};

test('parameters are what differs between the configurations', () => {
  expect(parameters.map(({ name }) => name)).toEqual([
    ...['features', 'learningRate', 'tcn.width', 'tcn.kernel', 'tcn.blocks', 'tcn.dropout'],
  ]);
  expect(find('tcn.width').label).toBe('TCN: Width');
  expect(find('tcn.width').values.size).toBe(40);
});

test('a map has the mean score of each cell, numbers in five groups of about the same size', () => {
  const { columns, rows, cells } = mapPlateau(tries, find('learningRate'), find('features'));
  expect(rows).toEqual(['All', 'The nine']);
  expect(columns).toHaveLength(5);
  expect(cells.flat().reduce((sum, { count }) => sum + count, 0)).toBe(40);
  for (const at of columns.keys()) {
    expect(cells[0][at].count + cells[1][at].count).toBe(8);
    expect(cells[0][at].score - cells[1][at].score).toBeGreaterThan(0.09);
    if (at > 0) expect(cells[0][at].score).toBeGreaterThan(cells[0][at - 1].score);
  }
});

test('a map is told in a sentence, and one without a cell as well', () => {
  const map = mapPlateau(tries, find('learningRate'), find('features'));
  const { columns } = map;
  expect(describePlateau(map)).toMatch(
    new RegExp(`^Mean validation AUC from 0\\.5\\d+ at ${columns[0]}, The nine up to 0\\.6`),
  );
  expect(describePlateau(map)).toContain(`at ${columns[4]}, All.`);
  expect(describePlateau(mapPlateau([], find('features'), find('features')))).toBe(
    'No configuration has both.',
  );
});

test('numbers that look the same in two digits have as many as tell them apart', () => {
  const values = new Map([
    [0, 0.0128],
    [1, 0.0134],
    [2, 0.02],
  ]);
  const learningRate = { name: 'learningRate', label: 'Learning rate', values };
  const few = [0, 1, 2].map((configuration) => ({ ...tries[0], configuration }));
  const { columns } = mapPlateau(few, learningRate, learningRate);
  expect(columns).toEqual(['0.0128', '0.0134', '0.02']);
});
