import { ImportError } from '../../import-error';
import type { OnProgress } from '../../raw-bars';
import type { ColumnRequest, ReadColumns, TableColumn } from '../../table';
import { parseNumber } from '../number-text';
import type { LineIndex } from './line-index';
import { isBlank, splitCells } from './split-cells';

/** A text table and how it is written. */
export interface CsvText {
  readonly file: string;
  readonly lines: LineIndex;
  readonly delimiter: string;
  /** Line, from 0, of the first row of values. */
  readonly firstLine: number;
  /** Cells of each row. */
  readonly width: number;
  /** Makes a cell readable that is not yet. */
  readonly normalise: ((cell: string) => string) | undefined;
}

/**
 * Reads columns a slice of lines at a time, so that the text of the file is never in memory at once.
 * Throws `ImportError` at the first row with another number of cells.
 */
export function readCsv(
  text: CsvText,
  columns: readonly TableColumn[],
  requests: readonly ColumnRequest[],
  onProgress: OnProgress,
): ReadColumns {
  const { file, lines, delimiter, firstLine, width, normalise = (cell) => cell } = text;
  const capacity = lines.count - firstLine;
  const rows = new Uint32Array(capacity);
  const readers = requests.map(({ position, parseText }) => ({
    position,
    parse: columns[position].kind === 'number' ? parseNumber : parseText,
    values: new Float64Array(capacity),
  }));
  let count = 0;
  for (let from = firstLine; from < lines.count; from += sliceLines) {
    const to = Math.min(from + sliceLines, lines.count);
    const slice = splitCells(lines.slice(from, to), delimiter);
    for (let at = 0; at < slice.length; at++) {
      const cells = slice[at];
      if (cells.length !== width) {
        if (isBlank(cells)) continue;
        throw describeRaggedRow(file, from + at + 1, cells.length, width);
      }
      if (cells[0] === '' && isBlank(cells)) continue;
      for (const { position, parse, values } of readers) {
        values[count] = parse(normalise(cells[position]));
      }
      rows[count] = from + at + 1;
      count++;
    }
    onProgress(to - firstLine, capacity);
  }
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

/** Lines that are split at once: about a megabyte. */
const sliceLines = 1 << 14;
