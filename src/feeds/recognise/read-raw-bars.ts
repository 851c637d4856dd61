import {
  type AmountColumn,
  amountColumns,
  amountNames,
  type BarColumn,
} from '../../core/bars/bars';
import type { ColumnMapping } from '../../core/import';
import type { ColumnRequest, OnProgress, RawBars, ReadColumns, Table, UsualCells } from '../table';
import { guessSymbolOfPath, normaliseSymbol } from './series/symbols';
import {
  labelMarkets,
  labelSymbols,
  type SeriesLabels,
  type SeriesRows,
  splitRows,
  takeRows,
} from './series/split-rows';
import { fillMarket, readMarketCell, readMarketName } from './series/market-words';
import { seriesKindOf } from './series/series-columns';
import { isKnownMarket, nameMarket } from '../../core/market-name';
import type { MarketName } from '../../core/library';
import { describeMapping, describeUnits, mixedUnitsNote } from './describe-mapping';
import { leaveOutForming, readFlag } from './columns/flags';
import { readMarket } from './columns/match-names';
import { convertToOpenTimes, timeConverter, timeParser } from '../../core/bars/read-times';
import { ImportError, listNames } from '../import-error';
import { isMissing, parseNumber, parsePlainNumber } from '../../core/bars/numbers';
import { formatUtc } from '../../core/bars/times';
import { type CalendarPeriod, findCalendarPeriod } from '../../core/bars/calendar';
import { isKnownZone } from '../../core/bars/zone';
import { timeOfDayParser } from './times/choose-time';

/**
 * Reads a table by a mapping into bars, one set a series, in the order in which series first appear.
 * Nothing is checked or put in order; cells that cannot be read are NaN. The notes are those of the
 * table, of the mapping, and what only reading shows. Throws `ImportError` where the mapping lacks a
 * column or the table cannot be read.
 */
export async function readRawBars(
  table: Table,
  mapping: ColumnMapping,
  file: string,
  onProgress: OnProgress,
): Promise<readonly RawBars[]> {
  const wanted = requestColumns(table, mapping, file);
  const all = await table.read(wanted.requests, onProgress);
  const { read, leftOut } =
    wanted.closed === undefined ? { read: all, leftOut: 0 } : leaveOutForming(all, wanted.closed);
  const notes = [...table.notes, ...describeMapping(mapping, table)];
  if (leftOut > 0) notes.push(describeForming(leftOut, table, mapping));
  const times = readTimes(table, mapping, wanted, read, notes);
  const symbol = nameSymbol(table, mapping, file);
  const market = nameSeries(table, mapping, file);
  const columns = wanted.series.map(({ request, labels }) => ({
    values: read.values[request],
    labels,
  }));
  const groups: readonly SeriesRows[] =
    columns.length === 0
      ? [{ symbol, market, indices: undefined }]
      : splitRows(columns, times.length);
  if (groups.length > 1) notes.push(describeGroups(groups));
  return groups.map((group) => {
    const isNamed = group.symbol !== '' || (groups.length > 1 && mapping.symbol !== undefined);
    const named = {
      ...group,
      symbol: isNamed ? group.symbol : symbol,
      market: fillMarket(group.market, market),
    };
    return makeRawBars(named, mapping, wanted, read, times, notes, file);
  });
}

function describeForming(
  leftOut: number,
  { columns }: Table,
  { closed = -1 }: ColumnMapping,
): string {
  const [bars, they] =
    leftOut === 1 ? ['one bar was', 'it was'] : [`${leftOut} bars were`, 'they were'];
  return `${bars} left out: column "${columns[closed]?.name}" says that ${they} not over`;
}

/** Clock readings of all rows; adds to `notes` what the values show. */
function readTimes(
  table: Table,
  mapping: ColumnMapping,
  { requests, columns, timeOfDay }: ColumnRequests,
  read: ReadColumns,
  notes: string[],
): Float64Array {
  const values = read.values[columns.openTime];
  const { encoding } = mapping.time;
  if (encoding.kind === 'number' && encoding.unit === 'mixed') {
    const general = notes.indexOf(mixedUnitsNote);
    notes.splice(
      general,
      1,
      describeUnits(values, (index) => read.rowOf(index)),
    );
  }
  const column = table.columns[requests[columns.openTime].position];
  const times = values.map(timeConverter(mapping.time, column));
  if (timeOfDay === undefined) return times;
  const { position, parseText } = requests[timeOfDay];
  const isText = table.columns[position].kind === 'text';
  const clocks = read.values[timeOfDay];
  return times.map((time, row) => time + (isText ? clocks[row] : parseText(String(clocks[row]))));
}

