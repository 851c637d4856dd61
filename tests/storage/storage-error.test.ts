import { describe, expect, it } from 'vitest';
import { commit } from '../../src/storage/database';
import { StorageError, toStorageError } from '../../src/storage/storage-error';
import { openFresh } from './make-records';

describe('toStorageError', () => {
  it.each([
    ['QuotaExceededError', 'quota', /space that the browser grants is used up/],
    ['VersionError', 'newer', /newer version of this page/],
    ['InvalidStateError', 'closed', /Reload the page/],
    ['SecurityError', 'unavailable', /gives this page no storage/],
    ['NotReadableError', 'corrupt', /lost a part of what was stored/],
    ['NotFoundError', 'corrupt', /Import its files again/],
    ['DataError', 'corrupt', /Import its files again/],
    ['UnknownError', 'failed', /the disk broke/],
  ])('makes of %s the kind %s', (name, kind, says) => {
    const error = toStorageError('keep it', new DOMException('the disk broke', name));
    expect(error).toMatchObject({ name: 'StorageError', kind });
    expect(error.message).toMatch(/^Could not keep it: /);
    expect(error.message).toMatch(says);
  });

  it('passes on what is one already', () => {
    const error = new StorageError('missing', 'It is gone.');
    expect(toStorageError('keep it', error)).toBe(error);
  });
});

it('keeps nothing of a transaction that runs out of space half way', async () => {
  const database = await openFresh();
  const record = { modelId: 'm', weights: [], sha256: '' };
  const failing = commit(database, ['weights'], 'store it', async (transaction) => {
    await transaction.objectStore('weights').put(record);
    throw new DOMException('full', 'QuotaExceededError');
  });
  await expect(failing).rejects.toMatchObject({ kind: 'quota' });
  expect(await database.count('weights')).toBe(0);
});
