import type { EpochMs } from '../../core/bars/bars';
import { type RecordingFooter, type RecordingHeader, writeLine } from './recording';
import type { LiveInput, LiveOutcome } from '../session';
import { createSessionTally, hashTrades } from './replay';

/** A recording that this tab keeps. */
export interface RecordingInfo {
  readonly id: string;
  readonly symbols: readonly string[];
  /** Times of the first and the last thing that it holds. */
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  /** Closed bars of all symbols. */
  readonly bars: number;
  /** About as many as the bytes of its file. */
  readonly characters: number;
  readonly isRunning: boolean;
  /** There was no more room: it holds the beginning of its session. */
  readonly isFull: boolean;
  /** All of it is in a file that was exported. */
  readonly isExported: boolean;
}

export interface RecordingList {
  /** Oldest first. */
  readonly recordings: readonly RecordingInfo[];
  /** Recordings that nobody had exported and that were dropped for room. */
  readonly droppedCount: number;
}

/** Keeps what happens to a session as text, so that it can be run again. */
interface Recorder {
  take(input: LiveInput): void;
  /** What came of the input that was taken last. */
  note(outcomes: readonly LiveOutcome[]): void;
  /** Whether there was no room for an input: what comes is not kept any more. */
  isFull(): boolean;
  stats(): RecorderStats;
  /** One JSON object a line: header, inputs, and the results of the session so far. */
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
 * Returns a recorder that stops once `makeRoom` refuses so many characters more. It keeps the beginning and
 * not the end: a recording can be run again only from its start.
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
      // All of one moment: the session goes on while trades are hashed.
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

/** The recordings of this tab: the one that runs, and those that have ended and were not discarded. */
export interface Recordings {
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
 * Returns no recordings. When the recording that runs needs room, those that have ended are
 * dropped, exported ones first, then the oldest; `onDropped` is told of each that nobody had exported.
 */
export function createRecordings(
  onDropped: (info: RecordingInfo) => void = () => undefined,
  maxCharacters = maxRecordedCharacters,
): Recordings {
  const entries: Entry[] = [];
  let lastId = 0;
  let droppedCount = 0;
  /** By all entries, including one that is being started. */
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
    while (used + characters > maxCharacters) {
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
        throw new Error('This recording still runs. Choose `Stop recording` first.');
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
