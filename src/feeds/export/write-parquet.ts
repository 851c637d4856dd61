import { tableToIPC, Table } from 'apache-arrow';
import {
  Compression,
  Encoding,
  ParquetFile,
  Table as WasmTable,
  transformParquetStream,
  WriterPropertiesBuilder,
  type RecordBatch as WasmRecordBatch,
  type WriterProperties,
} from 'parquet-wasm/esm';
import { loadParser } from '../formats/parquet/wasm-batches';
import type { ParquetWasm } from '../table';
import { makeArrowBatches } from './write-feather';
import type { ExportTable } from './tables';

/**
 * Returns the table as parquet, compressed with Zstandard. It is written batch by batch, so that a
 * part of it at a time is in the module's memory, which never shrinks. Throws when not every row
 * made it into the file.
 */
export async function writeParquet(table: ExportTable, wasm: ParquetWasm): Promise<Blob> {
  await loadParser(wasm);
  const batches = convertBatches(table);
  const input = new ReadableStream<WasmRecordBatch>({
    pull(controller) {
      const { value, done } = batches.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const output = await transformParquetStream(input, describeWriter(table));
  const file = await new Response(output).blob();
  await checkRows(file, table.time.values.length);
  return file;
}

/** Rows that a reader can skip or load alone: a little under three months of minutes. */
const rowGroupRows = 1 << 17;

function describeWriter({ time }: ExportTable): WriterProperties {
  return (
    new WriterPropertiesBuilder()
      .setCompression(Compression.ZSTD)
      .setMaxRowGroupSize(rowGroupRows)
      // Prices and volumes seldom repeat: with dictionaries the file is larger, and twice as slow.
      .setDictionaryEnabled(false)
      // Times that step evenly take next to no room as differences.
      .setColumnEncoding(time.name, Encoding.DELTA_BINARY_PACKED)
      .build()
  );
}

/** The module passes over a batch that it cannot write, and says nothing. */
async function checkRows(file: Blob, expected: number): Promise<void> {
  const reader = await ParquetFile.fromFile(file);
  const rows = reader.metadata().fileMetadata().numRows();
  reader.free();
  if (rows === expected) return;
  throw new Error(
    `The parquet file came out with ${rows} of ${expected} rows, so it was thrown away. ` +
      'Memory may have run out: close other tabs, or export a shorter period.',
  );
}

function* convertBatches(table: ExportTable): Generator<WasmRecordBatch, undefined> {
  for (const batch of makeArrowBatches(table)) {
    const copy = WasmTable.fromIPCStream(tableToIPC(new Table([batch]), 'stream'));
    yield* copy.recordBatches();
    copy.free();
  }
}
