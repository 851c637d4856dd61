import type { TimeReading } from '../../../core/bars/read-times';
import type { DecimalSign } from '../../../core/bars/numbers';
import type { MakeBarsQuestion } from '../../../core/import';
import type { Table } from '../../table';
import type { NameMatch } from '../columns/match-names';
import { nameKey } from '../columns/read-name';
import type { Conclusion } from '../evidence';
import { nearlyAll, type Sample } from '../sample';
import { isExchangeName } from '../series/series-columns';
import { findSymbolColumn, groupBySeries } from '../series/symbols';
import { addTimeOfDay, chooseTime, readTimeAt, type TimeChoice } from '../times/choose-time';
import { judgeTimes } from '../times/judge-times';
import { judgeSide, type SideColumn } from './takers';
import { findTradeColumns, type TradeColumns } from './trade-columns';

/** Which column of a table of single trades is what; numbers are positions of columns, from 0. */
export interface TradesMapping {
  readonly time: number;
  readonly timeOfDay?: number | undefined;
  readonly reading: TimeReading;
  readonly price: number;
  /** Of the base asset; below 0 where the taker sold, in some files. */
  readonly amount?: number | undefined;
  readonly quote?: number | undefined;
  readonly id?: number | undefined;
  /** Ids of the first and the last trade that a row stands for. */
  readonly range?: readonly [number, number] | undefined;
  readonly side?: SideColumn | undefined;
  readonly symbol?: number | undefined;
  /** Columns beside the symbol that tell markets apart. */
  readonly series: readonly number[];
  readonly decimal: DecimalSign;
}

