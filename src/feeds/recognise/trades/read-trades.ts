import { parseNumber, parsePlainNumber } from '../../../core/bars/numbers';
import { convertToOpenTimes, timeConverter, timeParser } from '../../../core/bars/read-times';
import { isPlausibleTime } from '../../../core/bars/times';
import type { Trades } from '../../../core/bars/trades';
import type { MarketName } from '../../../core/library';
import type { ColumnRequest, OnProgress, ReadColumns, Table } from '../../table';
import { fillMarket, readMarketName } from '../series/market-words';
import { labelMarkets, labelSymbols, splitRows, takeRows } from '../series/split-rows';
import { guessSymbolOfPath } from '../series/symbols';
import { timeOfDayParser } from '../times/choose-time';
import type { TradesMapping } from './recognise-trades';
import { takerReader } from './takers';

/** Single trades of one market, as they stand in a file. */
export interface MarketTrades {
  /** '' where neither the rows nor the name say it. */
  readonly symbol: string;
  readonly market: MarketName;
  /** Those whose time, price and amount can be read. */
  readonly trades: Trades;
  /** Row of the file, as a person counts it, of a trade. */
  rowOf(trade: number): number;
  /** Rows that are no trades: their number, and the row and cells of the first. */
  readonly bad: { readonly rows: number; readonly first?: BadTrade };
  readonly notes: readonly string[];
}

interface BadTrade {
  readonly row: number;
  readonly detail: string;
}

/** Reads a table of single trades, one set a market. Throws `ImportError` where the table cannot be read. */
export async function readTrades(
  table: Table,
  mapping: TradesMapping,
  file: string,
  onProgress: OnProgress,
): Promise<readonly MarketTrades[]> {
  const { requests, positions } = requestColumns(table, mapping);
  const read = await table.read(requests, onProgress);
  const toMs = timeConverter(mapping.reading, table.columns[mapping.time]);
  const times = read.values[positions.time].map(toMs);
  if (positions.timeOfDay !== undefined) {
    const clocks = read.values[positions.timeOfDay];
    for (let row = 0; row < times.length; row++) times[row] += clocks[row];
  }
  const columns = positions.series.map(({ request, labels }) => ({
    values: read.values[request],
    labels,
  }));
  const groups =
    columns.length === 0
      ? [{ symbol: '', market: {}, indices: undefined }]
      : splitRows(columns, times.length);
  return groups.map(({ symbol, market, indices }) => ({
    symbol: symbol === '' && groups.length === 1 ? guessSymbolOfPath(file) : symbol,
    market: fillMarket(market, readMarketName(file)),
    ...collectTrades({ times, read, positions, mapping }, indices),
  }));
}

/** A table that was read, and which answer is what. */
interface ReadTable {
  readonly times: Float64Array;
  readonly read: ReadColumns;
  readonly positions: ReturnType<typeof requestColumns>['positions'];
  readonly mapping: TradesMapping;
}

