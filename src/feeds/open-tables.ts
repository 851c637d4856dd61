import type { SourceFormat } from '../core/library';
import { hashFile, readFile } from './choose-files';
import type { Archive } from './containers/archive';
import { unpackGzip } from './containers/gzip';
import { detectFormat, type FileFormat } from './formats/detect-format';
import { ImportError, isRefusal } from './import-error';
import type { OnProgress, Table, TableOptions } from './table';

/** A file that was unpacked and whose tables were looked at. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  /** Hex, of the file's bytes; computed on another thread while tables are opened and read. */
  readonly sha256: Promise<string>;
  readonly format: SourceFormat;
  readonly tables: readonly NamedTable[];
  /** Members of an archive that cannot be opened. */
  readonly failures: readonly { readonly name: string; readonly error: ImportError }[];
  /** Decisions about the file as a whole; those about a table are in the table's notes. */
  readonly notes: readonly string[];
}

/** A table of a file. */
export interface NamedTable {
  /** For people, and key of decisions: the file, of an archive "archive / member". */
  readonly name: string;
  readonly table: Table;
}

export interface OpenOptions extends TableOptions {
  /** Called with the bytes read, then with those unpacked where the file is an archive. */
  readonly onProgress: OnProgress;
}

/**
 * Reads a file, unpacks it where it is an archive, and opens its tables. Throws `ImportError` naming the
 * file; a `ParserCrash` among them says that the worker must be replaced.
 */
export async function openTables(file: File, options: OpenOptions): Promise<OpenedFile> {
  const bytes = await readFile(file, options.onProgress);
  const sha256 = hashFile(bytes);
  // Whoever asks for it hears of its failure; where the file is refused, nobody does.
  sha256.catch(() => undefined);
  return {
    name: file.name,
    bytes: file.size,
    sha256,
    ...(await openBytes(bytes, file.name, options)),
  };
}

async function openBytes(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  options: OpenOptions,
): Promise<Pick<OpenedFile, 'format' | 'tables' | 'failures' | 'notes'>> {
  const format = detectFormat(bytes, file);
  if (format !== 'gzip') {
    const archive = await openArchive(bytes, file, format, options);
    if (archive !== undefined) return { format, ...archive };
    const table = await openTable(bytes, file, format, options);
    return { format, tables: [{ name: file, table }], failures: [], notes: [] };
  }
  const { unpacked, inner } = await unpackInner(bytes, file, options);
  const archive = inner === 'zip' ? undefined : await openArchive(unpacked, file, inner, options);
  if (archive !== undefined) return { format, ...archive };
  const table = await openTable(unpacked, file, inner, options);
  return { format, tables: [{ name: file, table }], failures: [], notes: [] };
}

/** Opens what an archive holds; undefined for bytes of another format. One member never costs the others. */
async function openArchive(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  format: FileFormat,
  options: OpenOptions,
): Promise<Pick<OpenedFile, 'tables' | 'failures' | 'notes'> | undefined> {
  const archive = await unpackArchive(bytes, file, format, options.onProgress);
  if (archive === undefined) return undefined;
  const nameOf = (member: string): string => `${file} / ${member}`;
  const failures: OpenedFile['failures'][number][] = [];
  const tables: NamedTable[] = [];
  for (const member of archive.members) {
    const name = nameOf(member.name);
    try {
      const format = detectFormat(member.bytes, name);
      const { unpacked, inner } =
        format === 'gzip'
          ? await unpackInner(member.bytes, name, options)
          : { unpacked: member.bytes, inner: format };
      tables.push({ name, table: await openTable(unpacked, name, inner, options) });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      failures.push({ name, error });
    }
  }
  const [failure] = failures;
  if (tables.length === 0 && failures.length === 1) throw failure.error;
  return { tables, failures, notes: archive.notes };
}

async function unpackArchive(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  format: FileFormat,
  onProgress: OnProgress,
): Promise<Archive | undefined> {
  if (format === 'tar') return (await import('./containers/tar')).unpackTar(bytes, file);
  if (format !== 'zip') return undefined;
  return (await import('./containers/zip')).unpackZip(bytes, file, onProgress);
}

/** Unpacks a gzip file, and tells what is in it. */
async function unpackInner(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  { onProgress }: OpenOptions,
): Promise<{ readonly unpacked: Uint8Array<ArrayBuffer>; readonly inner: FileFormat }> {
  const unpacked = await unpackGzip(bytes, name, onProgress);
  return { unpacked, inner: detectFormat(unpacked, name, name.replace(/\.gz(ip)?$/i, '')) };
}

/** Opens a table and reads its sample, not the rest. Each parser is loaded when the first file needs it. */
async function openTable(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  format: FileFormat,
  { parquetWasm }: OpenOptions,
): Promise<Table> {
  switch (format) {
    case 'parquet':
      return (await import('./formats/parquet/open-parquet')).openParquet(bytes, name, parquetWasm);
    case 'feather':
      return (await import('./formats/arrow/open-arrow')).openArrow(bytes, name);
    case 'csv':
      return (await import('./formats/csv/open-csv')).openCsv(bytes, name);
    case 'json':
      return (await import('./formats/json/open-json')).openJson(bytes, name);
    case 'gzip':
    case 'zip':
    case 'tar':
      throw new ImportError(
        `${name} is an archive in an archive. Unpack it and import what is inside.`,
      );
  }
}
