/**
 * Where the lines of a text stand, so that any of them can be had without reading those before it. A
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
