import { isNumberOrMissing } from '../../../core/bars/numbers';
import { ImportError } from '../../import-error';
import { maxRows, pickSampleRows, type SampleRow, type Table, type TableColumn } from '../../table';
import { decodeToUtf8 } from '../decode-text';
import { findFooter } from './footer';
import { guessDelimiter, isBlank, LineIndex, splitCells } from './lines';
import { findHeader } from './header';
import { type CsvText, describeRaggedRow, readCsv } from './read-csv';

/**
 * Opens a text table: any common delimiter, with or without a header, in any encoding that `decodeToUtf8` reads. Rows
 * count from 1 and include the header. Throws `ImportError`.
 */
export function openCsv(bytes: Uint8Array, file: string): Table {
  const decoded = decodeToUtf8(bytes);
  const lines = new LineIndex(decoded.bytes);
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
  const width = head.names.length;
  const footer = findFooter(lines, delimiter, head.firstLine, width);
  const range = { firstLine: head.firstLine, endLine: footer.endLine };
  const rows = range.endLine - range.firstLine;
  if (rows > maxRows) {
    throw new ImportError(
      `${file} has ${rows} rows, more than the limit of ${maxRows}. Import a shorter period.`,
    );
  }

  const sample = readSample(lines, delimiter, range, width, file);
  const columns = describeColumns(head.names, sample);
  const text: CsvText = {
    file,
    lines,
    delimiter,
    ...range,
    width,
  };
  return {
    format: 'csv',
    columns,
    hasHeader: head.hasHeader,
    rowLimit: rows,
    sample,
    notes: [...decoded.notes, ...head.notes, ...footer.notes],
    ...(head.symbol === undefined ? {} : { symbol: head.symbol }),
    ...(footer.zone === undefined ? {} : { zone: footer.zone }),
    ...(footer.possibleZone === undefined ? {} : { possibleZone: footer.possibleZone }),
    read: async (requests, onProgress) => readCsv(text, columns, requests, onProgress),
  };
}

/** Lines among which the header is looked for. */
const headLines = 64;

/** Rows that are blank or of another width are no part of a sample, unless there is no other. */
function readSample(
  lines: LineIndex,
  delimiter: string,
  { firstLine, endLine }: Pick<CsvText, 'firstLine' | 'endLine'>,
  width: number,
  file: string,
): readonly SampleRow[] {
  const rows = pickSampleRows(endLine - firstLine)
    .map((index) => firstLine + index)
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
