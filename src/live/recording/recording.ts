import type { EpochMs } from '../../core/bars/bars';
import type { LiveSessionOptions } from '../market/connection';
import type { PaperAccountState } from '../../core/trading/paper-account';
import type { PaperInput } from '../session';

/** A recording is no such, or cannot be run; the message says at which line and what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** What a session began with. Since version 2 its models come as the first inputs. */
export interface RecordingHeader {
  readonly format: 'tabquant-recording';
  readonly version: 1 | 2;
  readonly session: LiveSessionOptions;
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** What the live session itself came to by the end of its recording; the last line since version 2. */
export interface RecordingFooter {
  readonly kind: 'end';
  /** Time of the last input. */
  readonly at: EpochMs;
  readonly inputs: number;
  /** Closed bars of all symbols. */
  readonly bars: number;
  /** By account; the SHA-256 (hex) is that of the trades as canonical JSON. */
  readonly trades: Readonly<Record<string, { readonly count: number; readonly sha256: string }>>;
}

/** A live session from its start: the same inputs lead to the same trades. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly inputs: readonly PaperInput[];
  /** Undefined in version 1. */
  readonly footer?: RecordingFooter;
}

/** Tells how much of a task is done, in the unit of `total`. */
export type OnRecordingProgress = (done: number, total: number) => void;

/** Progress is told once in so many lines. */
export const linesBetweenProgress = 2000;

/** Returns a recording as text, one JSON object a line: the header, the inputs, the footer. */
export function writeRecording({ header, inputs, footer }: Recording): string {
  const lines = [header, ...inputs, ...(footer === undefined ? [] : [footer])];
  return lines.map(writeLine).join('');
}

/** Returns one line of a recording's text. */
export function writeLine(line: RecordingHeader | PaperInput | RecordingFooter): string {
  return `${JSON.stringify('kind' in line && line.kind === 'model' ? spellWeights(line) : line)}\n`;
}

type ModelInput = Extract<PaperInput, { kind: 'model' }>;

/** JSON knows no typed arrays; every float32 is a float64 exactly. */
function spellWeights({ model, ...input }: ModelInput): object {
  const weights = model.weights.map((array) => ({ ...array, values: Array.from(array.values) }));
  return { ...input, model: { ...model, weights } };
}

/**
 * Reads the text of a recording of version 1 or 2; `onProgress` is told characters. Throws
 * `RecordingError` where the text is none, or not a whole one.
 */
export function readRecording(text: string, onProgress?: OnRecordingProgress): Recording {
  let header: RecordingHeader | undefined;
  let footer: RecordingFooter | undefined;
  const inputs: PaperInput[] = [];
  let number = 0;
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const line = text.slice(start, end);
    start = end + 1;
    number++;
    if (line.trim() === '') continue;
    if (header === undefined) header = readHeader(line);
    else if (footer !== undefined) {
      throw new RecordingError(
        `recording: line ${number} comes after the end of the recording. Remove what was added to the file.`,
      );
    } else {
      const value = readObject(line, number);
      if (value.kind === 'end') footer = checkFooter(value, number, inputs.length);
      else inputs.push(toInput(value, number));
    }
    if (number % linesBetweenProgress === 0) onProgress?.(end, text.length);
  }
  if (header === undefined) throw new RecordingError(`recording: the file is empty. ${advice}`);
  if (header.version > 1 && footer === undefined) {
    throw new RecordingError(
      `recording: its last line, ${number}, is not the end that an export writes, so the file is cut ` +
        'short. Export the recording again, or copy the whole file.',
    );
  }
  return footer === undefined ? { header, inputs } : { header, inputs, footer };
}

type Line = Readonly<Record<string, unknown>>;

const advice = 'Choose a file that `Export recording` has saved.';
const newestVersion = 2;

