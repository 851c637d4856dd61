import Papa from 'papaparse';
import { growMemory, openCsvModule } from './csv-module';

/**
 * Positions of the lines of a text, so that any line can be read without those before it. A
 * line break within quotation marks ends no line.
 */
export class LineIndex {
  /** Lines; text after the last line break is one, nothing after it is none. */
  readonly count: number;
  /** Line, from 0, of a quotation mark that is never closed. */
  readonly unclosedLine: number | undefined;
  /** The byte that ends a line: that of CR alone where there is no LF. */
  readonly newline: number;
  readonly #bytes: Uint8Array;
  readonly #hasQuotes: boolean;
  /** Start of every `stride`th line. */
  readonly #starts: readonly number[];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.newline = bytes.includes(lineFeed) ? lineFeed : carriageReturn;
    const { starts, breaks, isQuoted, hasQuotes } = scanLines(bytes, this.newline);
    if (isQuoted) this.unclosedLine = breaks;
    const isEnded = bytes.length === 0 || bytes[bytes.length - 1] === this.newline;
    this.count = isEnded || isQuoted ? breaks : breaks + 1;
    this.#starts = starts;
    this.#hasQuotes = hasQuotes;
  }

  /** Bytes of the lines from `from` up to but not including `to`, line breaks included. */
  slice(from: number, to: number): Uint8Array {
    const start = this.#startOf(from);
    return this.#bytes.subarray(start, this.#startOf(Math.min(to, this.count), from, start));
  }

  /** Where a line starts; `known` is an earlier line, which starts at `start`. */
  #startOf(line: number, known = 0, start = 0): number {
    if (line >= this.count) return this.#bytes.length;
    const strided = line - (line % stride);
    let [at, position] =
      known > strided ? [known, start] : [strided, this.#starts[(line / stride) | 0]];
    for (; at < line; at++) position = this.#endOfLine(position);
    return position;
  }

  /** Position after the line that starts at `start`. */
  #endOfLine(start: number): number {
    const bytes = this.#bytes;
    if (!this.#hasQuotes) {
      const at = bytes.indexOf(this.newline, start);
      return at === -1 ? bytes.length : at + 1;
    }
    let isInside = false;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === quote) isInside = !isInside;
      else if (byte === this.newline && !isInside) return at + 1;
    }
    return bytes.length;
  }
}

/** Finds the line breaks of a text that are not within quotation marks, a part of it at a time. */
function scanLines(bytes: Uint8Array, newline: number) {
  const module = openCsvModule();
  const text = module.getFreeAddress();
  const found = text + scannedBytes + padding;
  growMemory(module, found + (4 * scannedBytes) / stride);
  const memory = new Uint8Array(module.memory.buffer);
  const positions = new Uint32Array(module.memory.buffer, found, scannedBytes / stride);
  const starts = [0];
  module.startScan();
  for (let from = 0; from < bytes.length; from += scannedBytes) {
    const part = bytes.subarray(from, from + scannedBytes);
    memory.set(part, text);
    const count = module.scanLines(text, part.length, newline, stride, found);
    for (let at = 0; at < count; at++) starts.push(from + positions[at]);
  }
  return {
    starts,
    breaks: module.lineCount.value,
    isQuoted: module.isQuoted.value !== 0,
    hasQuotes: module.hasQuotes.value !== 0,
  };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const stride = 64;
/** Bytes that are looked through at once: they fit the processor's cache. */
const scannedBytes = 1 << 17;
/** The module reads 16 bytes at a time. */
const padding = 16;

/** Marks between cells that are looked for, the likeliest first where two fit alike. */
const delimiters = ['\t', ';', '|', ','] as const;

/** Cells of whole lines of text, one array a line, blank lines included. */
export function splitCells(lines: Uint8Array, delimiter: string): string[][] {
  let text = new TextDecoder().decode(lines);
  // As `LineIndex` counts them: CR alone ends a line only where nothing else does.
  if (text.includes('\r')) text = text.replace(text.includes('\n') ? /\r\n/g : /\r/g, '\n');
  // Text after a last line break is not another row.
  if (text.endsWith('\n')) text = text.slice(0, -1);
  // What PapaParse does with such a text, which costs it more than the work itself where that is one line.
  if (!text.includes('"')) {
    const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
    return bare.split('\n').map((line) => line.split(delimiter));
  }
  return Papa.parse<string[]>(text, { delimiter, newline: '\n' }).data;
}

/** Whether a row holds nothing at all. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/**
 * The mark that splits most of the lines into the same number of cells; a comma when none does.
 * Between marks that fit alike a decimal comma is likelier than a decimal semicolon.
 */
export function guessDelimiter(lines: readonly string[]): string {
  const plain = lines
    .map((line) => line.replace(/"[^"]*"/g, 'quoted'))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const fits = delimiters.map((delimiter) => ({ delimiter, ...countLike(plain, delimiter) }));
  const best = fits.reduce((chosen, fit) => (fit.lines > chosen.lines ? fit : chosen));
  return best.lines > 0 ? best.delimiter : ',';
}

/** How many lines have the commonest number of cells, of those numbers that are at least 2. */
function countLike(lines: readonly string[], delimiter: string): { readonly lines: number } {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(delimiter).length;
    if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1);
  }
  return { lines: Math.max(0, ...counts.values()) };
}
