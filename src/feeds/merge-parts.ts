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
import type { DataSource, DatasetSet, MarketName } from '../core/library';
import { isKnownMarket, nameMarket } from '../core/market-name';
import { hashFile } from './choose-files';
import { groupParts, type Part, separateParts, tellApart } from './group-parts';
import { ImportError, listNames } from './import-error';
import { formatInterval } from '../core/bars/interval';

/** Bars of one symbol and interval and what is known of them. */
export interface ImportedBars {
  readonly bars: Bars;
  /** '' where nothing names it. */
  readonly symbol: string;
  readonly market?: MarketName;
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
 * Joins the parts of each series in time order, inspects the results and names them; the first of them
 * notes the files that were `leftAside`. Parts are in the order of the files, which decides which of two conflicting
 * bars is the first. Throws `ImportError` for parts that do not fit together.
 */
export async function mergeParts(
  parts: readonly Part[],
  conflicts: ImportDecisions['conflicts'],
  leftAside: readonly string[],
): Promise<{ readonly kind: 'bars'; readonly imports: readonly ImportedBars[] } | Question> {
  const merged: (MergedPart & { readonly number: string })[] = [];
  for (const group of groupParts(parts)) {
    const apart = conflicts === 'keep-apart' ? separateParts(group) : [group];
    for (const [at, series] of apart.entries()) {
      const result = mergeGroup(series, conflicts);
      if (result.kind === 'question') return result;
      const number = apart.length > 1 ? ` (${at + 1})` : '';
      merged.push({ ...result, number });
    }
  }
  const set = merged.length > 1 ? await describeSet(merged) : undefined;
  const imports = merged.map(({ bars, symbol, market, number, sources, quality }) => ({
    bars,
    symbol,
    ...(isKnownMarket(market) ? { market } : {}),
    name: nameBars(bars, nameMarket(symbol, market), sources[0].name) + number,
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
  readonly market: MarketName;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
}

function mergeGroup(
  parts: readonly Part[],
  conflicts: ImportDecisions['conflicts'],
): MergedPart | Question {
  const merged = joinBars(parts, conflicts);
  const { symbol, market = {} } = parts[0];
  if (merged.firstConflict !== undefined && conflicts === 'ask') {
    return { kind: 'question', question: askAboutConflict(parts, merged) };
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
    market,
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
  { conflicts, duplicates, firstConflict }: MergedBars,
): ConflictQuestion {
  if (firstConflict === undefined) throw new Error(`${conflicts} conflicts without a first one`);
  const { time, column, values, places } = firstConflict;
  const [a, b] = places;
  const named = [parts[a.part].whereIs(a.bar), parts[b.part].whereIs(b.bar)] as const;
  const { symbol, market } = parts[a.part];
  const apart = tellApart(parts, { conflicts, duplicates }, [parts[a.part], parts[b.part]]);
  return {
    kind: 'conflicts',
    symbol: nameMarket(symbol, market),
    conflicts,
    ...(apart === undefined ? {} : { apart }),
    first: { time, column, values, places: named },
  };
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

/** Returns a name such as "BTCUSDT 1m 2024-01-01 to 2024-03-31", of a file's stem without a symbol. */
function nameBars(bars: Bars, series: string, fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
  const what = series === '' ? stem : series;
  return `${what} ${formatInterval(bars.intervalMs)} ${nameDays([bars])}`;
}

/** The same files make the same set. Its name has the symbols, or how many there are, and the days. */
async function describeSet(merged: readonly MergedPart[]): Promise<DatasetSet> {
  const hashes = merged.flatMap(({ sources }) => sources.map(({ sha256 }) => sha256));
  const text = [...new Set(hashes)].sort().join();
  const symbols = [
    ...new Set(merged.map(({ symbol, market }) => nameMarket(symbol, market))),
  ].filter((symbol) => symbol !== '');
  const maxSymbols = 4;
  const what =
    symbols.length === 0
      ? `${merged.length} datasets`
      : symbols.length > maxSymbols
        ? `${symbols.length} ${merged.some(({ market }) => isKnownMarket(market)) ? 'series' : 'symbols'}`
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
