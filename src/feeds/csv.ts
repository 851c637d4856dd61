import { binanceColumns } from './columns';
import { CsvTable, parseNumber } from './csv-table';
import { countLines, isBlank, readCsvSlices } from './csv-text';
import { ImportError } from './import-error';
import type { OnProgress, RawBars } from './raw-bars';

/**
 * Parses a CSV file of bars: any delimiter, with a header, or Binance's twelve columns without one.
 * Row numbers count from 1 and include the header. Throws `ImportError` naming row and column.
 */
export function parseCsv(bytes: Uint8Array, file: string, onProgress: OnProgress): RawBars {
  const capacity = countLines(bytes);
  let table: CsvTable | undefined;
  let line = 0;
  for (const { rows, end } of readCsvSlices(bytes)) {
    for (const cells of rows) {
      line++;
      if (isBlank(cells)) continue;
      if (table === undefined) {
        const isHeader = !isBinanceRow(cells, file);
        table = new CsvTable(isHeader ? cells : binanceColumns, file, capacity);
        if (isHeader) continue;
        table.notes.push('no header: the columns are taken as those of a Binance archive');
      }
      table.add(cells, line);
    }
    onProgress(end, bytes.length);
  }
  if (table === undefined) throw new ImportError(`${file} holds nothing but empty lines.`);
  return table.finish();
}

/** True for a row of Binance's twelve numbers; throws on numbers that nothing names. */
function isBinanceRow(cells: readonly string[], file: string): boolean {
  if (cells.some((cell) => Number.isNaN(parseNumber(cell)))) return false;
  if (cells.length === binanceColumns.length) return true;
  throw new ImportError(
    `${file} has ${cells.length} columns and no header that names them. ` +
      'Add a first row such as "time,open,high,low,close,volume".',
  );
}
