import { formatInterval } from '../core/bars/interval';
import { formatUtc } from '../core/bars/times';
import { makeTradeBars, type TradeBars } from '../core/bars/trades';
import { validateBars } from '../core/bars/validate';
import { formatCount } from '../core/format';
import type { BadRowsQuestion, ImportDecisions, MakeBarsQuestion } from '../core/import';
import type { DataSource } from '../core/library';
import type { Part } from './group-parts';
import { ImportError, listNames } from './import-error';
import { describeTime } from './recognise/describe-mapping';
import { fillMarket, readMarketName } from './recognise/series/market-words';
import { type MarketTrades, readTrades } from './recognise/trades/read-trades';
import type { FoundTrades } from './recognise/trades/recognise-trades';
import type { OnProgress, Table } from './table';

/** Returns the question that tables of trades lead to together. */
export function askToMakeBars(questions: readonly MakeBarsQuestion[]): MakeBarsQuestion {
  return questions.reduce((all, next) => ({
    ...all,
    files: all.files + next.files,
    trades: all.trades + next.trades,
    from: Math.min(all.from, next.from),
    to: Math.max(all.to, next.to),
    intervalsMs: all.intervalsMs.filter((interval) => next.intervalsMs.includes(interval)),
    doubts: [...new Set([...all.doubts, ...next.doubts])],
  }));
}

/** Bars that were made of the trades of a table, a part for each market, or what must be decided first. */
type ImportedTrades =
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'question'; readonly question: BadRowsQuestion };

/**
 * Reads a table of trades and makes bars of them; the notes of each part say of what it was made. Throws `ImportError`
 * where there are fewer than two bars, or more than half of the rows are no trades.
 */
export async function importTrades(
  table: Table,
  name: string,
  found: FoundTrades,
  intervalMs: number,
  source: DataSource,
  badRows: ImportDecisions['badRows'],
  onProgress: OnProgress,
): Promise<ImportedTrades> {
  const { time, reading } = found.mapping;
  const ofTable = [
    ...table.notes,
    ...found.notes,
    ...describeTime({ time: reading, columns: { openTime: time } }, table),
    ...found.doubts,
  ];
  const parts: Part[] = [];
  const tooFew: string[] = [];
  for (const read of await readTrades(table, found.mapping, name, onProgress)) {
    const { trades, bad, symbol } = read;
    const rows = trades.time.length + bad.rows;
    const where = `${name}, row ${bad.first?.row}`;
    if (2 * bad.rows > rows) {
      const can = rows - bad.rows;
      throw new ImportError(
        `${where}: ${bad.first?.detail}. Only ${can} of ${rows} rows can be trades. Correct the file and import it again.`,
      );
    }
    const made = makeTradeBars(trades, intervalMs);
    const count = made.firstTrade.length;
    if (count < 2) {
      tooFew.push(symbol || name);
      continue;
    }
    const { openTime } = made.bars;
    const finding =
      bad.first === undefined
        ? undefined
        : ({
            check: 'not-a-number',
            handling: 'left-out',
            count: bad.rows,
            first: { where, detail: bad.first.detail },
          } as const);
    if (finding !== undefined && badRows === 'ask') {
      const slots = Math.round((openTime[count - 1] - openTime[0]) / intervalMs) + 1;
      const gives = { bars: count, missingBars: slots - count };
      const repairs = [{ kind: 'leave-out', rows: bad.rows, gives }] as const;
      const about = { file: name, rows, badRows: bad.rows, findings: [finding], repairs };
      return { kind: 'question', question: { kind: 'bad-rows', ...about } };
    }
    parts.push({
      name,
      symbol,
      market: fillMarket(read.market, readMarketName(source.url ?? '')),
      bars: validateBars(made.bars, { mayBeUnknown: true }),
      quality: { findings: finding === undefined ? [] : [finding], rows },
      source,
      notes: [...ofTable, ...read.notes, ...describeBars(read, made, name)],
      whereIs: (bar) => `${name}, trades from row ${read.rowOf(made.firstTrade[bar])}`,
    });
  }
  const interval = formatInterval(intervalMs);
  if (parts.length === 0) {
    throw new ImportError(
      `${name} holds trades of fewer than two bars of ${interval}: choose a shorter interval, or add the trades before and after them.`,
    );
  }
  if (tooFew.length === 0) return { kind: 'parts', parts };
  const note = `too few trades for two bars of ${interval}, left out: ${listNames(tooFew, 10)}`;
  return { kind: 'parts', parts: parts.map((part) => ({ ...part, notes: [...part.notes, note] })) };
}

/** What the bars were made of, sentences. */
function describeBars({ trades }: MarketTrades, made: TradeBars, name: string): readonly string[] {
  const { bars, rows, duplicates, isSorted } = made;
  const total = bars.tradeCount?.reduce((sum, count) => sum + count, 0) ?? rows;
  const of = total === rows ? '' : ` rows, each of one or more of ${formatCount(total)}`;
  const notes = [
    `bars of ${formatInterval(bars.intervalMs)} were made of ${formatCount(rows)}${of} trades`,
  ];
  if (duplicates > 0) {
    notes.push(
      duplicates === 1
        ? 'one trade was there twice, with the same id and values: it is counted once'
        : `${formatCount(duplicates)} trades were there again, with the same id and values: each is counted once`,
    );
  }
  if (isSorted) notes.push('trades were not in the order of time: they were put in it');
  const edges = describeEdges(trades.time, made, name);
  return edges === undefined ? notes : [...notes, edges];
}

/** Bars at the ends of a file may lack trades, unless its name says that it has that day or month whole. */
function describeEdges(
  times: Float64Array,
  { bars: { openTime, intervalMs } }: TradeBars,
  name: string,
): string | undefined {
  const period = readPeriod(name);
  const [first, last] = [openTime[0], openTime[openTime.length - 1] + intervalMs];
  const isWithin =
    period !== undefined && times.every((time) => time >= period[0] && time < period[1]);
  const edges = [
    ...(isWithin && first === period[0] ? [] : [`first, of ${formatUtc(first)},`]),
    ...(isWithin && last === period[1] ? [] : [`last, of ${formatUtc(last - intervalMs)},`]),
  ];
  if (edges.length === 0) return undefined;
  return (
    `the ${edges.join(' and the ')} can lack trades: nothing says that the file has ` +
    `${edges.length === 1 ? 'that bar' : 'those bars'} whole`
  );
}

/** The day or month at the end of a name, as in "BTCUSDT-trades-2024-01-31.csv": [from, to) in ms. */
function readPeriod(name: string): readonly [number, number] | undefined {
  const found = /(\d{4})-(\d{2})(?:-(\d{2}))?(?:\.\w+)+$/.exec(name);
  if (found === null) return undefined;
  const [year, month] = [Number(found[1]), Number(found[2]) - 1];
  const day = found[3] === undefined ? undefined : Number(found[3]);
  return day === undefined
    ? [Date.UTC(year, month), Date.UTC(year, month + 1)]
    : [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)];
}
