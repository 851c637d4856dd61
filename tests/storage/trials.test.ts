import { afterEach, expect, test, vi } from 'vitest';
import { appendTrials, loadLedger, verifyChain } from '../../src/storage/trials';
import { saveDataset } from '../../src/storage/save-datasets';
import { saveModel } from '../../src/storage/models';
import { deleteDataset, deleteModel, emptyTrash } from '../../src/storage/trash';
import { openDatabase } from '../../src/storage/database';
import { makeTrial } from '../core/verdict/make-trials';
import { fillStore, makeDataset, makeModel, makeWeights, openFresh } from './make-records';

afterEach(() => vi.restoreAllMocks());

const configurations = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => makeTrial({ key: `{"seed":${from + at}}` }));

test('trials come back in their order, each linked to the one before', async () => {
  const database = await openFresh();
  const [first, ...others] = configurations(3);
  await appendTrials(database, [first]);
  await appendTrials(database, others);
  const { trials, broken } = await loadLedger(database);
  expect(broken).toBeUndefined();
  expect(trials).toMatchObject([first, ...others]);
  expect(trials.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(trials.map(({ previous }) => previous)).toEqual(['', trials[0].hash, trials[1].hash]);
  expect(trials[0].hash).toMatch(/^[0-9a-f]{64}$/);
});

test('the same configuration on the same bars is recorded once of each kind', async () => {
  const database = await openFresh();
  const trial = makeTrial();
  await appendTrials(database, [trial, trial]);
  await appendTrials(database, [{ ...trial, at: 2000, name: 'renamed' }]);
  expect((await loadLedger(database)).trials).toHaveLength(1);
  await appendTrials(database, [
    { ...trial, kind: 'trained' },
    { ...trial, datasetId: 'bars-2' },
    { ...trial, key: '{"seed":2}' },
  ]);
  expect((await loadLedger(database)).trials).toHaveLength(4);
});

test('tabs that append at once keep one chain', async () => {
  const name = `shared-${Math.random()}`;
  const tabs = await Promise.all([openDatabase(name), openDatabase(name), openDatabase(name)]);
  await Promise.all(
    tabs.flatMap((tab, at) => [
      appendTrials(tab, configurations(3, 10 * at)),
      appendTrials(tab, configurations(2, 10 * at + 5)),
    ]),
  );
  const { trials, broken } = await loadLedger(tabs[0]);
  expect(trials).toHaveLength(15);
  expect(new Set(trials.map(({ key }) => key)).size).toBe(15);
  expect(broken).toBeUndefined();
});

test('deleting model and dataset for good leaves the trials', async () => {
  const database = await openFresh();
  const { id } = await saveDataset(database, makeDataset());
  const model = makeModel(id);
  await saveModel(database, model, makeWeights(), new Float32Array(5));
  await appendTrials(database, [makeTrial({ datasetId: id, modelId: model.id })]);
  await deleteModel(database, model.id, 3000);
  await deleteDataset(database, id, 3000);
  await emptyTrash(database);
  expect((await loadLedger(database)).trials).toMatchObject([{ datasetId: id }]);
});

test('entries that were altered, removed or made unreadable in the database are named', async () => {
  const database = await openFresh();
  await appendTrials(database, configurations(4));
  const { trials } = await loadLedger(database);
  const [, second, third, fourth] = trials;

  await database.put('trials', { ...third, returns: [1, 1, 1] });
  expect((await loadLedger(database)).broken).toEqual({ number: 3, problem: 'altered' });
  await database.put('trials', third);
  expect((await loadLedger(database)).broken).toBeUndefined();

  await database.delete('trials', second.number);
  expect((await loadLedger(database)).broken).toEqual({ number: 2, problem: 'out of place' });
  await database.put('trials', second);

  await database.put('trials', { ...fourth, returns: 'lost' } as never);
  const damaged = await loadLedger(database);
  expect(damaged.trials).toHaveLength(3);
  expect(damaged.broken).toEqual({ number: 4, problem: 'out of place' });
});

test('an exported head tells of entries that were removed at the end', async () => {
  const database = await openFresh();
  await appendTrials(database, configurations(3));
  const { trials } = await loadLedger(database);
  const head = { count: 3, hash: trials[2].hash };
  expect(await verifyChain(trials, head)).toBeUndefined();
  expect(await verifyChain(trials.slice(0, 2), head)).toEqual({
    number: 3,
    problem: 'out of place',
  });
});

test('a batch is written as a whole or not at all', async () => {
  const database = await openFresh();
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  fillStore('trials');
  await expect(appendTrials(database, configurations(3))).rejects.toMatchObject({
    name: 'StorageError',
    kind: 'quota',
  });
  vi.restoreAllMocks();
  expect((await loadLedger(database)).trials).toEqual([]);
});
