import type { EpochMs } from '../../core/bars/bars';
import { type RecordingFooter, type RecordingHeader, writeLine } from './recording';
import type { LiveInput, LiveOutcome } from '../session';
import { createSessionTally, hashTrades } from './replay';

/** A recording, in this tab's memory or stored. */
export interface RecordingInfo {
  readonly id: string;
  readonly symbols: readonly string[];
  /** Times of the first and the last input; undefined before there is one. */
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  /** Closed bars of all symbols. */
  readonly bars: number;
  /** About as many as its file has bytes. */
  readonly characters: number;
  readonly isRunning: boolean;
  /** Whether it ran out of space, so that it has only the beginning of its session. */
  readonly isFull: boolean;
  /** Whether closing the tab loses nothing of it, since it is stored or all of it was exported to a file. */
  readonly isSafe: boolean;
}

export interface RecordingList {
  /** Oldest first. */
  readonly recordings: readonly RecordingInfo[];
  /** Recordings that were dropped to make space before anybody had exported them. */
  readonly droppedCount: number;
}

/** Records the inputs of a session as text, so that it can be run again. */
interface Recorder {
  take(input: LiveInput): void;
  /** Takes the outcomes of the last input. */
  note(outcomes: readonly LiveOutcome[]): void;
  /** Whether it ran out of space; further inputs are not recorded. */
  isFull(): boolean;
  stats(): RecorderStats;
  /** Returns one JSON object per line: header, inputs, and the results of the session so far. */
  write(): Promise<readonly string[]>;
}

interface RecorderStats {
  readonly inputs: number;
  /** Closed bars of all symbols. */
  readonly bars: number;
  readonly characters: number;
  /** Times of the first and the last input; undefined before there is one. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/**
 * Returns a recorder that stops once `makeRoom` refuses space for a line. It keeps the beginning instead of the
 * end, since a recording can be run again only from its start.
 */
export function createRecorder(
  header: RecordingHeader,
  makeRoom: (characters: number) => boolean,
): Recorder {
  const lines: string[] = [];
  const tally = createSessionTally(header.accounts.map(({ account }) => account.id));
  let characters = 0;
  let isFull = false;
  let from: number | undefined;
  let to: number | undefined;
  const push = (line: string): void => {
    isFull ||= !makeRoom(line.length);
    if (isFull) return;
    lines.push(line);
    characters += line.length;
  };
  push(writeLine(header));
  const stats = (): RecorderStats => ({
    inputs: Math.max(0, lines.length - 1),
    bars: tally.bars(),
    characters,
    from,
    to,
  });
  return {
    take(input) {
      if (isFull) return;
      push(writeLine(input));
      if (isFull) return;
      from ??= input.at;
      to = input.at;
    },
    note(outcomes) {
      if (!isFull) tally.take(outcomes);
    },
    isFull: () => isFull,
    stats,
    async write() {
      // All taken at one moment, since the session continues while trades are hashed.
      const written = [...lines];
      const { inputs, bars } = stats();
      const end = { kind: 'end' as const, at: to ?? 0, inputs, bars };
      const trades = Object.entries(tally.trades());
      const hashes = await Promise.all(
        trades.map(async ([id, own]) => [id, { count: own.length, sha256: await hashTrades(own) }]),
      );
      const footer: RecordingFooter = {
        ...end,
        trades: Object.fromEntries(hashes) as RecordingFooter['trades'],
      };
      return [...written, writeLine(footer)];
    },
  };
}

/** The recordings in this tab's memory: the running one, and those that have ended and were neither stored nor discarded. */
export interface Recordings {
  /** Begins a recording and ends the running one. */
  begin(header: RecordingHeader): Recorder;
  /** Ends the running recording, if there is one. */
  end(): void;
  list(): RecordingList;
  /** Returns its text in parts; rejects where the recording no longer exists. */
  export(id: string): Promise<readonly string[]>;
  /** Throws where it is still running or no longer exists. */
  discard(id: string): void;
  /**
   * Passes each recording that has ended to `store`, the text in parts, and drops it once it is stored. Rejects with the first refusal; those
   * that are not stored stay.
   */
  moveEnded(store: (info: EndedRecording, text: readonly string[]) => Promise<void>): Promise<void>;
}

/** A recording with at least one input. */
export interface EndedRecording extends RecordingInfo {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Max size of all recordings of a tab together; about two days of two symbols. */
const maxRecordedCharacters = 64 * 2 ** 20;

interface Entry {
  readonly id: string;
  readonly symbols: readonly string[];
  readonly recorder: Recorder;
  isRunning: boolean;
  /** Inputs in its last export; -1 before the first. */
  exported: number;
}

/**
 * Returns an empty list of recordings. When the running recording needs space, ended ones are dropped, exported
 * ones first, then the oldest; `onDropped` is called for each that nobody had exported.
 */
export function createRecordings(
  onDropped: (info: RecordingInfo) => void = () => undefined,
  maxCharacters = maxRecordedCharacters,
): Recordings {
  const entries: Entry[] = [];
  let lastId = 0;
  let droppedCount = 0;
  /** Characters of all entries, including one that is being started. */
  let used = 0;

  const remove = (entry: Entry): void => {
    entries.splice(entries.indexOf(entry), 1);
    used -= entry.recorder.stats().characters;
  };
  const drop = (entry: Entry): void => {
    remove(entry);
    const info = describeEntry(entry);
    if (info.isSafe) return;
    droppedCount++;
    onDropped(info);
  };
  const makeRoom = (characters: number): boolean => {
    while (used + characters > maxCharacters) {
      const ended = entries.filter(({ isRunning }) => !isRunning);
      const next = ended.find((entry) => describeEntry(entry).isSafe) ?? ended[0];
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
    throw new Error('This recording no longer exists: it was discarded, or dropped to make space.');
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
        throw new Error('This recording is still running. Choose `Stop recording` first.');
      }
      remove(entry);
    },
    async moveEnded(store) {
      for (const entry of entries.filter(({ isRunning }) => !isRunning)) {
        const info = describeEntry(entry);
        if (!hasInputs(info)) continue;
        await store(info, await entry.recorder.write());
        // It may have been dropped or discarded meanwhile.
        if (entries.includes(entry)) remove(entry);
      }
    },
  };
}

function hasInputs(info: RecordingInfo): info is EndedRecording {
  return info.from !== undefined && info.to !== undefined;
}

function describeEntry({ id, symbols, recorder, isRunning, exported }: Entry): RecordingInfo {
  const { inputs, bars, characters, from, to } = recorder.stats();
  const isFull = recorder.isFull();
  const isSafe = exported === inputs;
  return { id, symbols, from, to, bars, characters, isRunning, isFull, isSafe };
}
