import { expect, it } from 'vitest';
import type { ExchangeRefusal } from '../../src/core/exchange';
import {
  createRefusalStore,
  deleteRefusal,
  loadRefusal,
  saveRefusal,
} from '../../src/storage/rest-refusals';
import { openFresh } from './make-records';

const refusal: ExchangeRefusal = {
  kind: 'banned',
  message: 'status 418',
  until: 2000,
  times: 2,
  savedAt: 1000,
};

it('keeps the refusal of an exchange that lasts longest until it is lifted', async () => {
  const database = await openFresh();
  expect(await loadRefusal(database, 'a')).toBeUndefined();
  await saveRefusal(database, 'a', refusal);
  await saveRefusal(database, 'a', { ...refusal, until: 5000, times: 3 });
  expect(await loadRefusal(database, 'a')).toEqual({ ...refusal, until: 5000, times: 3 });
  await saveRefusal(database, 'a', { ...refusal, kind: 'rate-limited', until: 4000 });
  expect(await loadRefusal(database, 'a')).toMatchObject({ kind: 'banned', until: 5000 });
  expect(await loadRefusal(database, 'b')).toBeUndefined();
  await deleteRefusal(database, 'a');
  expect(await loadRefusal(database, 'a')).toBeUndefined();
});

it('tells as a storage error that the database is closed, and requests go on without the store', async () => {
  const database = await openFresh();
  database.close();
  await expect(loadRefusal(database, 'a')).rejects.toMatchObject({ name: 'StorageError' });
  await expect(saveRefusal(database, 'a', refusal)).rejects.toMatchObject({ name: 'StorageError' });
  const store = createRefusalStore(() => Promise.resolve(database), 'a');
  await store.save(refusal);
  await store.clear();
  expect(await store.load()).toBeUndefined();
});
