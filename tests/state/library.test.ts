import { expect, test } from 'vitest';
import { makeLibrary } from './fake-library';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

const first = makeDatasetInfo({ id: 'first', name: 'First' });
const second = makeDatasetInfo({ id: 'second', name: 'Second' });

async function openLibrary() {
  const made = makeLibrary([first, second], [], [makeModel('first')]);
  await made.library.load();
  return made;
}

test('what is kept is listed, and nothing is in use until it is chosen', async () => {
  const { library } = await openLibrary();
  expect(library.isLoading).toBe(false);
  expect(library.datasets).toEqual([first, second]);
  expect(library.dataset).toBeUndefined();

  await library.useDataset('second');
  expect(library.dataset).toEqual(second);
  expect(library.bars).toBeDefined();
});

test('a dataset that is deleted in error comes back, in use as before', async () => {
  const { library, notices } = await openLibrary();
  await library.useDataset('first');
  await library.deleteDataset('first');
  expect(library.datasets).toEqual([second]);
  expect(library.dataset).toBeUndefined();
  expect(notices.current?.text).toBe('Deleted First.');

  notices.act();
  await expect.poll(() => library.datasets).toContainEqual(first);
  expect(library.dataset).toEqual(first);
  expect(notices.current).toBeUndefined();
});

test('a second deletion leaves the first in the trash, from where each comes back', async () => {
  const { library, notices } = await openLibrary();
  await library.deleteDataset('first');
  await library.deleteModel('model-1');
  expect(library.models).toEqual([]);
  expect(library.trash.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'model a model',
    'dataset First',
  ]);
  expect(library.trashBytes).toBe(2000);

  // Undo is for the last deletion; the one before is restored from the list.
  notices.act();
  await expect.poll(() => library.models.map(({ id }) => id)).toEqual(['model-1']);
  const [item] = library.trash;
  await library.restore(item);
  expect(library.datasets).toContainEqual(first);
  expect(library.trash).toEqual([]);
});

test('emptying the trash says how much room that freed', async () => {
  const { library, notices } = await openLibrary();
  await library.deleteDataset('first');
  await library.deleteDataset('second');
  await library.emptyTrash();
  expect(library.trash).toEqual([]);
  expect(notices.current?.text).toBe('Emptied the trash: 2.0 kB freed.');
  await library.restore({ kind: 'dataset', id: 'first' });
  expect(library.refusal).toBe('first is gone for good.');
});

test('a change that fails says why, and the next one that succeeds takes it away', async () => {
  const { library } = await openLibrary();
  await library.restore({ kind: 'dataset', id: 'never-there' });
  expect(library.refusal).toBe('never-there is gone for good.');

  await library.renameDataset('first', 'Renamed');
  expect(library.refusal).toBeUndefined();
  expect(library.datasets.map(({ name }) => name)).toEqual(['Renamed', 'Second']);
});

test('room is measured along with the list, and a promise of the browser is said', async () => {
  const { library, notices } = await openLibrary();
  await expect.poll(() => library.storage.use?.quotaBytes).toBe(10);
  await library.storage.persist();
  expect(library.storage.answer).toBe('granted');
  expect(notices.current?.text).toContain('promised');
});
