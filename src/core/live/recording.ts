import type { Trade } from '../portfolio/settings';
import type { LiveSessionOptions } from './live-session';
import type { PaperAccountState } from './paper-account';
import { createPaperSession, type PaperInput } from './paper-session';
import type { DeskModel } from './trading-desk';

/** What a session began with. */
export interface RecordingHeader {
  readonly format: 'tabquant-recording';
  readonly version: 1;
  readonly session: LiveSessionOptions;
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** A live session from its start: the same inputs lead to the same trades. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly inputs: readonly PaperInput[];
}

/** A recording is no such; the message says at which line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Returns a recording as text, one JSON object a line, the header first. */
export function writeRecording({ header, inputs }: Recording): string {
  return [header, ...inputs].map(writeLine).join('');
}

/** Returns one line of a recording's text. */
export function writeLine(line: RecordingHeader | PaperInput): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads what `writeRecording` wrote; throws `RecordingError`. */
export function readRecording(text: string): Recording {
  const [header, ...inputs] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => parseLine(line, index + 1));
  const { format, version } = (header ?? {}) as Partial<RecordingHeader>;
  if (format !== 'tabquant-recording' || version !== 1) {
    throw new RecordingError('recording: line 1 must be the header of a recording of version 1');
  }
  return { header: header as RecordingHeader, inputs: inputs as readonly PaperInput[] };
}

/** What a session came to. */
export interface RecordedRun {
  /** By account, in the order of time. */
  readonly trades: Readonly<Record<string, readonly Trade[]>>;
  readonly accounts: readonly PaperAccountState[];
}

/** Runs a recorded session again through the code that ran it. Throws where a model is missing. */
export function replayRecording(
  { header, inputs }: Recording,
  models: readonly DeskModel[],
): RecordedRun {
  const needed = new Set([
    ...Object.values(header.watch),
    ...header.accounts.map(({ account }) => account.modelId),
    ...inputs.flatMap((input) => (input.kind === 'account' ? [input.state.account.modelId] : [])),
  ]);
  const missing = [...needed].filter((id) => !models.some((model) => model.id === id));
  if (missing.length > 0) {
    throw new RecordingError(
      `recording: needs the models ${missing.join(', ')}, which are not here`,
    );
  }
  const paper = createPaperSession({ ...header, models });
  const trades: Record<string, Trade[]> = {};
  for (const { account } of header.accounts) trades[account.id] = [];
  for (const input of inputs) {
    for (const outcome of paper.take(input)) {
      const steps =
        outcome.kind === 'closed'
          ? outcome.result.steps
          : outcome.kind === 'caught-up'
            ? outcome.steps
            : [];
      for (const step of steps) (trades[step.state.account.id] ??= []).push(...step.trades);
    }
  }
  return { trades, accounts: paper.desk.accounts() };
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RecordingError(`recording: line ${number} is no JSON; the file may be cut short`);
  }
}