function readHeader(line: string): RecordingHeader {
  const value = parse(line);
  const { format, version, session, watch, accounts } = isRecord(value) ? value : {};
  if (format !== 'tabquant-recording' || !isWhole(version)) {
    throw new RecordingError(`recording: line 1 is not the header of a recording. ${advice}`);
  }
  if (version < 1 || version > newestVersion) {
    throw new RecordingError(
      `recording: line 1 is of version ${version}, and this page reads up to ${newestVersion}. Reload ` +
        'the page to get a newer one.',
    );
  }
  const problem =
    findSessionProblem(session) ??
    (isRecord(watch) ? undefined : 'watch must be an object') ??
    (Array.isArray(accounts) ? undefined : 'accounts must be a list');
  if (problem !== undefined) throw new RecordingError(`recording: line 1: ${problem}. ${advice}`);
  return value as RecordingHeader;
}

function findSessionProblem(session: unknown): string | undefined {
  if (!isRecord(session)) return 'session must be an object';
  const { symbols, intervalMs, historyBars, seed } = session;
  if (!Array.isArray(symbols) || !symbols.every((symbol) => typeof symbol === 'string')) {
    return 'session.symbols must be a list of names';
  }
  const numbers = { intervalMs, historyBars, seed };
  const bad = Object.entries(numbers).find(([, value]) => !isWhole(value));
  return bad && `session.${bad[0]} must be a whole number, was ${String(bad[1])}`;
}

/** By the kinds of inputs, so that a new one cannot be forgotten. */
const inputKinds: Readonly<Record<PaperInput['kind'], true>> = {
  start: true,
  stop: true,
  online: true,
  'socket-open': true,
  message: true,
  'socket-closed': true,
  fetched: true,
  'fetch-failed': true,
  refused: true,
  'clock-lost': true,
  'clock-set': true,
  tick: true,
  account: true,
  'account-left': true,
  model: true,
};

function toInput(value: Line, number: number): PaperInput {
  const { kind, at } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(inputKinds, kind)) {
    throw new RecordingError(
      `recording: line ${number} is nothing that happens to a session (kind ${JSON.stringify(kind)}). ${advice}`,
    );
  }
  if (typeof at !== 'number' || !Number.isFinite(at)) {
    throw new RecordingError(`recording: line ${number}: at must be a time in ms. ${advice}`);
  }
  return (kind === 'model' ? restoreWeights(value, number) : value) as PaperInput;
}

function restoreWeights(value: Line, number: number): object {
  const { model } = value;
  const weights: unknown = isRecord(model) ? model.weights : undefined;
  if (!isRecord(model) || !Array.isArray(weights)) {
    throw new RecordingError(`recording: line ${number}: the model has no weights. ${advice}`);
  }
  const arrays = weights.map((array: unknown) => {
    if (!isRecord(array) || !Array.isArray(array.values)) {
      throw new RecordingError(`recording: line ${number}: weights must have values. ${advice}`);
    }
    return { ...array, values: Float32Array.from(array.values as readonly number[]) };
  });
  return { ...value, model: { ...model, weights: arrays } };
}

function checkFooter(value: Line, number: number, inputs: number): RecordingFooter {
  const { at, bars, trades } = value;
  if (value.inputs !== inputs) {
    throw new RecordingError(
      `recording: line ${number} says that ${String(value.inputs)} inputs come before it, and there are ` +
        `${inputs}: lines were lost or added. Export the recording again.`,
    );
  }
  const isWholeFooter = isWhole(at) && isWhole(bars) && isRecord(trades);
  const hashes = isRecord(trades) ? Object.values(trades) : [];
  if (!isWholeFooter || !hashes.every((one) => isRecord(one) && typeof one.sha256 === 'string')) {
    throw new RecordingError(
      `recording: line ${number} must have at, bars, and the SHA-256 of each account's trades. ${advice}`,
    );
  }
  return value as unknown as RecordingFooter;
}

function readObject(line: string, number: number): Line {
  const value = parse(line);
  if (isRecord(value)) return value;
  throw new RecordingError(
    `recording: line ${number} is no JSON object; the file may be cut short there. Export the recording ` +
      'again, or copy the whole file.',
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
