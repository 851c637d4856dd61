import type { Bars } from '../../src/core/bars/bars';
import type { ColumnMapping } from '../../src/core/import';
import { hashFile } from '../../src/feeds/choose-files';
import type { ImportSteps } from '../../src/feeds/import-files';
import type { OpenedFile } from '../../src/feeds/open-tables';
import type { RawBars, Table } from '../../src/feeds/table';
import type { Recognition } from '../../src/feeds/recognise/recognise-table';
import { toRows } from '../core/bars/quality/make-rows';
import { makeFile } from './make-files';

/** What a table of a file that was made up holds, and what recognising it gives. */
export interface FakeTable {
  readonly member?: string;
  readonly columns?: readonly string[];
  readonly recognition?: (name: string) => Recognition;
  readonly markets: readonly Market[];
}

interface Market {
  readonly bars: Bars;
  readonly symbol?: string;
  readonly notes?: readonly string[];
}

export const someMapping: ColumnMapping = {
  columns: {},
  time: { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' },
  decimal: '.',
  extras: [],
};

/** Files made up of bars, and the steps of an import that read them; no parser is asked. */
export class FakeFiles {
  readonly #tables = new Map<Table, FakeTable>();
  readonly #files = new Map<File, readonly FakeTable[]>();
  /** Mappings that tables were read with, by name. */
  readonly mappings = new Map<string, ColumnMapping>();

  /** A file of one table with one market. */
  add(name: string, bars: Bars, symbol = ''): File {
    return this.addTables(name, [{ markets: [{ bars, symbol }] }]);
  }

  addTables(name: string, tables: readonly FakeTable[]): File {
    const file = makeFile(name, `content of ${name}, ${this.#files.size}`);
    this.#files.set(file, tables);
    return file;
  }

  readonly parquetWasm = '';
  readonly steps: ImportSteps = {
    openTables: async (file, { onProgress }): Promise<OpenedFile> => {
      const tables = this.#files.get(file);
      if (tables === undefined) throw new Error(`${file.name} was opened, but is no file of bars`);
      onProgress(file.size, file.size);
      const sha256 = hashFile(new Uint8Array(await file.arrayBuffer()));
      return {
        name: file.name,
        sha256,
        bytes: file.size,
        format: 'csv',
        failures: [],
        notes: [`${file.name} was opened`],
        tables: tables.map((fake) => ({
          name: fake.member === undefined ? file.name : `${file.name} / ${fake.member}`,
          table: this.#describe(fake),
        })),
      };
    },
    recogniseTable: (table, name) =>
      this.#find(table).recognition?.(name) ?? { kind: 'sure', mapping: someMapping, notes: [] },
    readRawBars: async (table, mapping, name, onProgress): Promise<readonly RawBars[]> => {
      this.mappings.set(name, mapping);
      onProgress(1, 1);
      return this.#find(table).markets.map(({ bars, symbol = '', notes = [] }) => {
        const rows = toRows(bars);
        return { ...rows, symbol, notes };
      });
    },
  };

  #find(table: Table): FakeTable {
    const fake = this.#tables.get(table);
    if (fake === undefined) throw new Error('the table was opened by other steps');
    return fake;
  }

  #describe(fake: FakeTable): Table {
    const table: Table = {
      format: 'csv',
      columns: (fake.columns ?? []).map((name) => ({ name, kind: 'number', type: '' })),
      hasHeader: true,
      rowLimit: 0,
      sample: [],
      notes: [],
      read: () => Promise.reject(new Error('fake tables are not read')),
    };
    this.#tables.set(table, fake);
    return table;
  }
}
