import Papa from 'papaparse';

/**
 * Positions of the lines of a text, so that any line can be read without those before it. A
 * line break within quotation marks ends no line.
 */
export class LineIndex {
  /** Lines; text after the last line break is one, nothing after it is none. */
  readonly count: number;
  /** Line, from 0, of a quotation mark that is never closed. */
  readonly unclosedLine: number | undefined;
  readonly #bytes: Uint8Array;
  readonly #newline: number;
  readonly #hasQuotes: boolean;
  /** Start of every `stride`th line. */
  readonly #starts: readonly number[];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#newline = bytes.includes(lineFeed) ? lineFeed : carriageReturn;
    this.#hasQuotes = bytes.includes(quote);
    const starts = [0];
    let count = 0;
    let start = 0;
    while (start < bytes.length) {
      const end = this.#endOfLine(start);
      if (end === -1) {
        this.unclosedLine = count;
        break;
      }
      start = end;
      count++;
      if (count % stride === 0) starts.push(start);
    }
    this.count = count;
    this.#starts = starts;
  }

  /** Bytes of the lines from `from` up to but not including `to`, line breaks included. */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(from), this.#startOf(Math.min(to, this.count)));
  }

  #startOf(line: number): number {
    let start = this.#starts[Math.floor(line / stride)] ?? this.#bytes.length;
    for (let skip = line % stride; skip > 0; skip--) start = this.#endOfLine(start);
    return start;
  }

  /** Position after the line that starts at `start`; -1 when a quotation mark in it never closes. */
  #endOfLine(start: number): number {
    const bytes = this.#bytes;
    const newline = this.#newline;
    if (!this.#hasQuotes) {
      const at = bytes.indexOf(newline, start);
      return at === -1 ? bytes.length : at + 1;
    }
    let isInside = false;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === quote) isInside = !isInside;
      else if (byte === newline && !isInside) return at + 1;
    }
    return isInside ? -1 : bytes.length;
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const stride = 1024;

/** Marks between cells that are looked for, the likeliest first where two fit alike. */
const delimiters = ['\t', ';', '|', ','] as const;

/** Cells of whole lines of text, one array a line, blank lines included. */
export function splitCells(lines: Uint8Array, delimiter: string): string[][] {
  let text = new TextDecoder().decode(lines);
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
  // Text after a last line break is not another row.
  if (text.endsWith('\n')) text = text.slice(0, -1);
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
