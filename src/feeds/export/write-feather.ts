import { RecordBatchFileWriter } from 'apache-arrow';
import { makeArrowBatches } from './arrow-batches';
import type { ExportTable } from './export-table';

/** Returns the table as feather (version 2, the Arrow IPC file format), uncompressed. */
export async function writeFeather(table: ExportTable): Promise<Blob> {
  const writer = RecordBatchFileWriter.writeAll(makeArrowBatches(table));
  const parts: BlobPart[] = [];
  for await (const chunk of writer) parts.push(chunk);
  return new Blob(parts, { type: 'application/vnd.apache.arrow.file' });
}
