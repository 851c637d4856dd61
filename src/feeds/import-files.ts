import type { Bars } from '../core/bars/bars';
import { BarsError } from '../core/bars/bars-error';
import { listColumns } from '../core/bars/columns';
import { formatUtc } from '../core/bars/format-time';
import { formatInterval } from '../core/bars/interval';
import { mergeBars } from '../core/bars/merge';
import type { DataSource } from '../core/library';
import { checkBars, type CheckedBars } from './checked-bars';
import { isChecksumFile, verifyChecksums } from './checksum-file';
import { detectFormat, type FileFormat } from './file-format';
import { ImportError } from './import-error';
import type { ParquetWasm } from './parquet';
import type { OnProgress } from './raw-bars';
import { hashFile, readFile } from './read-file';
import { guessSymbol } from './symbol';

/** What became of the files. */
export interface ImportedBars {
  readonly bars: Bars;
  /** Guessed from the names; '' when they tell none. */
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
}

/** How far the import of one file is; `done` and `total` are in one unit, whichever. */
export interface FileEvent {
  readonly kind: 'reading' | 'parsing';
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** What the import needs of its surroundings. */
export interface ImportOptions {
  /** Used when a file is parquet. */
  readonly parquetWasm: ParquetWasm;
}

/**
 * Reads, parses and validates files and joins them in time order. Throws `ImportError`, naming file
 * and row, at the first thing wrong; files of different symbols or intervals are refused. Binance's
 * `.CHECKSUM` files are compared with the archives that they speak of.
 */
export async function importFiles(
  allFiles: readonly File[],
  onEvent: (event: FileEvent) => void,
  options: ImportOptions,
): Promise<ImportedBars> {
  const files = allFiles.filter((file) => !isChecksumFile(file));
  if (files.length === 0)
    throw new ImportError('No file with bars was chosen. Choose at least one.');
  const parts: Part[] = [];
  for (const file of files) parts.push(...(await importFile(file, onEvent, options)));
  const symbol = agreeOnSymbol(parts);
  agreeOnInterval(parts);
  const { bars, duplicates } = mergeParts(parts);
  const sources = noteLostColumns(parts, bars);
  await verifyChecksums(allFiles.filter(isChecksumFile), sources);
  return {
    bars,
    symbol,
    name: nameImport(files, symbol, bars),
    sources: noteDuplicates(sources, duplicates),
  };
}

/** Bars of one file, or of one member of an archive. */
interface Part {
  /** For people; of a member with its archive before it. */
  readonly name: string;
  readonly symbol: string;
  readonly bars: Bars;
  readonly source: DataSource;
}

async function importFile(
  file: File,
  onEvent: (event: FileEvent) => void,
  options: ImportOptions,
): Promise<readonly Part[]> {
  const report =
    (kind: FileEvent['kind']): OnProgress =>
    (done, total) =>
      onEvent({ kind, file: file.name, done, total });
  const bytes = await readFile(file, report('reading'));
  const format = detectFormat(bytes, file.name);
  // The browser hashes on another thread while this one parses.
  const [checked, sha256] = await Promise.all([
    parseFile(bytes, file.name, format, report('parsing'), options),
    hashFile(bytes),
  ]);
  const source: DataSource = {
    name: file.name,
    bytes: file.size,
    sha256,
    format,
    notes: [...new Set(checked.flatMap(({ notes }) => notes))],
  };
  return checked.map(({ member, bars }) => ({
    name: member === undefined ? file.name : nameMember(file.name, member),
    symbol: guessSymbol(member ?? '') || guessSymbol(file.name),
    bars,
    source,
  }));
}

/** `member` is the name within an archive. */
type FileBars = CheckedBars & { readonly member?: string };

function nameMember(file: string, member: string): string {
  return `${file} / ${member}`;
}

/** Each parser is loaded when the first file needs it. */
async function parseFile(
  bytes: Uint8Array,
  file: string,
  format: FileFormat,
  onProgress: OnProgress,
  options: ImportOptions,
): Promise<readonly FileBars[]> {
  if (format === 'parquet') {
    const { parseParquet } = await import('./parquet');
    const raw = await parseParquet(bytes, file, options.parquetWasm, onProgress);
    return [checkBars(raw, file)];
  }
  const { parseCsv } = await import('./csv');
  if (format === 'csv') {
    return [checkBars(parseCsv(bytes, file, onProgress), file)];
  }
  const { unpackCsvMembers } = await import('./zip');
  const members = await unpackCsvMembers(bytes, file, onProgress);
  return members.map((member) => {
    const name = nameMember(file, member.name);
    if (member.bytes.length === 0) throw new ImportError(`${name} is empty. Remove it.`);
    return { ...checkBars(parseCsv(member.bytes, name, onProgress), name), member: member.name };
  });
}

function agreeOnSymbol(parts: readonly Part[]): string {
  const [first, ...others] = parts.filter(({ symbol }) => symbol !== '');
  if (first === undefined) return '';
  const other = others.find(({ symbol }) => symbol !== first.symbol);
  if (other === undefined) return first.symbol;
  throw new ImportError(
    `${other.name} seems to hold ${other.symbol}, but ${first.name} ${first.symbol}. ` +
      'A dataset is of one symbol: import them one after the other.',
  );
}

function agreeOnInterval([first, ...others]: readonly Part[]): void {
  const other = others.find(({ bars }) => bars.intervalMs !== first.bars.intervalMs);
  if (other === undefined) return;
  throw new ImportError(
    `${other.name} has bars of ${formatInterval(other.bars.intervalMs)}, but ${first.name} of ` +
      `${formatInterval(first.bars.intervalMs)}. Import files of one interval together.`,
  );
}

function mergeParts(parts: readonly Part[]): ReturnType<typeof mergeBars> {
  if (parts.length === 1) return { bars: parts[0].bars, duplicates: 0 };
  try {
    return mergeBars(parts.map(({ bars }) => bars));
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    const names = parts.map(({ name }) => name).join(', ');
    throw new ImportError(
      `${names} do not fit together: ${cause.message.replace(/^bars: /, '')}. ` +
        'Import only one of the files that overlap.',
      { cause },
    );
  }
}

/** The sources of `parts`; those whose columns did not make it into `bars` say so. */
function noteLostColumns(parts: readonly Part[], bars: Bars): readonly DataSource[] {
  const kept = new Set(listColumns(bars).map(({ name }) => name));
  const sources = new Map<DataSource, Set<string>>();
  for (const { source, bars: own } of parts) {
    const lost = sources.get(source) ?? new Set();
    for (const { name } of listColumns(own)) if (!kept.has(name)) lost.add(name);
    sources.set(source, lost);
  }
  return [...sources].map(([source, lost]) => {
    if (lost.size === 0) return source;
    const note = `left out, since not every file has it: ${[...lost].join(', ')}`;
    return { ...source, notes: [...source.notes, note] };
  });
}

function noteDuplicates(sources: readonly DataSource[], duplicates: number): readonly DataSource[] {
  if (duplicates === 0) return sources;
  const note = `${duplicates} bars were in two files and were taken once`;
  return sources.map((source, index) =>
    index === 0 ? { ...source, notes: [...source.notes, note] } : source,
  );
}

function nameImport(files: readonly File[], symbol: string, bars: Bars): string {
  if (files.length === 1 || symbol === '') return files[0].name.replace(/\.[^.]+$/, '');
  const day = (time: number): string => formatUtc(time).slice(0, 10);
  const { openTime } = bars;
  return (
    `${symbol} ${formatInterval(bars.intervalMs)} ` +
    `${day(openTime[0])} to ${day(openTime[openTime.length - 1])}`
  );
}
