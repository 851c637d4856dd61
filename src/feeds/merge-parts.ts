import { type Bars, BarsError, countBars, hasVolume, listColumns } from '../core/bars/bars';
import { formatUtc } from '../core/bars/times';
import { mergeBars, type MergedBars } from '../core/bars/merge';
import {
  combineFindings,
  type QualityFinding,
  type QualityReport,
} from '../core/bars/quality/report';
import { inspectBars } from '../core/bars/quality/bar-checks';
import type { ConflictQuestion, ImportDecisions } from '../core/import';
import type { DataSource, DatasetSet } from '../core/library';
import { hashFile } from './choose-files';
import { ImportError, listNames } from './import-error';
import { formatInterval } from '../core/bars/interval';

/** Bars of one market in one file or member of an archive. */
export interface Part {
  /** For people; of a member with its archive before it. */
  readonly name: string;
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly bars: Bars;
  /** Of its rows. */
  readonly quality: QualityReport;
  /** The file; its notes are those of the whole file. */
  readonly source: DataSource;
  /** Decisions that concern this part. */
  readonly notes: readonly string[];
  /** Where a bar stands in the file, for people. */
  whereIs(bar: number): string;
}

/** Bars of one symbol and interval and what is known of them. */
export interface ImportedBars {
  readonly bars: Bars;
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
  /** False where volume is 0 at every bar. */
  readonly hasVolume: boolean;
  /** There when the files hold several symbols or intervals. */
  readonly set?: DatasetSet;
}

interface Question {
  readonly kind: 'question';
  readonly question: ConflictQuestion;
}

/**
 * Joins the parts of each symbol and interval in time order, inspects the results and names them; the first of them
 * notes the files that were `leftAside`. Parts are in the order of the files, which decides which of two conflicting
 * bars is the first. Throws `ImportError` for parts that do not fit together.
 */
export async function mergeParts(
  parts: readonly Part[],
  conflicts: ImportDecisions['conflicts'],
  leftAside: readonly string[],
): Promise<{ readonly kind: 'bars'; readonly imports: readonly ImportedBars[] } | Question> {
  const merged: MergedPart[] = [];
  for (const group of groupParts(parts)) {
    const result = mergeGroup(group, conflicts);
    if (result.kind === 'question') return result;
    merged.push(result);
  }
  const set = merged.length > 1 ? await describeSet(merged) : undefined;
  const imports = merged.map(({ bars, symbol, sources, quality }) => ({
    bars,
    symbol,
    name: nameBars(bars, symbol, sources[0].name),
    sources: noteLeftAside(sources, leftAside),
    quality,
    hasVolume: hasVolume(bars),
    ...(set === undefined ? {} : { set }),
  }));
  return { kind: 'bars', imports };
}

/** Parts of one symbol and interval as one. */
interface MergedPart {
  readonly kind: 'merged';
  readonly bars: Bars;
  readonly symbol: string;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
}

function mergeGroup(
  parts: readonly Part[],
  conflicts: ImportDecisions['conflicts'],
): MergedPart | Question {
  const merged = joinBars(parts, conflicts);
  const { symbol } = parts[0];
  if (merged.firstConflict !== undefined && conflicts === 'ask') {
    return { kind: 'question', question: askAboutConflict(parts, merged, symbol) };
  }
  const { bars } = merged;
  const findings = combineFindings([
    ...parts.map(({ quality }) => quality.findings),
    describeMerge(parts, merged, conflicts),
    inspectBars(bars),
  ]);
  const rows = parts.reduce((sum, { quality }) => sum + quality.rows, 0);
  return {
    kind: 'merged',
    bars,
    symbol,
    sources: listSources(parts, bars),
    quality: { findings, rows },
  };
}

function joinBars(parts: readonly Part[], conflicts: ImportDecisions['conflicts']): MergedBars {
  if (parts.length === 1) return { bars: parts[0].bars, duplicates: 0, conflicts: 0 };
  const side = conflicts === 'keep-last' ? 'last' : 'first';
  try {
    return mergeBars(
      parts.map(({ bars }) => bars),
      { conflicts: side },
    );
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    const names = parts.map(({ name }) => name).join(', ');
    throw new ImportError(
      `${names} do not fit together: ${cause.message.replace(/^bars: /, '')}. ` +
        'Import only those that belong together.',
      { cause },
    );
  }
}

function askAboutConflict(
  parts: readonly Part[],
  { conflicts, firstConflict }: MergedBars,
  symbol: string,
): ConflictQuestion {
  if (firstConflict === undefined) throw new Error(`${conflicts} conflicts without a first one`);
  const { time, column, values, places } = firstConflict;
  const [a, b] = places;
  const named = [parts[a.part].whereIs(a.bar), parts[b.part].whereIs(b.bar)] as const;
  return { kind: 'conflicts', symbol, conflicts, first: { time, column, values, places: named } };
}

