import { parquetMetadata } from 'hyparquet';
import { formatMegabytes } from '../../../core/format';
import { ImportError } from '../../import-error';
import { maxRows, maxUnpackedBytes } from '../../table';
import { describeDamage } from './wasm-batches';

/** One column of a row group: where its pages stand in the file. */
export interface ColumnChunk {
  /** Name of the top-level column. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly unpackedBytes: number;
}

interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

/** What the footer of a parquet file says about the rest. */
export interface ParquetFooter {
  readonly rows: number;
  readonly groups: readonly RowGroup[];
}

/**
 * Reads the footer in JavaScript, where a lie cannot do harm, so that sizes are known before the parser
 * spends memory on them. Throws `ImportError` for damage and for sizes over the limits.
 */
export function readFooter(bytes: Uint8Array, file: string): ParquetFooter {
  const groups = parseGroups(bytes, file);
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const unpacked = groups
    .flatMap(({ chunks }) => chunks)
    .reduce((sum, chunk) => sum + chunk.unpackedBytes, 0);
  if (rows > maxRows) {
    throw new ImportError(
      `${file} tells ${rows} rows, more than the limit of ${maxRows}. Import a shorter period.`,
    );
  }
  if (unpacked > maxUnpackedBytes) {
    throw new ImportError(
      `${file} unpacks to ${formatMegabytes(unpacked)}, more than the limit of ` +
        `${formatMegabytes(maxUnpackedBytes)}. Import a shorter period or fewer columns.`,
    );
  }
  return { rows, groups };
}

function parseGroups(bytes: Uint8Array, file: string): readonly RowGroup[] {
  try {
    const { row_groups: rowGroups } = parquetMetadata(bytes, { geoparquet: false, parsers });
    return rowGroups.map((group) => ({
      rows: toSize(group.num_rows),
      chunks: group.columns.map((column) => {
        const about = column.meta_data;
        if (about === undefined) throw new Error('a column is encrypted');
        const start = Number(about.dictionary_page_offset || about.data_page_offset);
        return {
          name: about.path_in_schema[0],
          start,
          end: start + toSize(about.total_compressed_size),
          unpackedBytes: toSize(about.total_uncompressed_size),
        };
      }),
    }));
  } catch (cause) {
    throw describeDamage(file, cause);
  }
}

/** Statistics are not needed here, and parsing damaged ones can fail. */
const parsers = Object.fromEntries(
  [
    'timestampFromMilliseconds',
    'timestampFromMicroseconds',
    'timestampFromNanoseconds',
    'dateFromDays',
    'stringFromBytes',
    'uuidFromBytes',
  ].map((name) => [name, () => undefined]),
);

/** What a damaged footer lacks is undefined, whatever its type says. */
function toSize(value: bigint | undefined): number {
  if (typeof value !== 'bigint' || value < 0n) throw new Error(`a size of ${value}`);
  return Number(value);
}