/** Takes the trades among some rows, without those that cannot be any. */
function collectTrades(
  { times, read, positions, mapping }: ReadTable,
  indices: Uint32Array | undefined,
): Pick<MarketTrades, 'trades' | 'rowOf' | 'bad' | 'notes'> {
  const taken = takeRows(times, indices);
  const notes = [...convertToOpenTimes(taken, mapping.reading).notes];
  const rows = indices ?? Uint32Array.from(taken.keys());
  const price = read.values[positions.price];
  const amount = positions.amount === undefined ? undefined : read.values[positions.amount];
  const kept = new Uint32Array(rows.length);
  let count = 0;
  let first: BadTrade | undefined;
  let isSigned = false;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const base = amount?.[row] ?? 0;
    if (
      isPlausibleTime(taken[at]) &&
      price[row] > 0 &&
      price[row] < Infinity &&
      base - base === 0
    ) {
      kept[count++] = at;
      isSigned ||= base < 0;
    } else {
      first ??= { row: read.rowOf(row), detail: describeBad(taken[at], price[row], base) };
    }
  }
  const chosen = count === rows.length ? undefined : kept.subarray(0, count);
  const indexOf = (trade: number): number => rows[chosen?.[trade] ?? trade];
  const isWhole = chosen === undefined && indices === undefined;
  const chosenRows = chosen === undefined ? rows : Uint32Array.from(chosen, (at) => rows[at]);
  const take = (request: number | undefined): Float64Array | undefined =>
    request === undefined
      ? undefined
      : takeRows(read.values[request], isWhole ? undefined : chosenRows);
  const amounts = take(positions.amount);
  if (isSigned) notes.push('an amount below 0 is taken as that of a taker who sold');
  const [from, to] = [take(positions.first), take(positions.last)];
  const { id, note } = chooseIds(take(positions.id));
  const sides = take(positions.side);
  const isTold = sides?.some((side) => side === side) === true;
  return {
    trades: {
      time: chosen === undefined ? taken : takeRows(taken, chosen),
      price: take(positions.price) ?? new Float64Array(),
      amount: isSigned ? amounts?.map(Math.abs) : amounts,
      quote: isSigned ? take(positions.quote)?.map(Math.abs) : take(positions.quote),
      id,
      count: from && to?.map((last, row) => Math.max(1, last - from[row] + 1 || 1)),
      isTakerBuy: isTold
        ? sides
        : isSigned
          ? amounts?.map((base) => (base < 0 ? 0 : 1))
          : undefined,
    },
    rowOf: (trade) => read.rowOf(indexOf(trade)),
    bad: { rows: rows.length - count, ...(first === undefined ? {} : { first }) },
    notes: [...notes, ...note],
  };
}

function describeBad(time: number, price: number, amount: number): string {
  if (!isPlausibleTime(time)) return 'the time cannot be read';
  if (!(price > 0 && price < Infinity)) return `the price is ${price}`;
  return `the amount is ${amount}`;
}

/** Ids that float64 does not hold exactly, or that are not there, neither order trades nor tell them apart. */
function chooseIds(id: Float64Array | undefined) {
  if (id === undefined || id.every(Number.isSafeInteger)) return { id, note: [] };
  const note = 'ids are not used, since not all are whole numbers that can be held exactly';
  return { id: undefined, note: [note] };
}

function requestColumns(table: Table, mapping: TradesMapping) {
  const requests: ColumnRequest[] = [];
  const request = (position: number, parseText: (text: string) => number, parsesNumbers = false) =>
    requests.push({ position, parseText, parsesNumbers }) - 1;
  const isText = (position: number): boolean => table.columns[position].kind === 'text';
  const number = (position: number): number => {
    const isPlain = mapping.decimal === '.' && table.columns[position].kind === 'number';
    const parse = isPlain ? parsePlainNumber : (text: string) => parseNumber(text, mapping.decimal);
    return request(position, parse, true);
  };
  const optional = (position: number | undefined): number | undefined =>
    position === undefined ? undefined : number(position);
  const { time, timeOfDay, reading, price, amount, quote, id, range, side, symbol } = mapping;
  const told = [
    ...(symbol === undefined ? [] : [{ position: symbol, labels: labelSymbols(isText(symbol)) }]),
    ...mapping.series.map((position) => ({
      position,
      labels: labelMarkets('exchange', isText(position)),
    })),
  ];
  const positions = {
    time: reading.encoding.kind === 'number' ? number(time) : request(time, timeParser(reading)),
    timeOfDay:
      timeOfDay === undefined
        ? undefined
        : request(timeOfDay, timeOfDayParser(table, timeOfDay), true),
    price: number(price),
    amount: optional(amount),
    quote: optional(quote),
    id: optional(id),
    first: optional(range?.[0]),
    last: optional(range?.[1]),
    side: side === undefined ? undefined : request(side.position, takerReader(side), true),
    series: told.map(({ position, labels }) => ({
      request: request(position, labels.toNumber),
      labels,
    })),
  };
  return { requests, positions };
}