/** The findings about bars that are in more than one part. */
function describeMerge(
  parts: readonly Part[],
  { duplicates, firstDuplicate, conflicts, firstConflict }: MergedBars,
  decided: ImportDecisions['conflicts'],
): QualityFinding[] {
  const findings: QualityFinding[] = [];
  if (firstDuplicate !== undefined) {
    const { part, bar } = firstDuplicate;
    const time = parts[part].bars.openTime[bar];
    const detail = `${formatUtc(time)} is in another file, too, the same`;
    const first = { time, where: parts[part].whereIs(bar), detail };
    findings.push({ check: 'duplicate', handling: 'corrected', count: duplicates, first });
  }
  if (firstConflict !== undefined) {
    const { time, column, values, places } = firstConflict;
    const [where, other] = places.map(({ part, bar }) => parts[part].whereIs(bar));
    const kept = decided === 'keep-last' ? 'last' : 'first';
    const detail = `${column} is ${values[0]}, but ${values[1]} in ${other}; the ${kept} was kept`;
    const first = { time, where, detail };
    findings.push({ check: 'conflict', handling: 'corrected', count: conflicts, first });
  }
  return findings;
}

/** The files of the parts, each with its own notes, those of its parts, and the columns it lost. */
function listSources(parts: readonly Part[], bars: Bars): readonly DataSource[] {
  const kept = new Set(listColumns(bars).map(({ name }) => name));
  return [...new Set(parts.map(({ source }) => source))].map((source) => {
    const own = parts.filter((part) => part.source === source);
    const columns = own.flatMap((part) => listColumns(part.bars).map(({ name }) => name));
    const lost = [...new Set(columns)].filter((name) => !kept.has(name));
    const notes = new Set([...source.notes, ...own.flatMap((part) => part.notes)]);
    if (lost.length > 0) notes.add(`left out, since not every file has it: ${lost.join(', ')}`);
    return { ...source, notes: [...notes] };
  });
}

/**
 * Returns the parts that belong together, which are those of one symbol and interval, in the order in
 * which the first of each comes. Parts that name no symbol are of the only one that others name, which
 * becomes a note; where others name several, they stay by themselves.
 */
function groupParts(parts: readonly Part[]): readonly (readonly Part[])[] {
  const symbols = [...new Set(parts.map(({ symbol }) => symbol))].filter((symbol) => symbol !== '');
  const [only] = symbols.length === 1 ? symbols : [];
  const groups = new Map<string, Part[]>();
  for (const part of parts.map((each) => adoptSymbol(each, only))) {
    const key = `${part.bars.intervalMs} ${part.symbol}`;
    const group = groups.get(key) ?? [];
    group.push(part);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function adoptSymbol(part: Part, only: string | undefined): Part {
  if (part.symbol !== '' || only === undefined) return part;
  const note = `${part.name} names no symbol: it is taken as ${only}, like the others`;
  return { ...part, symbol: only, notes: [...part.notes, note] };
}

/** Returns a name such as "BTCUSDT 1m 2024-01-01 to 2024-03-31", of a file's stem without a symbol. */
function nameBars(bars: Bars, symbol: string, fileName: string): string {
  const what = symbol === '' ? fileName.replace(/\.[^.]+$/, '') : symbol;
  return `${what} ${formatInterval(bars.intervalMs)} ${nameDays([bars])}`;
}

/** The same files make the same set. Its name has the symbols, or how many there are, and the days. */
async function describeSet(merged: readonly MergedPart[]): Promise<DatasetSet> {
  const hashes = merged.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256));
  const text = [...new Set(hashes)].sort().join();
  const symbols = [...new Set(merged.map(({ symbol }) => symbol))].filter(
    (symbol) => symbol !== '',
  );
  const maxSymbols = 4;
  const what =
    symbols.length === 0
      ? `${merged.length} datasets`
      : symbols.length > maxSymbols
        ? `${symbols.length} symbols`
        : symbols.join(', ');
  return {
    id: await hashFile(new TextEncoder().encode(text)),
    name: `${what} ${nameDays(merged.map(({ bars }) => bars))}`,
  };
}

function noteLeftAside(
  [first, ...others]: readonly DataSource[],
  leftAside: readonly string[],
): readonly DataSource[] {
  if (leftAside.length === 0) return [first, ...others];
  const note = `left aside, since they hold no bars: ${listNames(leftAside)}`;
  return [{ ...first, notes: [...first.notes, note] }, ...others];
}

function nameDays(all: readonly Bars[]): string {
  const day = (time: number): string => formatUtc(time).slice(0, 10);
  const from = day(Math.min(...all.map(({ openTime }) => openTime[0])));
  const to = day(Math.max(...all.map((bars) => bars.openTime[countBars(bars) - 1])));
  return from === to ? from : `${from} to ${to}`;
}
