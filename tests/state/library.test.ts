import { expect, test } from 'vitest';
import { makeLibrary } from './fake-library';
import { makeDatasetInfo } from './make-dataset-info';

const first = makeDatasetInfo({ id: 'first', name: 'First' });
const second = makeDatasetInfo({ id: 'second', name: 'Second' });

async function openLibrary() {
  const made = makeLibrary([first, second]);
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

test('a change that fails says why, and the next one that succeeds takes it away', async () => {
  const { library } = await openLibrary();
  await library.restoreDataset('never-there');
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
