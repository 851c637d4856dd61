import { tableFromIPC, type DataType, type RecordBatch } from 'apache-arrow';
import initWasm, { readParquet, readSchema, type SyncInitInput } from 'parquet-wasm/esm';
import type { BarColumn, RequiredColumn } from '../core/bars/bars';
import { copyToFloat64, describeArrowTime, isNumeric, isTime } from './arrow-values';
import { matchColumns, requireColumns } from './columns';
import { describeCause, ImportError } from './import-error';
import type { OnProgress, RawBars } from './raw-bars';
import { guessSymbol } from './symbol';
import { convertNumericTimes, convertToEpochMs } from './times';

/** parquet-wasm's module: where to fetch it from, or its bytes. */
export type ParquetWasm = string | URL | SyncInitInput;

/**
 * Parses a parquet file of bars; only columns that can be of use are decoded. Row numbers count
 * from 1. Throws `ImportError` when the file is damaged or lacks a column.
 */
export async function parseParquet(
  bytes: Uint8Array,
  file: string,
  wasm: ParquetWasm,
  onProgress: OnProgress,
): Promise<RawBars> {
  await initWasm({ module_or_path: wasm });
  const fields = readFields(bytes, file);
  const names = fields.map((field) => field.name);
  const match = matchColumns(names);
  const positions = requireColumns(match, names, file);
  for (const [column, position] of Object.entries(positions)) {
    refuseUnreadable(column as BarColumn, fields[position], file);
  }
  const extras = match.extras.filter((position) => isNumeric(fields[position].type));

  const wanted = [...Object.values(positions), ...extras];
  const values = decodeColumns(
    bytes,
    file,
    wanted.map((position) => names[position]),
    onProgress,
  );
  const valuesOf = (position: number): Float64Array => values[wanted.indexOf(position)];
  const columns = Object.fromEntries(
    Object.entries(positions).map(([column, position]) => [column, valuesOf(position)]),
  ) as Record<RequiredColumn, Float64Array>;
  const rowOf = (index: number): number => index + 1;

  return {
    symbol: guessSymbol(file),
    columns,
    hasVolume: true,
    where: (index) => `${file}, row ${rowOf(index)}`,
    textOf: (index, column) => String(columns[column as RequiredColumn][index]),
    extras: Object.fromEntries(extras.map((position) => [names[position], valuesOf(position)])),
    notes: [
      ...match.notes,
      ...convertTimes(columns.openTime, fields[positions.openTime].type, file, rowOf),
    ],
    rowOf,
  };
}

interface Field {
  readonly name: string;
  readonly type: DataType;
}

function readFields(bytes: Uint8Array, file: string): readonly Field[] {
  try {
    return tableFromIPC(readSchema(bytes).intoIPCStream()).schema.fields;
  } catch (cause) {
    throw describeDamage(file, cause);
  }
}

/** Values of the named top-level columns as float64, in the order of `names`. */
function decodeColumns(
  bytes: Uint8Array,
  file: string,
  names: readonly string[],
  onProgress: OnProgress,
): readonly Float64Array[] {
  let batches: readonly RecordBatch[];
  try {
    batches = readBatches(bytes, names);
  } catch (cause) {
    throw describeDamage(file, cause);
  }
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const values = names.map(() => new Float64Array(rows));
  let start = 0;
  for (const batch of batches) {
    names.forEach((name, at) => {
      for (const data of batch.getChild(name)?.data ?? []) copyToFloat64(data, values[at], start);
    });
    start += batch.numRows;
    onProgress(start, rows);
  }
  return values;
}

/** Arrow's JavaScript is slow by the batch, so batches are long. */
const batchRows = 1 << 16;

function readBatches(bytes: Uint8Array, names: readonly string[]): readonly RecordBatch[] {
  const table = readParquet(bytes, { columns: [...names], batchSize: batchRows });
  try {
    return table.recordBatches().flatMap((batch) => tableFromIPC(batch.intoIPCStream()).batches);
  } finally {
    table.free();
  }
}

function convertTimes(
  times: Float64Array,
  type: DataType,
  file: string,
  rowOf: (index: number) => number,
): readonly string[] {
  const { unit, hasZone } = describeArrowTime(type) ?? {};
  if (unit === undefined) return convertNumericTimes(times, file, rowOf);
  convertToEpochMs(times, unit);
  return hasZone ? [] : ['times name no zone: they are taken as UTC'];
}

function refuseUnreadable(column: BarColumn, field: Field, file: string): void {
  if (isNumeric(field.type) || (column === 'openTime' && isTime(field.type))) return;
  const needed = column === 'openTime' ? 'a timestamp or a number' : 'a number';
  throw new ImportError(
    `${file}, column ${field.name}: its type is ${String(field.type)}, but ${needed} is needed. ` +
      'Convert the column (in pandas: astype("float64")) and save the file again.',
  );
}

function describeDamage(file: string, cause: unknown): ImportError {
  return new ImportError(
    `${file} is a parquet file that cannot be read (${describeCause(cause)}). ` +
      'It may be cut short or damaged: download or write it again.',
    { cause },
  );
}
