import { expect, test } from 'vitest';
import { groupDatasets } from '../../../../../src/ui/views/data/library/group-datasets';
import { makeDatasetInfo } from '../../../../state/make-dataset-info';

const single = (id: string) => makeDatasetInfo({ id });
const member = (id: string, setId: string) =>
  makeDatasetInfo({ id, set: { id: setId, name: `set ${setId}` } });

test('a set stands together where its first member stands; single datasets keep their order', () => {
  const groups = groupDatasets([
    single('a'),
    member('b', 's'),
    single('c'),
    member('d', 's'),
    single('e'),
  ]);
  expect(groups.map(({ set, datasets }) => [set?.name, datasets.map(({ id }) => id)])).toEqual([
    [undefined, ['a']],
    ['set s', ['b', 'd']],
    [undefined, ['c', 'e']],
  ]);
});

test('nothing kept is no group', () => {
  expect(groupDatasets([])).toEqual([]);
});
