import type { ColumnMapping, ImportDecisions, UnfinishedImport } from '../core/import';
import type { DataSource, SourceFormat } from '../core/library';
import { checkBars } from './check-bars';
import { chooseFiles, hashFile, readFile, verifyChecksums } from './choose-files';
import { unpackGzip } from './containers/gzip';
import { detectFormat, type FileFormat } from './formats/detect-format';
import { ImportError, isRefusal, ParserCrash } from './import-error';
import { mergeParts, type ImportedBars, type Part } from './merge-parts';
import { readRawBars } from './recognise/read-raw-bars';
import { MappingChoice, recogniseTable, type Recognition } from './recognise/recognise-table';
import type { OnProgress, RawBars, Table, TableOptions } from './table';

/** How far the import of one file is; `done` and `total` are in one unit, whichever. */
export interface FileEvent {
  readonly kind: 'reading' | 'parsing';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** What became of files. */
export type ImportResult =
  | {
      readonly kind: 'bars';
      readonly imports: readonly ImportedBars[];
      /** Files that were read by answers of earlier imports. */
      readonly recalled: readonly string[];
    }
  | UnfinishedImport;

/** What the import needs of its surroundings. */
export interface ImportOptions extends TableOptions {
  /** Where each of the files was fetched from, for its provenance. */
  readonly urls?: readonly string[] | undefined;
  /** Other steps than the usual ones. */
  readonly steps?: ImportSteps;
}

/** What an import does with each file; all throw `ImportError` for what no decision can mend. */
export interface ImportSteps {
  openTables(file: File, options: OpenOptions): Promise<OpenedFile>;
  /** `name` is that of the table, for messages and as the key of a question. */
  recogniseTable(table: Table, name: string): Recognition;
  /** Returns the rows of each market, neither put in order nor checked. */
  readRawBars(
    table: Table,
    mapping: ColumnMapping,
    name: string,
    onProgress: OnProgress,
  ): Promise<readonly RawBars[]>;
}

/**
 * Reads, recognises, parses, checks and joins files: one result a symbol and interval. It is a function
 * of files and decisions, and ends with a question where a decision is missing. Files that come along
 * with data are left aside, and archives compared with their `.CHECKSUM` files.
 * What an `ImportError` says is returned as a refusal, that of a parser that has crashed among them; anything
 * else is thrown.
 */
export async function importFiles(
  files: readonly File[],
  decisions: ImportDecisions,
  onEvent: (event: FileEvent) => void,
  { parquetWasm, urls, steps = { openTables, recogniseTable, readRawBars } }: ImportOptions,
): Promise<ImportResult> {
  try {
    const { data, checksums, leftAside } = chooseFiles(files);
    const choice = new MappingChoice(steps.recogniseTable, decisions);
    const job = { steps, choice, decisions, checksums, parquetWasm, onEvent };
    const parts: Part[] = [];
    // One after the other: the bytes of a file are let go before the next one is read.
    for (const file of data) {
      const read = await readParts(file, urls?.[files.indexOf(file)], job);
      if (read.kind !== 'parts') return read;
      parts.push(...read.parts);
    }
    const merged = await mergeParts(parts, decisions.conflicts, leftAside);
    return merged.kind === 'bars' ? { ...merged, recalled: choice.recalled } : merged;
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', message: error.message };
    if (!(error instanceof ParserCrash)) throw error;
    return { kind: 'refused', message: error.message, isWorkerUnusable: true };
  }
}

/** What the reading of each file shares. */
interface ImportJob extends TableOptions {
  readonly steps: ImportSteps;
  readonly choice: MappingChoice;
  readonly decisions: ImportDecisions;
  /** Files that state the SHA-256 of others. */
  readonly checksums: readonly File[];
  readonly onEvent: (event: FileEvent) => void;
}

/** What became of one file. */
type ReadParts = { readonly kind: 'parts'; readonly parts: readonly Part[] } | UnfinishedImport;

/** Reads one file into checked bars, a part for each table and market; throws `ImportError`. */
async function readParts(file: File, url: string | undefined, job: ImportJob): Promise<ReadParts> {
  const report =
    (kind: FileEvent['kind']): OnProgress =>
    (done, total) =>
      job.onEvent({ kind, file: file.name, done, total });
  const { parquetWasm, steps } = job;
  const options = { parquetWasm, onProgress: report('reading') };
  const { tables, ...opened } = await steps.openTables(file, options);
  const source: DataSource = { ...opened, ...(url === undefined ? {} : { url }) };
  await verifyChecksums(job.checksums, [source]);
  const parts: Part[] = [];
  for (const table of tables) {
    const read = await readTable(table, source, report('parsing'), job);
    if (read.kind !== 'parts') return read;
    parts.push(...read.parts);
  }
  return { kind: 'parts', parts };
}

async function readTable(
  { name, table }: NamedTable,
  source: DataSource,
  onProgress: OnProgress,
  { steps, choice, decisions }: ImportJob,
): Promise<ReadParts> {
  const chosen = choice.choose(table, name);
  if (chosen.kind === 'refused') return chosen;
  if (chosen.kind === 'unsure') return { kind: 'question', question: chosen.question };
  try {
    const parts: Part[] = [];
    for (const rows of await steps.readRawBars(table, chosen.mapping, name, onProgress)) {
      const checked = checkBars(rows, name, decisions);
      if (checked.kind === 'question') return checked;
      const { bars, quality, whereIs } = checked;
      const notes = [...chosen.notes, ...rows.notes, ...checked.notes];
      parts.push({ name, symbol: rows.symbol, bars, quality, source, notes, whereIs });
    }
    return { kind: 'parts', parts };
  } catch (error) {
    // The person who chose the columns may have chosen wrongly.
    if (!isRefusal(error) || chosen.question === undefined) throw error;
    return { kind: 'refused', message: error.message, question: chosen.question };
  }
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

/** A table of a file. */
interface NamedTable {
  /** For people, and key of decisions: the file, of an archive "archive / member". */
  readonly name: string;
  readonly table: Table;
}

interface OpenOptions extends TableOptions {
  /** Called with the bytes read, then with those unpacked where the file is an archive. */
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

async function openBytes(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  options: OpenOptions,
): Promise<Pick<OpenedFile, 'format' | 'tables' | 'notes'>> {
  const format = detectFormat(bytes, file);
  if (format !== 'zip') {
    return {
      format,
      tables: [{ name: file, table: await openTable(bytes, file, options) }],
      notes: [],
    };
  }
  const { unpackZip } = await import('./containers/zip');
  const { members, notes } = await unpackZip(bytes, file, options.onProgress);
  const tables: NamedTable[] = [];
  for (const member of members) {
    const name = `${file} / ${member.name}`;
    tables.push({ name, table: await openTable(member.bytes, name, options) });
  }
  return { format, tables, notes };
}

/**
 * Opens a table, which may be gzip-compressed, and reads its sample, not the rest. Each parser is loaded when the first
 * file needs it.
 */
async function openTable(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  options: OpenOptions,
  format: FileFormat = detectFormat(bytes, name),
): Promise<Table> {
  switch (format) {
    case 'parquet':
      return (await import('./formats/parquet/open-parquet')).openParquet(
        bytes,
        name,
        options.parquetWasm,
      );
    case 'feather':
      return (await import('./formats/arrow/open-arrow')).openArrow(bytes, name);
    case 'csv':
      return (await import('./formats/csv/open-csv')).openCsv(bytes, name);
    case 'json':
      return (await import('./formats/json/open-json')).openJson(bytes, name);
    case 'gzip': {
      const unpacked = await unpackGzip(bytes, name, options.onProgress);
      const inner = detectFormat(unpacked, name, name.replace(/\.gz(ip)?$/i, ''));
      if (inner === 'gzip') throw refuseNested(name);
      return openTable(unpacked, name, options, inner);
    }
    case 'zip':
      throw refuseNested(name);
  }
}

function refuseNested(name: string): ImportError {
  return new ImportError(
    `${name} is an archive in an archive. Unpack it and import what is inside.`,
  );
}
