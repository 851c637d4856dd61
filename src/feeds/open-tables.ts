import type { SourceFormat } from '../core/library';
import { unpackGzip } from './containers/gzip';
import { detectFormat } from './formats/detect-format';
import { openTable } from './formats/open-table';
import type { OnProgress, Table, TableOptions } from './table';
import { ImportError } from './import-error';
import { hashFile, readFile } from './choose-files';

/** A table of a file. */
export interface NamedTable {
  /** For people, and key of decisions: the file, of an archive "archive / member". */
  readonly name: string;
  /** Name within the archive. */
  readonly member?: string;
  readonly table: Table;
}

/** A file that was unpacked and whose tables were looked at. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  /** Hex, of the file's bytes. */
  readonly sha256: string;
  readonly format: SourceFormat;
  readonly tables: readonly NamedTable[];
  /** Decisions about the file as a whole; those about a table are in the table's notes. */
  readonly notes: readonly string[];
}

export interface OpenOptions extends TableOptions {
  /** Told of the bytes read, then of those unpacked where there are any. */
  readonly onProgress: OnProgress;
}

/**
 * Reads a file, unpacks it where it is an archive, and opens its tables. Throws `ImportError` naming the
 * file; a `ParserCrash` among them says that the worker must be replaced.
 */
export async function openTables(file: File, options: OpenOptions): Promise<OpenedFile> {
  const bytes = await readFile(file, options.onProgress);
  // The browser hashes on another thread while this one parses.
  const [opened, sha256] = await Promise.all([
    openBytes(bytes, file.name, options),
    hashFile(bytes),
  ]);
  return { name: file.name, bytes: file.size, sha256, ...opened };
}

/** As `openTables`, of bytes that are at hand. */
export async function openBytes(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  options: OpenOptions,
): Promise<Pick<OpenedFile, 'format' | 'tables' | 'notes'>> {
  const format = detectFormat(bytes, file);
  if (format === 'zip') {
    const { unpackZip } = await import('./containers/zip');
    const { members, notes } = await unpackZip(bytes, file, options.onProgress);
    const tables: NamedTable[] = [];
    for (const { name: member, bytes: unpacked } of members) {
      const name = `${file} / ${member}`;
      tables.push({ name, member, table: await openMember(unpacked, name, options) });
    }
    return { format, tables, notes };
  }
  return {
    format,
    tables: [{ name: file, table: await openMember(bytes, file, options) }],
    notes: [],
  };
}

/** Opens a table that may be gzip-compressed. */
async function openMember(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  options: OpenOptions,
): Promise<Table> {
  const format = detectFormat(bytes, name);
  if (format !== 'zip' && format !== 'gzip') return openTable(bytes, name, format, options);
  const advice = 'Unpack it and import what is inside.';
  if (format === 'zip') throw new ImportError(`${name} is an archive in an archive. ${advice}`);

  const unpacked = await unpackGzip(bytes, name, options.onProgress);
  const inner = detectFormat(unpacked, name, name.replace(/\.gz(ip)?$/i, ''));
  if (inner === 'zip' || inner === 'gzip') {
    throw new ImportError(`${name} is an archive in an archive. ${advice}`);
  }
  return openTable(unpacked, name, inner, options);
}
