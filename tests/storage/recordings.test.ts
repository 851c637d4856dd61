import { expect, it } from 'vitest';
import {
  deleteRecording,
  listRecordings,
  loadRecording,
  saveRecording,
} from '../../src/storage/recordings';
import { removeRecord } from '../../src/storage/trash';
import { makeRecording, openFresh } from './make-records';

it('lists recordings with the oldest first, and gives their text back', async () => {
  const database = await openFresh();
  const second = await saveRecording(database, makeRecording('second', 2000));
  const first = await saveRecording(database, makeRecording('first', 1000));
  expect((await listRecordings(database)).kept.map(({ id }) => id)).toEqual([first, second]);
  expect(await (await loadRecording(database, second)).text()).toBe('second');
});

it('keeps the same recording once, until it is deleted', async () => {
  const database = await openFresh();
  const id = await saveRecording(database, makeRecording('text'));
  expect(await saveRecording(database, makeRecording('text'))).toBe(id);
  expect(await database.count('recordings')).toBe(1);
  await deleteRecording(database, id);
  await expect(loadRecording(database, id)).rejects.toMatchObject({ kind: 'missing' });
});

it('refuses a text that was changed, and says what to do', async () => {
  const database = await openFresh();
  const id = await saveRecording(database, makeRecording('text'));
  await database.put('recordings', { ...makeRecording('another'), id });
  await expect(loadRecording(database, id)).rejects.toMatchObject({
    kind: 'corrupt',
    message:
      'The recording of 1970-01-01 00:00 UTC is damaged: its text was changed. ' +
      'Remove it in the Data view; a file that it was exported to can still be opened.',
  });
});

it('lists an unreadable one as damaged beside the others, and removes it for good', async () => {
  const database = await openFresh();
  const id = await saveRecording(database, makeRecording('text'));
  await database.put('recordings', { id: 'bad', from: 0 } as never);
  const { kept, damaged } = await listRecordings(database);
  expect(kept.map((one) => one.id)).toEqual([id]);
  expect(damaged).toMatchObject([
    { kind: 'recording', id: 'bad', problem: 'its record has no readable symbols' },
  ]);
  await removeRecord(database, 'recording', 'bad');
  expect((await listRecordings(database)).damaged).toEqual([]);
});
