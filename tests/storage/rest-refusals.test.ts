import { expect, it } from 'vitest';
import {
  createRefusalMemory,
  deleteRefusal,
  type KeptRefusal,
  loadRefusal,
  saveRefusal,
} from '../../src/storage/rest-refusals';
import { openFresh } from './make-records';

const refusal: KeptRefusal = {
  kind: 'banned',
  message: 'status 418',
  until: 2000,
  times: 2,
  savedAt: 1000,
};

it('keeps the refusal that lasts longest until it is lifted', async () => {
  const database = await openFresh();
  expect(await loadRefusal(database)).toBeUndefined();
  await saveRefusal(database, refusal);
  await saveRefusal(database, { ...refusal, until: 5000, times: 3 });
  expect(await loadRefusal(database)).toEqual({ ...refusal, until: 5000, times: 3 });
  await saveRefusal(database, { ...refusal, kind: 'rate-limited', until: 4000 });
  expect(await loadRefusal(database)).toMatchObject({ kind: 'banned', until: 5000 });
  await deleteRefusal(database);
  expect(await loadRefusal(database)).toBeUndefined();
});

it('tells as a storage error that the database is closed, and a session goes on without its memory', async () => {
  const database = await openFresh();
  database.close();
  await expect(loadRefusal(database)).rejects.toMatchObject({ name: 'StorageError' });
  await expect(saveRefusal(database, refusal)).rejects.toMatchObject({ name: 'StorageError' });
  const memory = createRefusalMemory(database);
  await memory.save(refusal);
  await memory.clear();
  expect(await memory.load()).toBeUndefined();
});
