import Papa from 'papaparse';

/** Cells of some lines of a CSV file, and where the text of the file stands after them. */
export interface CsvSlice {
  readonly rows: readonly (readonly string[])[];
  /** Bytes read so far. */
  readonly end: number;
}

/** Splits a UTF-8 CSV file into slices of whole lines, so that its text is never in memory at once. */
export function* readCsvSlices(bytes: Uint8Array, sliceBytes = 4 << 20): Generator<CsvSlice> {
  const decoder = new TextDecoder();
  let delimiter: string | undefined;
  let start = 0;
  while (start < bytes.length) {
    const end = endOfLine(bytes, start + sliceBytes);
    const text = decoder.decode(bytes.subarray(start, end));
    delimiter ??= guessDelimiter(text);
    const { data } = Papa.parse<string[]>(withoutLastNewline(text), { delimiter });
    yield { rows: data, end };
    start = end;
  }
}

/** Number of lines, or one more. */
export function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines++;
  return lines;
}

/** Whether a row holds nothing at all. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

const newline = 0x0a;

/** Position after the first newline at or after `from`, or the end. */
function endOfLine(bytes: Uint8Array, from: number): number {
  if (from >= bytes.length) return bytes.length;
  const at = bytes.indexOf(newline, from);
  return at === -1 ? bytes.length : at + 1;
}

/** Text after a last newline is not another row. */
function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** The delimiter that the first lines hold most of; a comma when they hold none. */
function guessDelimiter(text: string): string {
  const head = text.slice(0, 4000).split('\n').slice(0, 5).join('\n');
  const counts = [',', ';', '\t', '|'].map((candidate) => head.split(candidate).length);
  return [',', ';', '\t', '|'][counts.indexOf(Math.max(...counts))];
}
