import { expect, test } from 'vitest';
import { defaultTrainingOptions } from '../../../../src/core/models/options';
import { tellApart } from '../../../../src/ui/views/train/tell-apart';
import { makeModel } from '../../../storage/make-records';

const make = (id: string, changes: object = {}) =>
  makeModel('bars', { id, name: 'TCN', ...changes });
const seeded = (seed: number) => ({ options: { ...defaultTrainingOptions, seed } });
const namesOf = (models: Parameters<typeof tellApart>[0]) => [...tellApart(models).values()];

test('a name of its own is enough', () => {
  expect(namesOf([make('a', { name: 'first' }), make('b')])).toEqual(['first', 'TCN']);
});

test('models of the same name are told apart by what differs among all of them', () => {
  expect(namesOf([make('a', seeded(1)), make('b', seeded(2))])).toEqual([
    'TCN (seed 1)',
    'TCN (seed 2)',
  ]);
  const more = { ...seeded(2), features: ['ret_1', 'ret_5'] };
  expect(namesOf([make('a', seeded(1)), make('b', more)])).toEqual([
    'TCN (1 feature)',
    'TCN (2 features)',
  ]);
});

test('where nothing differs they are counted', () => {
  expect(namesOf([make('a'), make('b')])).toEqual(['TCN (no. 1)', 'TCN (no. 2)']);
});