/** The symbol of rows that name none: from the columns' names, else from the header, else from the file's name. */
function nameSymbol(table: Table, { columns }: ColumnMapping, file: string): string {
  const market = columns.close === undefined ? '' : readMarket(table.columns[columns.close].name);
  if (market !== '') return normaliseSymbol(market);
  if (table.symbol !== undefined) return normaliseSymbol(table.symbol);
  return guessSymbolOfPath(file);
}

/** The market of rows that tell none: from the names of the price columns, else from the file's. */
function nameSeries(table: Table, { columns }: ColumnMapping, file: string): MarketName {
  const close = columns.close === undefined ? '' : table.columns[columns.close].name;
  const { side, price } = readMarketCell(close, 'word');
  const told = {
    ...(side === undefined ? {} : { side }),
    ...(price === undefined ? {} : { price }),
  };
  return fillMarket(told, readMarketName(file));
}

function describeGroups(groups: readonly SeriesRows[]): string {
  const names = groups.map(({ symbol, market }) => nameMarket(symbol, market) || '(none)');
  const what = groups.every(({ market }) => !isKnownMarket(market)) ? 'symbols' : 'series';
  return `rows of ${names.length} ${what} were told apart: ${listNames(names, 10)}`;
}

function makeRawBars(
  { symbol, market, indices: all }: SeriesRows,
  mapping: ColumnMapping,
  { columns, extras }: ColumnRequests,
  read: ReadColumns,
  times: Float64Array,
  notes: readonly string[],
  file: string,
): RawBars {
  const converted = takeRows(times, all);
  const period = findCalendarPeriod(converted);
  if (period !== undefined) throw refuseCalendar(file, period, converted);
  const { notes: ofTimes, unclear } = convertToOpenTimes(converted, mapping.time);
  const kept = unclear.length === 0 ? undefined : listOthers(converted.length, new Set(unclear));
  if (kept?.length === 0) {
    throw new ImportError(
      `${file}: the clock of ${mapping.time.zone} showed the times of all rows twice. Write them in UTC.`,
    );
  }
  const openTime = takeRows(converted, kept);
  const indices =
    kept === undefined || all === undefined ? (kept ?? all) : kept.map((at) => all[at]);
  const rowAt = (at: number): number => read.rowOf(all === undefined ? at : all[at]);
  const take = (request: number): Float64Array => takeRows(read.values[request], indices);
  const { amounts, unknown } = takeAmounts(columns, take);
  const { priceDivisor = 1, volumeFactor = 1 } = mapping;
  const takePrices = (request: number): Float64Array => {
    const values = take(request);
    return priceDivisor === 1 ? values : values.map((value) => value / priceDivisor);
  };
  for (const column of ['volume', 'takerBuyBase'] as const) {
    const values = amounts[column];
    if (values === undefined || volumeFactor === 1) continue;
    amounts[column] = values.map((value) => scaleExactly(value, volumeFactor));
  }
  const filled = extras
    .map(({ name, request }) => ({ name, values: take(request) }))
    .filter(({ values }) => values.some(Number.isFinite));
  const empty = extras.filter(({ name }) => !filled.some((extra) => extra.name === name));
  const indexOf = (index: number): number => (indices === undefined ? index : indices[index]);
  return {
    symbol,
    ...(isKnownMarket(market) ? { market } : {}),
    columns: {
      openTime,
      open: takePrices(columns.open),
      high: takePrices(columns.high),
      low: takePrices(columns.low),
      close: takePrices(columns.close),
      volume: new Float64Array(amounts.volume === undefined ? openTime.length : 0),
      ...amounts,
    },
    extras: Object.fromEntries(filled.map(({ name, values }) => [name, values])),
    notes: [
      ...notes,
      ...ofTimes,
      ...(unclear.length === 0 ? [] : [describeUnclear(unclear.map(rowAt), mapping)]),
      ...unknown.map(
        (column) => `the ${amountNames[column]} is unknown in every row: it is left out`,
      ),
      ...empty.map(({ name }) => `column "${name}" is left out: it holds no number`),
    ],
    rowOf: (index) => read.rowOf(indexOf(index)),
    textOf: (index, column: BarColumn) => {
      const request = columns[column];
      return request === undefined ? '' : read.textOf(indexOf(index), request);
    },
  };
}

