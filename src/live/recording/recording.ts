import * as v from 'valibot';
import type { PaperAccountState } from '../../core/trading/paper-account';
import { describeProblem } from '../file-problem';
import type { ConnectionOptions } from '../market/connection';
import type { FundingOfSymbols } from '../paper/trading';
import type { LiveInput } from '../session';
import { parseJson } from '../../core/parse-json';

/** A file is not a recording, or cannot be run again; the message names the line and says what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** What a session started with. Its models are not here: they are its first inputs. */
export interface RecordingHeader {
  readonly format: 'tabquant-recording';
  readonly version: typeof recordingVersion;
  readonly session: ConnectionOptions;
  readonly watch: Readonly<Record<string, string>>;
  /** Left out by sessions that knew none. */
  readonly funding?: FundingOfSymbols;
  readonly accounts: readonly PaperAccountState[];
}

/** The last line: the results of the live session when it was exported. */
export type RecordingFooter = v.InferOutput<typeof footerSchema>;

/** A live session from its start: the same inputs lead to the same trades. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly inputs: readonly LiveInput[];
  readonly footer: RecordingFooter;
}

/** Reports how much of a task is done, in the unit of `total`. */
export type OnRecordingProgress = (done: number, total: number) => void;

/** Progress is reported once per this many lines. */
export const linesBetweenProgress = 2000;

export const recordingVersion = 3;

/** Returns one line of a recording's text: JSON. */
export function writeLine(line: RecordingHeader | LiveInput | RecordingFooter): string {
  return `${JSON.stringify('kind' in line && line.kind === 'model' ? spellWeights(line) : line)}\n`;
}

type ModelInput = Extract<LiveInput, { kind: 'model' }>;

/** Writes weights as plain arrays, since JSON has no typed arrays. Float32 values are exact as JSON numbers. */
function spellWeights({ model, ...input }: ModelInput): object {
  const weights = model.weights.map((array) => ({ ...array, values: Array.from(array.values) }));
  return { ...input, model: { ...model, weights } };
}

/**
 * Reads the text of a recording; `onProgress` counts characters. Throws `RecordingError` where the text is not a
 * recording, or not a complete one.
 */
export function readRecording(text: string, onProgress?: OnRecordingProgress): Recording {
  let header: RecordingHeader | undefined;
  let footer: RecordingFooter | undefined;
  const inputs: LiveInput[] = [];
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
      if (value.kind === 'end') footer = readFooter(value, number, inputs.length);
      else inputs.push(readInput(value, number));
    }
    if (number % linesBetweenProgress === 0) onProgress?.(end, text.length);
  }
  if (header === undefined) throw new RecordingError(`recording: the file is empty. ${advice}`);
  if (footer === undefined) {
    throw new RecordingError(
      `recording: its last line, ${number}, is not the end that an export writes, so the file is cut ` +
        'short. Export the recording again, or copy the whole file.',
    );
  }
  return { header, inputs, footer };
}

const advice = 'Choose a file that `Export recording` has saved.';

const wholeRule = 'must be a whole number';
const whole = v.pipe(v.number(wholeRule), v.integer(wholeRule));

const formatSchema = v.looseObject({
  format: v.literal('tabquant-recording'),
  version: whole,
});

/** Checks only what is needed to start the session; running it finds other errors. */
const headerSchema = v.looseObject({
  session: v.looseObject(
    {
      symbols: v.array(v.string(), 'must be a list of names'),
      intervalMs: whole,
      historyBars: whole,
      seed: whole,
    },
    'must be an object',
  ),
  watch: v.looseObject({}, 'must be an object'),
  funding: v.optional(v.looseObject({}, 'must be an object')),
  accounts: v.array(v.looseObject({}), 'must be a list'),
});

/** Every kind of input; the type makes sure that none is forgotten. */
const inputKinds: Readonly<Record<LiveInput['kind'], true>> = {
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
  decided: true,
  model: true,
};

const kindSchema = v.looseObject({ kind: v.picklist(Object.keys(inputKinds)) });

const timeSchema = v.looseObject({ at: v.pipe(v.number(), v.finite()) });

const modelSchema = v.looseObject(
  {
    model: v.looseObject(
      {
        weights: v.array(
          v.looseObject(
            {
              values: v.pipe(
                v.array(v.number(), 'weights must have values'),
                v.transform((values) => Float32Array.from(values)),
              ),
            },
            'weights must have values',
          ),
          'the model has no weights',
        ),
      },
      'the model has no weights',
    ),
  },
  'the model has no weights',
);

const footerSchema = v.object({
  kind: v.literal('end'),
  /** Time of the last input. */
  at: whole,
  inputs: whole,
  /** Closed bars of all symbols. */
  bars: whole,
  /** By account id; the SHA-256 (hex) is that of the trades as canonical JSON. */
  trades: v.record(v.string(), v.object({ count: whole, sha256: v.string() })),
});

function readHeader(line: string): RecordingHeader {
  const value = parse(line);
  const found = v.safeParse(formatSchema, value);
  if (!found.success) {
    throw new RecordingError(`recording: line 1 is not the header of a recording. ${advice}`);
  }
  const { version } = found.output;
  if (version !== recordingVersion) {
    throw new RecordingError(
      `recording: line 1 is of version ${version}, and this page reads version ${recordingVersion}. ` +
        (version > recordingVersion
          ? 'Reload the page to get a newer one.'
          : 'Record the session again.'),
    );
  }
  const header = v.safeParse(headerSchema, value, { abortEarly: true });
  if (header.success) return value as RecordingHeader;
  throw new RecordingError(`recording: line 1: ${describeProblem(header.issues[0])}. ${advice}`);
}

function readInput(value: Line, number: number): LiveInput {
  if (!v.is(kindSchema, value)) {
    throw new RecordingError(
      `recording: line ${number} is not an input of a session (kind ${JSON.stringify(value.kind)}). ${advice}`,
    );
  }
  if (!v.is(timeSchema, value)) {
    throw new RecordingError(`recording: line ${number}: at must be a time in ms. ${advice}`);
  }
  if (value.kind !== 'model') return value as unknown as LiveInput;
  const model = v.safeParse(modelSchema, value, { abortEarly: true });
  if (model.success) return model.output as unknown as LiveInput;
  throw new RecordingError(`recording: line ${number}: ${model.issues[0].message}. ${advice}`);
}

function readFooter(value: Line, number: number, inputs: number): RecordingFooter {
  if (value.inputs !== inputs) {
    throw new RecordingError(
      `recording: line ${number} says that ${String(value.inputs)} inputs come before it, and there are ` +
        `${inputs}: lines were lost or added. Export the recording again.`,
    );
  }
  const footer = v.safeParse(footerSchema, value);
  if (footer.success) return footer.output;
  throw new RecordingError(
    `recording: line ${number} must have at, bars, and the count and SHA-256 of each account's trades. ${advice}`,
  );
}

type Line = Readonly<Record<string, unknown>>;

function readObject(line: string, number: number): Line {
  const value = parse(line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Line;
  throw new RecordingError(
    `recording: line ${number} is not a JSON object; the file may be cut short there. Export the recording ` +
      'again, or copy the whole file.',
  );
}

function parse(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
