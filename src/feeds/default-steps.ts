import { detectFormat } from './file-format';
import { ImportError } from './import-error';
import type { ImportSteps } from './import-steps';
import type { ParquetWasm } from './parquet';
import type { OnProgress, RawBars } from './raw-bars';
import { hashFile, readFile } from './read-file';
import type { Table } from './table';

/**
 * The steps of an import by the parsers that recognise columns themselves, each loaded when the first
 * file needs it. A table here stands for its parser: it has no columns to map.
 */
export function defaultSteps({ parquetWasm }: { readonly parquetWasm: ParquetWasm }): ImportSteps {
  const parsers = new WeakMap<Table, Parse>();
  const describe = (format: Table['format'], parse: Parse): Table => {
    const table: Table = {
      format,
      columns: [],
      hasHeader: true,
      rowLimit: 0,
      sample: [],
      notes: [],
      read: () => Promise.reject(new Error('this table is read by its parser')),
    };
    parsers.set(table, parse);
    return table;
  };
  return {
    async openTables(file, onProgress) {
      const bytes = await readFile(file, onProgress);
      const format = detectFormat(bytes, file.name);
      const opened = { sha256: await hashFile(bytes), bytes: file.size, format, notes: [] };
      if (format !== 'zip') {
        const parse = format === 'csv' ? parseCsvWith(bytes) : parseParquetWith(bytes, parquetWasm);
        return { ...opened, tables: [{ name: file.name, table: describe(format, parse) }] };
      }
      const { unpackCsvMembers } = await import('./zip');
      const members = await unpackCsvMembers(bytes, file.name, () => undefined);
      const tables = members.map((member) => ({
        name: `${file.name} / ${member.name}`,
        member: member.name,
        table: describe('csv', parseCsvWith(member.bytes)),
      }));
      return { ...opened, tables };
    },
    recogniseTable: () => ({ kind: 'sure', mapping: noMapping, notes: [] }),
    async readRawBars(table, _mapping, name, onProgress) {
      const parse = parsers.get(table);
      if (parse === undefined) throw new Error(`${name} was opened by other steps`);
      return [{ ...(await parse(name, onProgress)), symbol: '' }];
    },
  };
}

type Parse = (name: string, onProgress: OnProgress) => Promise<RawBars>;

const noMapping = {
  columns: {},
  time: { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' },
  extras: [],
} as const;

function parseCsvWith(bytes: Uint8Array): Parse {
  return async (name, onProgress) => {
    if (bytes.length === 0) throw new ImportError(`${name} is empty. Remove it.`);
    const { parseCsv } = await import('./csv');
    return parseCsv(bytes, name, onProgress);
  };
}

function parseParquetWith(bytes: Uint8Array, wasm: ParquetWasm): Parse {
  return async (name, onProgress) => {
    const { parseParquet } = await import('./parquet');
    return parseParquet(bytes, name, wasm, onProgress);
  };
}
