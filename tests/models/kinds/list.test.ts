import { describe, expect, test } from 'vitest';
import { kindHalves } from '../../../models/kinds/list';
import { modelKinds } from '../../../src/core/models/list';

test('each kind has what trains it', () => {
  const names = modelKinds.map(({ name }) => name);
  expect(kindHalves.map(({ name }) => name).sort()).toEqual([...names].sort());
});

describe.each(kindHalves)('the kind $name', ({ name, trainedBy }) => {
  test('offers no backend where it needs none', () => {
    const kind = modelKinds.find((one) => one.name === name);
    expect(kind?.isPlainCode ?? false).toBe(trainedBy === 'itself');
  });
});