/** A table of single trades, as far as its sample tells. */
export interface FoundTrades {
  readonly mapping: TradesMapping;
  /** Times of the sample's rows, in ms; NaN for those that cannot be read. */
  readonly times: Float64Array;
  /** What a guess decided, a sentence each, which a person should agree to. */
  readonly doubts: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Finds the columns of single trades: a price and an amount at moments that are no grid. By names, and without a header
 * by the layouts of Binance's and Kraken's archives. Undefined for a table that holds something else, such as prices of days.
 */
export function recogniseTrades(
  sample: Sample,
  style: Conclusion<DecimalSign>,
  match: NameMatch,
  file: string,
): FoundTrades | undefined {
  const named = findTradeColumns(sample);
  if (named === undefined) return undefined;
  const { columns, doubts } = named;
  const time = findTime(sample, match, columns.time, file);
  if (time === undefined) return undefined;
  const times = readSampleTimes(sample, time);
  const priced = sample.numbers(columns.price).filter((price) => price > 0).length;
  if (priced < nearlyAll * sample.rows.length) return undefined;
  const symbol = findSymbolColumn(sample, match);
  const series = sample.table.columns.flatMap(({ name, kind }, at) =>
    kind === 'text' && isExchangeName(name) ? [at] : [],
  );
  const markets = groupBySeries(sample, symbol === undefined ? series : [symbol, ...series]);
  if (isRegular(sample, times, markets)) return undefined;
  const cells = symbol === undefined ? [] : sample.texts(symbol);
  const contracts = [file, ...new Set(cells)].some(isCountedInContracts);
  const amounts = concludeAmounts(sample, columns, contracts);
  const side = judgeSide(sample, columns.side, file);
  const mapping: TradesMapping = {
    ...columns,
    ...amounts.columns,
    time: time.position,
    timeOfDay: time.timeOfDay,
    reading: { encoding: time.reading.encoding, zone: time.reading.zone, moment: 'open' },
    side: side.side,
    symbol,
    series,
    decimal: sample.decimal,
  };
  const isCounted = amounts.columns.amount !== undefined;
  // Trades are moments: whether they open or close a bar, or are a date, is no question.
  const ofTimes = time.conclusions.filter(
    ({ value }) => !('moment' in value) && !('isLocalDate' in value),
  );
  const said = [style, ...ofTimes].flatMap(({ doubt, label }) => {
    if (doubt === undefined) return [];
    return label === '' ? doubt : `${doubt} Here ${label}.`;
  });
  return {
    mapping,
    times,
    doubts: [...doubts, ...said],
    notes: [describeColumns(sample, mapping), ...amounts.notes, ...(isCounted ? side.notes : [])],
  };
}

/**
 * Returns the question which bars to make of trades: of the intervals of which they fill at least two; undefined where
 * there is none.
 */
export function offerBars(
  { rowLimit }: Table,
  { times, doubts }: FoundTrades,
  file: string,
): MakeBarsQuestion | undefined {
  const known = times.filter(Number.isFinite);
  const [from, to] = [Math.min(...known), Math.max(...known)];
  const intervalsMs = offeredIntervalsMs.filter(
    (interval) => Math.floor(from / interval) < Math.floor(to / interval),
  );
  if (intervalsMs.length === 0) return undefined;
  return { kind: 'make-bars', file, files: 1, trades: rowLimit, from, to, intervalsMs, doubts };
}

const offeredIntervalsMs = [60_000, 300_000, 900_000, 3_600_000];

/** How the times are read; undefined where they cannot be. */
function findTime(
  sample: Sample,
  match: NameMatch,
  position: number | undefined,
  file: string,
): TimeChoice | undefined {
  if (sample.table.hasHeader && match.times.length > 0) {
    const chosen = chooseTime(sample, match, file);
    if ('position' in chosen) return chosen;
  }
  if (position === undefined || position === -1) return undefined;
  const verdict = judgeTimes(sample, position);
  return verdict.kind === 'readable' ? readTimeAt(sample, position, verdict, file) : undefined;
}

/** Times of the sample by the clock of its zone, which is near enough to tell a grid and a span. */
function readSampleTimes(sample: Sample, { position, timeOfDay }: TimeChoice): Float64Array {
  const verdict = judgeTimes(sample, position);
  const times =
    verdict.kind === 'readable' ? verdict.times : new Float64Array(sample.rows.length).fill(NaN);
  return timeOfDay === undefined ? times : addTimeOfDay(sample, times, timeOfDay);
}

/** Whether the rows of each market are those of a grid, as prices of days or hours are, and not of moments. */
function isRegular(
  { rows }: Sample,
  times: Float64Array,
  markets: readonly string[] | undefined,
): boolean {
  if (times.every((time) => time % dayMs === 0)) return true;
  const moments = new Set(rows.map((_, at) => `${times[at]} ${markets?.[at]}`));
  if (moments.size < rows.length) return false;
  if (times.every((time) => time % minuteMs === 0)) return true;
  const steps: number[] = [];
  for (let at = 1; at < times.length; at++) {
    if (rows[at] - rows[at - 1] === 1) steps.push(Math.abs(times[at] - times[at - 1]));
  }
  const alike = steps.filter((step) => step === steps[0]).length;
  return steps.length > 1 && dayMs % steps[0] === 0 && alike >= nearlyAll * steps.length;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

interface Amounts {
  readonly columns: { readonly amount?: number | undefined; readonly quote?: number | undefined };
  readonly notes: readonly string[];
}

/** Settles what the amounts count, which the quote amounts tell where there are some. */
function concludeAmounts(sample: Sample, columns: TradeColumns, isContracts: boolean): Amounts {
  const { price, amount, quote } = columns;
  const name = nameColumn(sample, amount);
  const unknown = (why: string): Amounts => ({
    columns: { amount: undefined, quote: undefined },
    notes: [`${name} is not used, ${why}: the volume is 0 in every bar`],
  });
  const isBase = sample.table.hasHeader && baseKey.test(nameKey(sample.table.columns[amount].name));
  if (quote === undefined) {
    if (isContracts && !isBase) return unknown('since it may count contracts');
    return { columns: { amount, quote }, notes: [] };
  }
  const [prices, amounts, quotes] = [price, amount, quote].map((at) => sample.numbers(at));
  const ratio = median(quotes.map((paid, row) => paid / (amounts[row] * prices[row])));
  if (Math.abs(Math.abs(ratio) - 1) < maxDeviation) {
    return { columns: { amount, quote }, notes: [] };
  }
  // COIN-M archives have contracts, then what these are of the base asset.
  const inverse = median(quotes.map((base, row) => (base * prices[row]) / amounts[row]));
  const power = Math.log10(inverse);
  if (!sample.table.hasHeader && power > 0.5 && Math.abs(power - Math.round(power)) < 0.01) {
    const note = `${name} counts contracts: amounts are taken from ${nameColumn(sample, quote)}`;
    return { columns: { amount: quote, quote: undefined }, notes: [note] };
  }
  return unknown(`since it is not what ${nameColumn(sample, quote)} is at the price`);
}

const baseKey = /^(homenotional|base(qty|quantity|amount|volume|assetamount)|amountbase)$/;
const maxDeviation = 0.01;

function median(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Whether amounts of a market of this name are contracts, whose size the rows do not tell. */
function isCountedInContracts(name: string): boolean {
  return /usd_?perp|usd_\d{6}|[-_]swap|-perpetual|usd-\d{6}/i.test(name);
}

function nameColumn({ table }: Sample, position: number): string {
  return table.hasHeader ? `column "${table.columns[position].name}"` : `column ${position + 1}`;
}

function describeColumns(sample: Sample, mapping: TradesMapping): string {
  const { time, price, amount, id } = mapping;
  const named = { time, price, amount, id };
  const parts = Object.entries(named).flatMap(([what, position]) =>
    position === undefined ? [] : [`${what} from ${nameColumn(sample, position)}`],
  );
  return `trades were read: ${parts.join(', ')}`;
}
