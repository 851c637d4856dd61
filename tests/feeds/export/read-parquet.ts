import { parquetMetadata, parquetReadObjects, parquetSchema, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** A parquet file as hyparquet, a reader that shares no code with the writer, sees it. */
export interface ParquetContent {
  readonly metadata: FileMetaData;
  /** Name and type of each column: `open_time INT64 MILLIS UTC`, `close DOUBLE`. */
  readonly types: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export async function readParquetFile(file: Blob): Promise<ParquetContent> {
  const buffer = await file.arrayBuffer();
  const metadata = parquetMetadata(buffer);
  const types = parquetSchema(metadata).children.map(({ element }) => {
    const { name, type, logical_type: logical } = element;
    const words = [name, type];
    if (logical?.type === 'TIMESTAMP') {
      words.push(logical.unit, logical.isAdjustedToUTC ? 'UTC' : 'local');
    }
    return words.join(' ');
  });
  const rows = await parquetReadObjects({ file: buffer, metadata, compressors });
  return { metadata, types, rows };
}
