import { describe, expect, test } from 'vitest';
import { kindHalves } from '../../../models/kinds/list';
import { modelKinds } from '../../../src/core/models/list';
import { streamingKinds } from '../../../src/core/models/streaming/list';

test('each kind that is not made of members has what trains it, and what asks it bar by bar', () => {
  const single = modelKinds.filter(({ listMembers }) => listMembers === undefined);
  const names = single.map(({ name }) => name);
  expect(kindHalves.map(({ name }) => name)).toEqual(names);
  expect(streamingKinds.map(({ name }) => name)).toEqual(names);
});

describe.each(kindHalves)('the kind $name', ({ name, trainedBy }) => {
  test('offers no backend where it needs none', () => {
    const kind = modelKinds.find((one) => one.name === name);
    expect(kind?.isPlainCode ?? false).toBe(trainedBy === 'itself');
  });
});