/** Indices up to `count` that are not among those left out. */
function listOthers(count: number, leftOut: ReadonlySet<number>): Uint32Array {
  return Uint32Array.from(
    Array.from({ length: count }, (_, at) => at).filter((at) => !leftOut.has(at)),
  );
}

function describeUnclear(rows: readonly number[], { time: { zone } }: ColumnMapping): string {
  const first = rows.reduce((min, row) => Math.min(min, row), Infinity);
  return (
    `${rows.length === 1 ? '1 row was' : `${rows.length} rows were`} left out, the first of them row ${first}: ` +
    `the clock of ${zone} was put back and showed their times twice, and nothing tells which is meant`
  );
}

/** Amounts that a source tells, and which columns of them hold none. */
interface TakenAmounts {
  readonly amounts: Partial<Record<AmountColumn, Float64Array>>;
  readonly unknown: readonly AmountColumn[];
}

/** Takes volumes and counts. -1 is no amount but what some programs write for none: it becomes NaN. */
function takeAmounts(
  columns: ColumnRequests['columns'],
  take: (request: number) => Float64Array,
): TakenAmounts {
  const amounts: Partial<Record<AmountColumn, Float64Array>> = {};
  const unknown: AmountColumn[] = [];
  for (const column of amountColumns) {
    const request = columns[column];
    if (request === undefined) continue;
    const values = take(request);
    let told = 0;
    for (let row = 0; row < values.length; row++) {
      if (values[row] === -1) values[row] = NaN;
      if (values[row] === values[row]) told++;
    }
    if (told > 0 || values.length === 0) amounts[column] = values;
    else unknown.push(column);
  }
  return { amounts, unknown };
}

/** Divides where the factor is below 1, which gives the float64 nearest to the decimal number. */
function scaleExactly(value: number, factor: number): number {
  return factor < 1 ? value / Math.round(1 / factor) : value * factor;
}

function refuseCalendar(
  file: string,
  period: CalendarPeriod,
  [first, second]: Float64Array,
): ImportError {
  const [from, to] = [first, second].map((time) => formatUtc(time).slice(0, 10));
  return new ImportError(
    `${file} holds bars of ${period} (${from}, ${to}, …), whose lengths differ: bars need one interval, of a ` +
      'week at most. Import bars of days or weeks of the same market instead.',
  );
}

/** What is read of a table, and which answer is what. */
interface ColumnRequests {
  readonly requests: readonly ColumnRequest[];
  /** Index of the request of each column; the time first. */
  readonly columns: Readonly<Partial<Record<BarColumn, number>> & Record<NeededColumn, number>>;
  readonly timeOfDay?: number;
  /** The columns that tell series apart, the symbol's first. */
  readonly series: readonly { readonly request: number; readonly labels: SeriesLabels }[];
  /** Says 0 of a row whose bar was not over. */
  readonly closed?: number;
  readonly extras: readonly { readonly name: string; readonly request: number }[];
}

type NeededColumn = 'openTime' | 'open' | 'high' | 'low' | 'close';

