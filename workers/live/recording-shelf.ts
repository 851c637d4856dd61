import type { RecordingHeader } from '../../src/core/live/recording';
import type { RecordingInfo, RecordingList } from '../api/live';
import { createRecorder, type Recorder } from './recorder';

/** The recordings of this tab: the one that runs, and those that have ended and were not discarded. */
export interface RecordingShelf {
  /** Begins a recording; one that runs ends. */
  begin(header: RecordingHeader): Recorder;
  /** The recording that runs, if one does, has ended. */
  end(): void;
  list(): RecordingList;
  /** Its text in parts; rejects where there is no such recording any more. */
  export(id: string): Promise<readonly string[]>;
  /** Throws where it still runs or is gone. */
  discard(id: string): void;
}

/** Of all recordings of a tab together; about two days of two symbols. */
export const mostRecordedCharacters = 64 * 2 ** 20;

interface Entry {
  readonly id: string;
  readonly symbols: readonly string[];
  readonly recorder: Recorder;
  isRunning: boolean;
  /** Inputs in its last export; -1 before the first. */
  exported: number;
}

/**
 * Returns a shelf without recordings. When the recording that runs needs room, those that have ended are
 * dropped, exported ones first, then the oldest; `onDropped` is told of each that nobody had exported.
 */
export function createRecordingShelf(
  onDropped: (info: RecordingInfo) => void = () => undefined,
  mostCharacters = mostRecordedCharacters,
): RecordingShelf {
  const entries: Entry[] = [];
  let lastId = 0;
  let droppedCount = 0;
  /** Of all entries, and of one that is being begun. */
  let used = 0;

  const remove = (entry: Entry): void => {
    entries.splice(entries.indexOf(entry), 1);
    used -= entry.recorder.stats().characters;
  };
  const drop = (entry: Entry): void => {
    remove(entry);
    const info = describeEntry(entry);
    if (info.isExported) return;
    droppedCount++;
    onDropped(info);
  };
  const makeRoom = (characters: number): boolean => {
    while (used + characters > mostCharacters) {
      const ended = entries.filter(({ isRunning }) => !isRunning);
      const next = ended.find((entry) => describeEntry(entry).isExported) ?? ended[0];
      if (next === undefined) return false;
      drop(next);
    }
    used += characters;
    return true;
  };
  const end = (): void => {
    for (const entry of entries) entry.isRunning = false;
  };
  const find = (id: string): Entry => {
    const entry = entries.find((one) => one.id === id);
    if (entry !== undefined) return entry;
    throw new Error('This recording is not kept any more: it was discarded, or dropped for room.');
  };

  return {
    begin(header) {
      end();
      const recorder = createRecorder(header, makeRoom);
      const { symbols } = header.session;
      entries.push({ id: String(++lastId), symbols, recorder, isRunning: true, exported: -1 });
      return recorder;
    },
    end,
    list: () => ({ recordings: entries.map(describeEntry), droppedCount }),
    async export(id) {
      const entry = find(id);
      const { inputs } = entry.recorder.stats();
      const parts = await entry.recorder.write();
      entry.exported = inputs;
      return parts;
    },
    discard(id) {
      const entry = find(id);
      if (entry.isRunning) {
        throw new Error('This recording still runs. Turn `Record every message` off first.');
      }
      remove(entry);
    },
  };
}

function describeEntry({ id, symbols, recorder, isRunning, exported }: Entry): RecordingInfo {
  const { inputs, bars, characters, from, to } = recorder.stats();
  const isFull = recorder.isFull();
  const isExported = exported === inputs;
  return { id, symbols, from, to, bars, characters, isRunning, isFull, isExported };
}
