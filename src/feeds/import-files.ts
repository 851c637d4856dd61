import type { Bars } from '../core/bars/bars';
import { BarsError } from '../core/bars/bars-error';
import { formatUtc } from '../core/bars/format-time';
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
  const symbol = agreeOnSymbol(files);
  const parts: Part[] = [];
  for (const file of files) parts.push(...(await importFile(file, onEvent, options)));
  agreeOnInterval(parts);
  const { bars, duplicates } = mergeParts(parts);
  const sources = [...new Set(parts.map((part) => part.source))];
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
  readonly name: string;
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
  return checked.map(({ name, bars }) => ({ name, bars, source }));
}

type NamedBars = CheckedBars & { readonly name: string };

/** Each parser is loaded when the first file needs it. */
async function parseFile(
  bytes: Uint8Array,
  file: string,
  format: FileFormat,
  onProgress: OnProgress,
  options: ImportOptions,
): Promise<readonly NamedBars[]> {
  if (format === 'parquet') {
    const { parseParquet } = await import('./parquet');
    const raw = await parseParquet(bytes, file, options.parquetWasm, onProgress);
    return [{ ...checkBars(raw, file), name: file }];
  }
  const { parseCsv } = await import('./csv');
  if (format === 'csv') {
    return [{ ...checkBars(parseCsv(bytes, file, onProgress), file), name: file }];
  }
  const { unpackCsvMembers } = await import('./zip');
  const members = await unpackCsvMembers(bytes, file, onProgress);
  return members.map((member) => {
    const name = `${file} / ${member.name}`;
    if (member.bytes.length === 0) throw new ImportError(`${name} is empty. Remove it.`);
    return { ...checkBars(parseCsv(member.bytes, name, onProgress), name), name };
  });
}

function agreeOnSymbol(files: readonly File[]): string {
  const [first, ...others] = files
    .map(({ name }) => ({ name, symbol: guessSymbol(name) }))
    .filter(({ symbol }) => symbol !== '');
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
    `${other.name} has bars of ${describeInterval(other.bars.intervalMs)}, but ${first.name} of ` +
      `${describeInterval(first.bars.intervalMs)}. Import files of one interval together.`,
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
    `${symbol} ${describeInterval(bars.intervalMs)} ` +
    `${day(openTime[0])} to ${day(openTime[openTime.length - 1])}`
  );
}

function describeInterval(intervalMs: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, ms] = units.find(([, size]) => intervalMs % size === 0) ?? ['ms', 1];
  return `${intervalMs / ms}${unit}`;
}
