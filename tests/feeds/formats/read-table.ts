import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTables, type OpenedFile } from '../../../src/feeds/open-tables';
import type { ReadColumns, Table } from '../../../src/feeds/table';
import { ignoreProgress, parquetWasm } from '../make-files';

const fixtures = join(import.meta.dirname, '../../fixtures/formats');

export function readFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(fixtures, name)));
}

export function openFile(file: File): Promise<OpenedFile> {
  return openTables(file, { parquetWasm, onProgress: ignoreProgress });
}

/** The only table of a file with this content. */
export async function openContent(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Table> {
  const { tables } = await openFile(new File([content], name));
  if (tables.length !== 1) throw new Error(`${name} has ${tables.length} tables`);
  return tables[0].table;
}

export async function openFixture(name: string): Promise<Table> {
  return openContent(name, readFixture(name));
}

/** Reads columns by name; text through `parseText`. */
export function readNamed(
  table: Table,
  names: readonly string[],
  parseText: (text: string) => number = Number,
): Promise<ReadColumns> {
  const requests = names.map((name) => {
    const position = table.columns.findIndex((column) => column.name === name);
    if (position === -1) throw new Error(`no column ${name}`);
    return { position, parseText };
  });
  return table.read(requests, ignoreProgress);
}

/** All columns as plain arrays, in the order of the table. */
export async function readAll(
  table: Table,
  parseText: (text: string) => number = Number,
): Promise<number[][]> {
  const requests = table.columns.map((_, position) => ({ position, parseText }));
  const { values } = await table.read(requests, ignoreProgress);
  return values.map((column) => [...column]);
}

/** Message of the `ImportError` that opening or reading a file ends with. */
export async function refusalOf(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  try {
    const { tables } = await openFile(new File([content], name));
    for (const { table } of tables) await readAll(table);
  } catch (error) {
    if (error instanceof Error && error.name === 'ImportError') return error.message;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}

/** "name:kind" of each column. */
export function listKinds(table: Table): readonly string[] {
  return table.columns.map(({ name, kind }) => `${name}:${kind}`);
}
