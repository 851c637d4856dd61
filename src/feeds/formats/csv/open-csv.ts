import { ImportError } from '../../import-error';
import type { SampleRow, Table, TableColumn } from '../../table';
import { decodeToUtf8 } from '../decode-text';
import { maxRows } from '../limits';
import { isNumberOrMissing } from '../number-text';
import { pickSampleRows } from '../sample-rows';
import { hasDecimalComma, withDecimalPoint } from './decimal-comma';
import { findHeader } from './find-header';
import { LineIndex } from './line-index';
import { describeRaggedRow, readCsv, type CsvText } from './read-csv';
import { guessDelimiter, isBlank, splitCells } from './split-cells';

/**
 * Opens a text table: any common delimiter, with or without a header, UTF-8 or UTF-16. Rows count from 1
 * and include the header. Throws `ImportError`.
 */
export function openCsv(bytes: Uint8Array, file: string): Table {
  const lines = new LineIndex(decodeToUtf8(bytes));
  if (lines.unclosedLine !== undefined) {
    throw new ImportError(
      `${file}, row ${lines.unclosedLine + 1}: a quotation mark is never closed. ` +
        'The file may be cut short or damaged there: correct or remove that row.',
    );
  }
  const headText = new TextDecoder().decode(lines.slice(0, headLines));
  const delimiter = guessDelimiter(headText.split(/\r\n?|\n/));
  const head = findHeader(splitCells(lines.slice(0, headLines), delimiter));
  if (head === undefined) throw new ImportError(`${file} holds nothing but empty lines.`);
  const rows = lines.count - head.firstLine;
  if (rows > maxRows) {
    throw new ImportError(
      `${file} has ${rows} rows, more than the limit of ${maxRows}. Import a shorter period.`,
    );
  }

  const width = head.names.length;
  const raw = readSample(lines, delimiter, head.firstLine, width, file);
  const isCommaDecimal = delimiter !== ',' && hasDecimalComma(raw.map(({ cells }) => cells));
  const sample = isCommaDecimal
    ? raw.map(({ row, cells }) => ({ row, cells: cells.map(withDecimalPoint) }))
    : raw;
  const columns = describeColumns(head.names, sample);
  const text: CsvText = {
    file,
    lines,
    delimiter,
    firstLine: head.firstLine,
    width,
    normalise: isCommaDecimal ? withDecimalPoint : undefined,
  };
  return {
    format: 'csv',
    columns,
    hasHeader: head.hasHeader,
    rowLimit: rows,
    sample,
    notes: [...head.notes, ...(isCommaDecimal ? ['numbers are written with a decimal comma'] : [])],
    read: async (requests, onProgress) => readCsv(text, columns, requests, onProgress),
  };
}

/** Lines among which the header is looked for. */
const headLines = 64;

/** Rows that are blank or of another width are no part of a sample, unless there is no other. */
function readSample(
  lines: LineIndex,
  delimiter: string,
  firstLine: number,
  width: number,
  file: string,
): readonly SampleRow[] {
  const picked = pickSampleRows(lines.count - firstLine).map((index) => firstLine + index);
  const rows = picked
    .map((line) => ({
      row: line + 1,
      cells: splitCells(lines.slice(line, line + 1), delimiter)[0] ?? [''],
    }))
    .filter(({ cells }) => !isBlank(cells));
  const whole = rows.filter(({ cells }) => cells.length === width);
  if (whole.length === 0 && rows.length > 0) {
    throw describeRaggedRow(file, rows[0].row, rows[0].cells.length, width);
  }
  return whole;
}

function describeColumns(
  names: readonly string[],
  sample: readonly SampleRow[],
): readonly TableColumn[] {
  return names.map((name, position) => ({
    name: name === '' ? `column ${position + 1}` : name,
    kind: sample.every(({ cells }) => isNumberOrMissing(cells[position])) ? 'number' : 'text',
    type: '',
  }));
}
