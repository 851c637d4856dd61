import { ImportError } from '../import-error';
import type { Table, TableOptions } from '../table';
import type { FileFormat } from './detect-format';

/** Formats that hold one table, not other files. */
export type TableFormat = Exclude<FileFormat, 'zip' | 'gzip'>;

/**
 * Looks at a table and reads its sample, not the rest; `file` is its name for messages. Each parser is
 * loaded when the first file needs it. Throws `ImportError`, `ParserCrash` among them.
 */
export async function openTable(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  format: TableFormat,
  options: TableOptions,
): Promise<Table> {
  if (bytes.length === 0) throw new ImportError(`${file} is empty (0 bytes). Remove it.`);
  switch (format) {
    case 'parquet': {
      const { openParquet } = await import('./parquet/open-parquet');
      return openParquet(bytes, file, options.parquetWasm);
    }
    case 'feather': {
      const { openArrow } = await import('./arrow/open-arrow');
      return openArrow(bytes, file);
    }
    case 'csv': {
      const { openCsv } = await import('./csv/open-csv');
      return openCsv(bytes, file);
    }
    case 'json': {
      const { openJson } = await import('./json');
      return openJson(bytes, file);
    }
  }
}
