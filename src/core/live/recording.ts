import type { EpochMs } from '../bars/bars';
import type { LiveSessionOptions } from './live-session';
import type { PaperAccountState } from './paper-account';
import type { PaperInput } from './paper-session';

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
