import { parsePlainNumber } from '../../../core/bars/numbers';
import { ImportError } from '../../import-error';
import type { ColumnRequest, OnProgress, ReadColumns, TableColumn, UsualCells } from '../../table';
import { growMemory, openCsvModule } from './csv-module';
import { isBlank, type LineIndex, splitCells } from './lines';

/** A text table and how it is written. */
export interface CsvText {
  readonly file: string;
  readonly lines: LineIndex;
  readonly delimiter: string;
  /** Line, from 0, of the first row of values. */
  readonly firstLine: number;
  /** Line, from 0, after the last one. */
  readonly endLine: number;
  /** Cells of each row. */
  readonly width: number;
}

/**
 * Reads columns a few lines at a time, so that the text of the file is never in memory at once: as bytes where their
 * cells are of the usual forms, else by PapaParse. Throws `ImportError` at the first row with another number of cells.
 */
export function readCsv(
  text: CsvText,
  columns: readonly TableColumn[],
  requests: readonly ColumnRequest[],
  onProgress: OnProgress,
): ReadColumns {
  const { lines, delimiter, firstLine, endLine } = text;
  const capacity = endLine - firstLine;
  const read: RowsSoFar = {
    rows: new Uint32Array(capacity),
    readers: requests.map(({ position, parseText, usual, parsesNumbers = false }) => {
      const isPlain = columns[position].kind === 'number' && !parsesNumbers;
      const parse = isPlain ? parsePlainNumber : parseText;
      const values = new Float64Array(capacity);
      return { position, parse, usual: isPlain ? plainNumbers : usual, values };
    }),
    count: 0,
  };
  const blocks = new BlockReader(text, read);
  let reported = firstLine;
  for (let from = firstLine; from < endLine; from += blocks.lines) {
    const to = Math.min(from + blocks.lines, endLine);
    if (!blocks.read(from, to)) readWithPapa(text, from, to, read);
    if (to < reported + reportedLines && to < endLine) continue;
    onProgress(to - firstLine, capacity);
    reported = to;
  }
  const { rows, readers, count } = read;
  return {
    values: readers.map(({ values }) => values.subarray(0, count)),
    rowOf: (index) => rows[index],
    textOf(index, request) {
      const line = rows[index] - 1;
      const [cells] = splitCells(lines.slice(line, line + 1), delimiter);
      return cells[requests[request].position];
    },
  };
}

const plainNumbers: UsualCells = { kind: 'number', decimal: '.' };

/** Progress is told whenever so many lines are read. */
const reportedLines = 1 << 14;

/** What was read so far; readers fill their columns. */
interface RowsSoFar {
  /** Row numbers, as a person counts them in the file. */
  readonly rows: Uint32Array;
  readonly readers: readonly CellReader[];
  count: number;
}

/** One requested column. */
interface CellReader {
  readonly position: number;
  readonly parse: (text: string) => number;
  readonly usual: UsualCells | undefined;
  readonly values: Float64Array;
}

/** Reads lines of any form. */
function readWithPapa(text: CsvText, from: number, to: number, read: RowsSoFar): void {
  const { file, lines, delimiter, width } = text;
  const slice = splitCells(lines.slice(from, to), delimiter);
  for (let at = 0; at < slice.length; at++) {
    const cells = slice[at];
    if (cells.length !== width) {
      if (isBlank(cells)) continue;
      throw describeRaggedRow(file, from + at + 1, cells.length, width);
    }
    if (cells[0] === '' && isBlank(cells)) continue;
    for (const { position, parse, values } of read.readers) {
      values[read.count] = parse(cells[position]);
    }
    read.rows[read.count] = from + at + 1;
    read.count++;
  }
}

/** The error for a row that does not have as many cells as the table has columns. */
export function describeRaggedRow(
  file: string,
  row: number,
  cells: number,
  width: number,
): ImportError {
  return new ImportError(
    `${file}, row ${row}: has ${cells} values, expected ${width}. ` +
      'The file may be cut short or damaged there: correct or remove that row.',
  );
}

/** Reads a block of lines as bytes, if they are of the usual form. */
class BlockReader {
  /** Lines of a block. */
  readonly lines: number;
  readonly #text: CsvText;
  readonly #read: RowsSoFar;
  readonly #module = openCsvModule();
  readonly #columns: readonly BlockColumn[];
  readonly #textAt: number;
  readonly #planAt: number;
  readonly #linesAt: number;
  readonly #marksAt: number;
  readonly #oddAt: number;

