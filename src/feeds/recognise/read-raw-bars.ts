import type { BarColumn, OptionalColumn } from '../../core/bars/bars';
import type { ColumnMapping } from '../../core/column-mapping';
import type { OnProgress, RawBars } from '../raw-bars';
import { guessSymbol, normaliseSymbol } from '../symbol';
import type { ReadColumns, Table } from '../table';
import { requestColumns, type ColumnRequests } from './column-requests';
import { describeMapping, mixedUnitsNote } from './describe-mapping';
import { readMarket } from './match-names';
import { convertToOpenTimes } from './open-times';
import { splitBySymbol, takeRows, type SymbolRows } from './split-symbols';
import { timeConverter } from './time-parser';
import { describeUnits } from './unit-notes';

/**
 * Reads a table by a mapping into bars, one set a symbol, in the order in which symbols first appear.
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
  const read = await table.read(wanted.requests, onProgress);
  const notes = [...table.notes, ...describeMapping(mapping, table)];
  const times = readTimes(table, mapping, wanted, read, notes);
  const symbol = nameSymbol(table, mapping, file);
  const groups: readonly SymbolRows[] =
    wanted.symbol === undefined
      ? [{ symbol, indices: undefined }]
      : splitBySymbol(read.values[wanted.symbol], wanted.symbolOf);
  if (groups.length > 1) notes.push(describeGroups(groups));
  return groups.map((group) => {
    const named = group.indices === undefined && group.symbol === '' ? { ...group, symbol } : group;
    return makeRawBars(named, mapping, wanted, read, times, notes, file);
  });
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
  const kindOf = (request: number) => table.columns[requests[request].position].kind;
  const times = values.map(timeConverter(mapping.time, kindOf(columns.openTime)));
  if (timeOfDay === undefined) return times;
  const { position, parseText } = requests[timeOfDay];
  const isText = table.columns[position].kind === 'text';
  const clocks = read.values[timeOfDay];
  return times.map((time, row) => time + (isText ? clocks[row] : parseText(String(clocks[row]))));
}

/** The symbol of rows that name none: from the columns' names, else from the file's. */
function nameSymbol(table: Table, { columns }: ColumnMapping, file: string): string {
  const market = columns.close === undefined ? '' : readMarket(table.columns[columns.close].name);
  if (market !== '') return normaliseSymbol(market);
  // A member of an archive goes before the archive: "archive.zip / BTCUSDT-1m.csv".
  const names = file.split(' / ').reverse();
  return names.map(guessSymbol).find((symbol) => symbol !== '') ?? '';
}

function describeGroups(groups: readonly SymbolRows[]): string {
  const most = 10;
  const names = groups.map(({ symbol }) => (symbol === '' ? '(none)' : symbol));
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return `rows of ${names.length} symbols were told apart: ${names.slice(0, most).join(', ')}${rest}`;
}

function makeRawBars(
  { symbol, indices }: SymbolRows,
  mapping: ColumnMapping,
  { columns, extras }: ColumnRequests,
  read: ReadColumns,
  times: Float64Array,
  notes: readonly string[],
  file: string,
): RawBars {
  const openTime = takeRows(times, indices);
  const take = (request: number): Float64Array => takeRows(read.values[request], indices);
  const { openTime: _, ...others } = columns;
  const taken = Object.fromEntries(
    Object.entries(others).map(([column, request]) => [column, take(request)]),
  ) as Record<'open' | 'high' | 'low' | 'close', Float64Array> &
    Partial<Record<'volume' | OptionalColumn, Float64Array>>;
  const filled = extras
    .map(({ name, request }) => ({ name, values: take(request) }))
    .filter(({ values }) => values.some(Number.isFinite));
  const empty = extras.filter(({ name }) => !filled.some((extra) => extra.name === name));
  const indexOf = (index: number): number => (indices === undefined ? index : indices[index]);
  const rowOf = (index: number): number => read.rowOf(indexOf(index));
  return {
    symbol,
    columns: { ...taken, openTime, volume: taken.volume ?? new Float64Array(openTime.length) },
    extras: Object.fromEntries(filled.map(({ name, values }) => [name, values])),
    hasVolume: columns.volume !== undefined,
    notes: [
      ...notes,
      ...convertToOpenTimes(openTime, mapping.time),
      ...empty.map(({ name }) => `column "${name}" is left out: it holds no number`),
    ],
    rowOf,
    where: (index) => `${file}, row ${rowOf(index)}`,
    textOf: (index, column: BarColumn) => {
      const request = columns[column];
      return request === undefined ? '' : read.textOf(indexOf(index), request);
    },
  };
}
