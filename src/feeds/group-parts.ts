import type { Bars } from '../core/bars/bars';
import { mergeBars } from '../core/bars/merge';
import { formatCount } from '../core/format';
import { describeMarket } from '../core/market-name';
import type { DataSource, MarketName } from '../core/library';
import type { QualityReport } from '../core/bars/quality/report';

/** Bars of one market in one file or member of an archive. */
export interface Part {
  /** For people; of a member with its archive before it. */
  readonly name: string;
  /** '' where nothing names it. */
  readonly symbol: string;
  /** What is known of the market; absent where that is nothing. */
  readonly market?: MarketName | undefined;
  /** Whether a part of the market was taken from other parts. */
  readonly isAdopted?: boolean;
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

/**
 * Returns the parts that belong together, which are those of one symbol, market and interval, in the order in
 * which the first of each comes. Parts that name no symbol are of the only one that others name, and parts that
 * name no exchange or kind of contract of the only one that others of their symbol name; either becomes a note.
 * Where others name several, they stay by themselves. Prices of another side or kind never join those of trades.
 */
export function groupParts(parts: readonly Part[]): readonly (readonly Part[])[] {
  const symbols = [...new Set(parts.map(({ symbol }) => symbol))].filter((symbol) => symbol !== '');
  const [only] = symbols.length === 1 ? symbols : [];
  const named = parts.map((each) => adoptSymbol(each, only));
  const alike = groupBy(named, ({ bars, symbol, market }) =>
    [bars.intervalMs, symbol, market?.side, market?.price].join(' '),
  );
  return [...alike.values()].flatMap((group) => {
    const adopted = (['exchange', 'contract'] as const).reduce(adoptFacet, group);
    return [...groupBy(adopted, ({ market = {} }) => describeMarket(market)).values()];
  });
}

/** Gives parts that do not tell their exchange or kind of contract the only one that the others tell. */
function adoptFacet(parts: readonly Part[], facet: 'exchange' | 'contract'): readonly Part[] {
  const telling = parts.filter(({ market }) => market?.[facet] !== undefined);
  const [value, ...others] = new Set(telling.map(({ market }) => market?.[facet]));
  if (value === undefined || others.length > 0) return parts;
  // What a table tells apart itself stays apart.
  const tables = new Set(telling.map(({ name }) => name));
  return parts.map((part) => {
    const { name, market, notes } = part;
    if (market?.[facet] !== undefined || tables.has(name)) return part;
    const note = `${name} does not tell its ${facetNames[facet]}: it is taken as ${value}, like the others`;
    return {
      ...part,
      market: { ...market, [facet]: value },
      isAdopted: true,
      notes: [...notes, note],
    };
  });
}

const facetNames = { exchange: 'exchange', contract: 'kind of contract' } as const;

function groupBy(
  parts: readonly Part[],
  keyOf: (part: Part) => string,
): ReadonlyMap<string, readonly Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = keyOf(part);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(part);
  }
  return groups;
}

function adoptSymbol(part: Part, only: string | undefined): Part {
  if (part.symbol !== '' || only === undefined) return part;
  const note = `${part.name} names no symbol: it is taken as ${only}, like the others`;
  return { ...part, symbol: only, notes: [...part.notes, note] };
}

/**
 * Returns why parts that hold other values at most of the times that they share look like different series, as a
 * sentence; undefined where they do not. `pair` are the parts of the first conflict.
 */
export function tellApart(
  parts: readonly Part[],
  { conflicts, duplicates }: { readonly conflicts: number; readonly duplicates: number },
  [first, second]: readonly [Part, Part],
): string | undefined {
  const adopted = parts.find(({ isAdopted }) => isAdopted === true);
  const sentence = describeSeries({ conflicts, duplicates }, first.bars, second.bars);
  if (sentence !== undefined || adopted === undefined) return sentence;
  const shared = formatCount(conflicts + duplicates);
  return (
    `${adopted.name} does not tell which market it is of and differs in ${formatCount(conflicts)} of the ` +
    `${shared} bars that both have: it may be another series.`
  );
}

/**
 * Returns why rows of the same times look like different series, as a sentence; undefined where they differ at few
 * of these times.
 */
export function describeSeries(
  { conflicts, duplicates }: { readonly conflicts: number; readonly duplicates: number },
  first: Closes,
  second: Closes,
): string | undefined {
  const shared = conflicts + duplicates;
  if (conflicts < minConflicts || conflicts <= maxAlike * shared) return undefined;
  return (
    'These look like different series, such as spot and perpetual or two exchanges: they differ in ' +
    `${formatCount(conflicts)} of the ${formatCount(shared)} bars that both have${describeDifference(first, second)}.`
  );
}

/** Closes in the order of their times. */
type Closes = Pick<Bars, 'openTime' | 'close'>;

/** Fewer may be corrections of one series. */
const minConflicts = 5;
/** Share of the bars of both that differ in different series. */
const maxAlike = 0.5;

/** ", their closes by 0.05% (median)". */
function describeDifference(first: Closes, second: Closes): string {
  const differences: number[] = [];
  let at = 0;
  for (const [bar, time] of first.openTime.entries()) {
    while (at < second.openTime.length && second.openTime[at] < time) at++;
    if (second.openTime[at] !== time) continue;
    differences.push(Math.abs(second.close[at] / first.close[bar] - 1));
  }
  differences.sort((a, b) => a - b);
  const median = differences[differences.length >> 1] ?? 0;
  return median > 0 ? `, their closes by ${(100 * median).toPrecision(2)}% in the median` : '';
}

/**
 * Returns the series that parts with conflicts are of: those of one folder that agree are one, and so are those that
 * share bars and agree about all of them. What nothing proves to be of one series stays apart.
 */
export function separateParts(parts: readonly Part[]): readonly (readonly Part[])[] {
  const series: Part[][] = [];
  for (const part of parts) {
    const own = series.find((other) => belongs(part, other));
    if (own === undefined) series.push([part]);
    else own.push(part);
  }
  return series;
}

function belongs(part: Part, others: readonly Part[]): boolean {
  const steps = others.map(({ bars }) => bars.openTime[0] - part.bars.openTime[0]);
  if (steps.some((step) => step % part.bars.intervalMs !== 0)) return false;
  const merged = mergeBars(
    [...others, part].map(({ bars }) => bars),
    { conflicts: 'first' },
  );
  if (merged.conflicts > 0) return false;
  if (merged.duplicates > 0) return true;
  // Rows of one table were told apart because they differ.
  if (others.some(({ name }) => name === part.name)) return false;
  const folder = folderOf(part.name);
  return folder !== '' && others.every(({ name }) => folderOf(name) === folder);
}

function folderOf(name: string): string {
  return name.replace(/ \/ .*$/, '').replace(/[^\\/]*$/, '');
}
