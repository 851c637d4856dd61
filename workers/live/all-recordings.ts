import type {
  EndedRecording,
  RecordingInfo,
  RecordingList,
  Recordings,
} from '../../src/live/recording/recorder';
import {
  deleteRecording,
  listRecordings,
  loadRecording,
  saveRecording,
} from '../../src/storage/recordings';
import type { StoredRecording, TabquantDatabase } from '../../src/storage/schema';

/** The recordings that are stored, and those in this tab's memory. */
interface AllRecordings {
  /** As they were last listed; those that are stored come first. */
  known(): RecordingList;
  /** Lists those that are stored anew. */
  list(): Promise<RecordingList>;
  /** Stores those that have ended; one that finds no space stays in memory, which the list tells. */
  storeEnded(): Promise<void>;
  /** Returns the text of a recording; rejects where it no longer exists. */
  export(id: string): Promise<Blob>;
  /** Rejects where it is still running or no longer exists. */
  discard(id: string): Promise<void>;
}

/** Returns `held`, the recordings of this tab, together with those that are stored. */
export function joinRecordings(
  held: Recordings,
  open: () => Promise<TabquantDatabase>,
): AllRecordings {
  let stored: readonly RecordingInfo[] = [];
  const isStored = (id: string): boolean => stored.some((one) => one.id === id);
  const known = (): RecordingList => {
    const { recordings, droppedCount } = held.list();
    return { recordings: [...stored, ...recordings], droppedCount };
  };
  const list = async (): Promise<RecordingList> => {
    const { kept } = await listRecordings(await open());
    stored = kept.map(describeStored);
    return known();
  };
  return {
    known,
    list,
    async storeEnded() {
      if (held.list().recordings.length === 0) return;
      const database = await open();
      const store = async (info: EndedRecording, parts: readonly string[]): Promise<void> => {
        const { symbols, from, to, bars, isFull } = info;
        await saveRecording(database, { symbols, from, to, bars, isFull, text: join(parts) });
      };
      await held.moveEnded(store).catch(() => undefined);
      await list();
    },
    async export(id) {
      return isStored(id) ? loadRecording(await open(), id) : join(await held.export(id));
    },
    async discard(id) {
      if (isStored(id)) await deleteRecording(await open(), id);
      else held.discard(id);
    },
  };
}

function join(parts: readonly string[]): Blob {
  return new Blob([...parts], { type: 'application/x-ndjson' });
}

function describeStored({ text, ...recording }: StoredRecording): RecordingInfo {
  return { ...recording, characters: text.size, isRunning: false, isSafe: true };
}
