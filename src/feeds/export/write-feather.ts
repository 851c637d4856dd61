import {
  type Data,
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  TimestampNanosecond,
} from 'apache-arrow';
import type { ExportTable, NumberColumn, TimeColumn } from './tables';

/** Returns the table as feather (version 2, the Arrow IPC file format), uncompressed. */
export async function writeFeather(table: ExportTable): Promise<Blob> {
  const writer = RecordBatchFileWriter.writeAll(makeArrowBatches(table));
  const parts: BlobPart[] = [];
  for await (const chunk of writer) parts.push(chunk);
  return new Blob(parts, { type: 'application/vnd.apache.arrow.file' });
}

/** Rows of a batch: long enough to be quick, short enough that few are in memory at a time. */
const batchRows = 1 << 16;

/** Yields the table as Arrow record batches of one schema; without rows it is one empty batch. */
export function* makeArrowBatches({ time, numbers }: ExportTable): Generator<RecordBatch> {
  const timeType =
    time.unit === 'ms' ? new TimestampMillisecond('UTC') : new TimestampNanosecond('UTC');
  const schema = new Schema([
    new Field(time.name, timeType, false),
    ...numbers.map(({ name, isNullable }) => new Field(name, new Float64(), isNullable)),
  ]);
  const rows = time.values.length;
  for (let start = 0; start === 0 || start < rows; start += batchRows) {
    const end = Math.min(start + batchRows, rows);
    const length = end - start;
    const times = makeData({ type: timeType, length, data: countTime(time, start, end) });
    const columns = numbers.map((column) => makeNumberData(column, start, end));
    const type = new Struct(schema.fields);
    yield new RecordBatch(schema, makeData({ type, length, children: [times, ...columns] }));
  }
}

function countTime({ values, unit }: TimeColumn, start: number, end: number): BigInt64Array {
  const unitsPerMs = unit === 'ms' ? 1n : 1_000_000n;
  const counts = new BigInt64Array(end - start);
  for (let i = 0; i < counts.length; i++) {
    counts[i] = BigInt(Math.round(values[start + i])) * unitsPerMs;
  }
  return counts;
}

function makeNumberData(column: NumberColumn, start: number, end: number): Data<Float64> {
  // A copy, not a view: Arrow's writer joins views of one buffer that overlap, and two columns can
  // hold the same values.
  const data = column.values.slice(start, end);
  const type = new Float64();
  const valid = new Uint8Array(Math.ceil(data.length / 8));
  let nullCount = 0;
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i])) nullCount++;
    else valid[i >> 3] |= 1 << (i & 7);
  }
  if (nullCount === 0) return makeData({ type, length: data.length, nullCount, data });
  return makeData({ type, length: data.length, nullCount, nullBitmap: valid, data });
}
