import {
  writeLine,
  type RecordingFooter,
  type RecordingHeader,
} from '../../src/core/live/recording';
import type { PaperInput, PaperOutcome } from '../../src/core/live/paper-session';
import { createSessionTally } from '../../src/core/live/session-tally';
import { hashTrades } from './hash-trades';

/** Keeps what happens to a session as text, so that it can be run again. */
export interface Recorder {
  take(input: PaperInput): void;
  /** What came of the input that was taken last. */
  note(outcomes: readonly PaperOutcome[]): void;
  /** Whether there was no room for an input: what comes is not kept any more. */
  isFull(): boolean;
  stats(): RecorderStats;
  /** One JSON object a line: header, inputs, and what the session itself has come to by now. */
  write(): Promise<readonly string[]>;
}

export interface RecorderStats {
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
