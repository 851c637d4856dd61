import { formatUtc } from '../../core/bars/times';
import { formatInterval } from '../../core/bars/interval';
import type { Bars } from '../../core/bars/bars';
import type { ExportRequest } from '../../core/library';
import type { ParquetWasm } from '../table';
import { type ExportTable, makeDashboardTable, makeTabquantTable } from './tables';

/** Which market the bars are of, for the name of the file. */
interface ExportInfo {
  /** '' where it is not known. */
  readonly symbol: string;
  readonly intervalMs: number;
}

/** What the export needs of its surroundings. */
interface ExportDependencies {
  /** Used when the format is parquet. */
  readonly parquetWasm: ParquetWasm;
}

/** A file that a person can keep. */
interface ExportedFile {
  readonly name: string;
  readonly file: Blob;
}

/**
 * Returns `bars` as a file of the format and with the columns that `request` asks for. With the
 * `tabquant` names, importing the file gives the same bars, bit for bit.
 *
 * Throws `RangeError` for a label horizon that is not a whole number from 1 to 240.
 */
export async function exportBars(
  bars: Bars,
  request: ExportRequest,
  info: ExportInfo,
  { parquetWasm }: ExportDependencies,
): Promise<ExportedFile> {
  const table =
    request.names === 'dashboard'
      ? makeDashboardTable(bars, request)
      : makeTabquantTable(bars, request);
  return {
    name: nameFile(bars, request, info),
    file: await writeTable(table, request.format, parquetWasm),
  };
}

/** Each writer is loaded when the first export needs it. */
async function writeTable(
  table: ExportTable,
  format: ExportRequest['format'],
  parquetWasm: ParquetWasm,
): Promise<Blob> {
  switch (format) {
    case 'parquet':
      return (await import('./write-parquet')).writeParquet(table, parquetWasm);
    case 'feather':
      return (await import('./write-feather')).writeFeather(table);
    case 'csv':
      return (await import('./write-csv')).writeCsv(table);
  }
}

/** `BTCUSDT-1m-2024-01-01-2024-03-30.parquet`: the import finds the symbol in it again. */
function nameFile(bars: Bars, { format, names }: ExportRequest, info: ExportInfo): string {
  const { openTime } = bars;
  const days = [openTime[0], openTime[openTime.length - 1]]
    .filter((time) => time !== undefined)
    .map((time) => formatUtc(time).slice(0, 10));
  const symbol = info.symbol.replace(/[^\p{L}\p{N}]+/gu, '_') || 'bars';
  const parts = [symbol, formatInterval(info.intervalMs), ...days];
  if (names === 'dashboard') parts.push(names);
  return `${parts.join('-')}.${format}`;
}