/** Throws `ImportError` where the mapping lacks a column that bars need, or names no time zone. */
function requestColumns(table: Table, mapping: ColumnMapping, file: string): ColumnRequests {
  const { decimal } = mapping;
  const requests: ColumnRequest[] = [];
  const request = (
    position: number,
    parseText: (text: string) => number,
    usual?: UsualCells,
  ): number => requests.push({ position, parseText, usual }) - 1;
  const requestNumbers = (position: number, isExact = false): number => {
    // A column of plain numbers in a file of decimal commas: "190.957" is grouped.
    const isPlain = decimal === '.' && table.columns[position].kind === 'number';
    const parse = isPlain ? parsePlainNumber : (text: string) => parseNumber(text, decimal);
    const parseText = isExact ? tellUnknown(parse) : parse;
    const usual = { kind: 'number', decimal } as const;
    return requests.push({ position, parseText, parsesNumbers: true, usual }) - 1;
  };

  const time = requirePosition(table, mapping, 'openTime', file);
  const { zone } = mapping.time;
  if (!isKnownZone(zone)) {
    throw new ImportError(
      `${file}: "${zone}" is no time zone. Write UTC, an offset such as +09:00, or a name such as Europe/Berlin.`,
    );
  }
  const requestPrice = (column: NeededColumn): number =>
    requestNumbers(requirePosition(table, mapping, column, file), true);
  const columns: Partial<Record<BarColumn, number>> & Record<NeededColumn, number> = {
    openTime:
      mapping.time.encoding.kind === 'number'
        ? requestNumbers(time)
        : request(time, timeParser(mapping.time), usualTimes(mapping.time)),
    open: requestPrice('open'),
    high: requestPrice('high'),
    low: requestPrice('low'),
    close: requestPrice('close'),
  };
  for (const column of amountColumns) {
    const position = mapping.columns[column];
    if (position !== undefined) columns[column] = requestNumbers(position, true);
  }
  const { symbol, timeOfDay, closed, series = [] } = mapping;
  const isText = (position: number): boolean => table.columns[position].kind === 'text';
  const told = (position: number, labels: SeriesLabels): ColumnRequests['series'][number] => ({
    request: request(position, labels.toNumber),
    labels,
  });
  return {
    requests,
    columns,
    ...(timeOfDay === undefined
      ? {}
      : { timeOfDay: request(timeOfDay, timeOfDayParser(table, timeOfDay)) }),
    series: [
      ...(symbol === undefined ? [] : [told(symbol, labelSymbols(isText(symbol)))]),
      ...series.map((position) => {
        const kind = seriesKindOf(table.columns[position].name);
        return told(position, labelMarkets(kind, isText(position)));
      }),
    ],
    ...(closed === undefined
      ? {}
      : {
          closed: requests.push({ position: closed, parseText: readFlag, parsesNumbers: true }) - 1,
        }),
    extras: nameExtras(table, mapping.extras).map(({ name, position }) => ({
      name,
      request: requestNumbers(position),
    })),
  };
}

/** The times that `timeParser` reads as the clock shows them; undefined where it does more with them. */
function usualTimes({
  encoding,
  isLocalDate,
  zone,
}: ColumnMapping['time']): UsualCells | undefined {
  if (encoding.kind === 'since-midnight' || encoding.kind === 'number') return undefined;
  return isLocalDate === true ? undefined : { kind: 'clock', mayBeUtc: zone === 'UTC' };
}

/** Reads a cell as `parse` does; NaN where it says that there is no value, Infinity where it cannot be read. */
function tellUnknown(parse: (text: string) => number): (text: string) => number {
  return (text) => {
    const value = parse(text);
    return Number.isNaN(value) && !isMissing(text) ? Infinity : value;
  };
}

function requirePosition(
  { columns }: Table,
  mapping: ColumnMapping,
  column: NeededColumn,
  file: string,
): number {
  const position = mapping.columns[column];
  if (position !== undefined && columns[position] !== undefined) return position;
  const name = column === 'openTime' ? 'time' : column;
  throw new ImportError(`${file}: no column is said to be the ${name}. Choose one.`);
}

/** Names of extras, which must differ: the second "rsi" is "rsi (2)". */
function nameExtras(
  { columns }: Table,
  positions: readonly number[],
): readonly { readonly name: string; readonly position: number }[] {
  const taken = new Map<string, number>();
  return positions.map((position) => {
    const plain = columns[position].name.trim();
    const count = (taken.get(plain) ?? 0) + 1;
    taken.set(plain, count);
    return { name: count === 1 ? plain : `${plain} (${count})`, position };
  });
}
