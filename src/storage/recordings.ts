import * as v from 'valibot';
import { formatUtcMinute } from '../core/format';
import { finite } from '../core/schema';
import { commit } from './database';
import { hashBytes } from './hash';
import type { StoredRecording, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import {
  checkRecord,
  damagedRecord,
  type ListedRecords,
  listRecords,
  type RecordType,
} from './stored-records';

/** A recording of live mode, as it is stored. */
export const recordingSchema = v.object({
  id: v.string(),
  symbols: v.array(v.string()),
  from: finite,
  to: finite,
  bars: finite,
  isFull: v.boolean(),
  text: v.instance(Blob),
});

const recordingType: RecordType<StoredRecording> = {
  kind: 'recording',
  schema: recordingSchema,
  nameOf: (record) =>
    v.is(begun, record)
      ? `The recording of ${formatUtcMinute(record.from)} UTC`
      : 'A recording of live mode',
  advice: 'Remove it in the Data view; a file that it was exported to can still be opened.',
};

const begun = v.object({ from: finite });

/** Stores a recording that has ended under the SHA-256 of its text, and returns that; throws `StorageError`. */
export async function saveRecording(
  database: TabquantDatabase,
  recording: Omit<StoredRecording, 'id'>,
): Promise<string> {
  const id = await hashBytes(await recording.text.arrayBuffer());
  await commit(database, ['recordings'], 'store the recording', (transaction) =>
    transaction.objectStore('recordings').put({ ...recording, id }),
  );
  return id;
}

/** Returns all recordings that can be used, oldest first, and those that cannot; throws `StorageError`. */
export function listRecordings(
  database: TabquantDatabase,
): Promise<ListedRecords<StoredRecording>> {
  return listRecords(database, recordingType, {
    what: 'recordings',
    stores: ['recordings'],
    compare: (a, b) => a.from - b.from,
  });
}

/** Returns the text of a recording; throws `StorageError`, `missing` or `corrupt`. */
export async function loadRecording(database: TabquantDatabase, id: string): Promise<Blob> {
  return withStorageErrors('load the recording', async () => {
    const stored = await database.get('recordings', id);
    if (stored === undefined) {
      throw new StorageError('missing', 'This recording was discarded, perhaps in another tab.');
    }
    const record = checkRecord(recordingType, id, stored);
    if (await hasOwnText(record)) return record.text;
    throw damagedRecord(recordingType, recordingType.nameOf(record, id), 'its text was changed');
  });
}

/** Whether the text of a recording is the one that it is named by. */
export async function hasOwnText({ id, text }: StoredRecording): Promise<boolean> {
  return (await hashBytes(await text.arrayBuffer())) === id;
}

/** Deletes a recording, if it exists; throws `StorageError`. */
export async function deleteRecording(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, ['recordings'], 'discard the recording', (transaction) =>
    transaction.objectStore('recordings').delete(id),
  );
}
