import { expect, test } from 'vitest';
import { wrapLabels } from '../../src/charts/chart-image';

test('labels of a picture wrap where a row is full, with 14 pixels between two', () => {
  // 30 + 14 + 40 = 84 fit into 90; 84 + 14 + 20 = 118 do not.
  expect(wrapLabels([30, 40, 20], 90)).toEqual([
    [
      { at: 0, x: 0 },
      { at: 1, x: 44 },
    ],
    [{ at: 2, x: 0 }],
  ]);
});

test('a label that is wider than the picture has a row of its own', () => {
  expect(wrapLabels([200, 10], 90)).toEqual([[{ at: 0, x: 0 }], [{ at: 1, x: 0 }]]);
});

test('without labels there is no row', () => {
  expect(wrapLabels([], 90)).toEqual([]);
});