  constructor(text: CsvText, read: RowsSoFar) {
    const { firstLine, endLine, width } = text;
    const lineBytes = text.lines.slice(firstLine, endLine).length / (endLine - firstLine);
    const fitting = Math.floor(usualBytes / lineBytes / minLines) * minLines;
    this.lines = Math.max(minLines, Math.min(maxLines, fitting));
    this.#text = text;
    this.#read = read;
    let address = this.#module.getFreeAddress();
    const reserve = (bytes: number): number => {
      const at = address;
      address += (bytes + 15) & ~15;
      return at;
    };
    this.#textAt = reserve(maxBytes + padding);
    this.#planAt = reserve(planBytes * width);
    this.#linesAt = reserve(4 * this.lines);
    this.#marksAt = reserve(4 * maxBytes + padding);
    this.#columns = planColumns(read.readers).map((column) => ({
      ...column,
      address: reserve(8 * this.lines),
    }));
    this.#oddAt = reserve(oddBytes * this.lines * this.#columns.length);
    growMemory(this.#module, address);
    const plan = new DataView(this.#module.memory.buffer, this.#planAt, planBytes * width);
    for (let at = 0; at < planBytes * width; at++) plan.setUint8(at, 0);
    for (const { position, code, address } of this.#columns) {
      plan.setUint8(planBytes * position, code);
      plan.setUint32(planBytes * position + 4, address, true);
    }
  }

  /** Reads the lines from `from` up to but not including `to`; returns false, with nothing read, where it cannot. */
  read(from: number, to: number): boolean {
    const { lines, delimiter, width } = this.#text;
    const bytes = lines.slice(from, to);
    if (bytes.length > maxBytes) return false;
    const { buffer } = this.#module.memory;
    const memory = new Uint8Array(buffer);
    const text = this.#textAt;
    const end = text + bytes.length;
    memory.set(bytes, text);
    memory.fill(lines.newline, end, end + padding);
    const mark = delimiter.charCodeAt(0);
    const [plan, lineNumbers] = [this.#planAt, this.#linesAt];
    const count = this.#module.readRows(
      ...[text, end, lines.newline, mark, width],
      ...[plan, lineNumbers, this.#marksAt, this.#oddAt],
    );
    if (count === -1) return false;

    const read = this.#read;
    const texts = new BlockTexts(bytes, this.#module.isAscii.value !== 0);
    for (const column of this.#columns) {
      if (column.code !== codes.text) {
        const values = new Float64Array(buffer, column.address, count);
        for (const reader of column.readers) reader.values.set(values, read.count);
        continue;
      }
      const places = new Uint32Array(buffer, column.address, 2 * count);
      for (const { parse, values } of column.readers) {
        for (let row = 0; row < count; row++) {
          values[read.count + row] = parse(texts.slice(places[2 * row], places[2 * row + 1]));
        }
      }
    }
    this.#readOddCells(texts);
    const blockLines = new Uint32Array(buffer, lineNumbers, count);
    for (let row = 0; row < count; row++) read.rows[read.count + row] = from + blockLines[row] + 1;
    read.count += count;
    return true;
  }

  /** Reads the cells that are not of the usual form. */
  #readOddCells(texts: BlockTexts): void {
    const { memory, oddCount } = this.#module;
    const odd = new Uint32Array(memory.buffer, this.#oddAt, 4 * oddCount.value);
    for (let at = 0; at < odd.length; at += 4) {
      const [position, row, start, end] = odd.subarray(at, at + 4);
      const text = texts.slice(start, end);
      const column = this.#columns.find((each) => each.position === position);
      for (const { parse, values } of column?.readers ?? []) {
        values[this.#read.count + row] = parse(text);
      }
    }
  }
}

/** A column of the file of which values are wanted. */
interface BlockColumn {
  readonly position: number;
  readonly code: number;
  readonly readers: readonly CellReader[];
  /** Where its values of a block are: float64, or of texts begin and end. */
  readonly address: number;
}

/** How the module reads a column; of numbers the decimal sign. */
const codes = { text: 1, clock: 2, utc: 3 } as const;

/** What is read of which column; cells that two requests read in different ways are read as text. */
function planColumns(readers: readonly CellReader[]): readonly Omit<BlockColumn, 'address'>[] {
  const positions = [...new Set(readers.map(({ position }) => position))];
  return positions.map((position) => {
    const own = readers.filter((reader) => reader.position === position);
    const [code, ...others] = new Set(own.map(({ usual }) => codeOf(usual)));
    return { position, code: others.length === 0 ? code : codes.text, readers: own };
  });
}

function codeOf(usual: UsualCells | undefined): number {
  switch (usual?.kind) {
    case undefined:
      return codes.text;
    case 'number':
      return usual.decimal.charCodeAt(0);
    case 'clock':
      return usual.mayBeUtc ? codes.utc : codes.clock;
  }
}

/** Texts of cells of a block. */
class BlockTexts {
  readonly #bytes: Uint8Array;
  readonly #isAscii: boolean;
  #text: string | undefined;

  constructor(bytes: Uint8Array, isAscii: boolean) {
    this.#bytes = bytes;
    this.#isAscii = isAscii;
  }

  /** The text of some bytes. */
  slice(start: number, end: number): string {
    if (!this.#isAscii) return decoder.decode(this.#bytes.subarray(start, end));
    this.#text ??= decoder.decode(this.#bytes);
    return this.#text.slice(start, end);
  }
}

/** A mark of the byte order is one only where a text begins. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A block has as many lines as the processor's cache holds, multiples of those that `LineIndex` knows. */
const usualBytes = 1 << 18;
const minLines = 64;
const maxLines = 1024;
/** Lines that are longer than this are no usual ones. */
const maxBytes = 1 << 20;
/** The module reads 16 bytes at a time, and writes as many. */
const padding = 32;
const planBytes = 8;
const oddBytes = 16;
