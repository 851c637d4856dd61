import type { BarColumn } from '../../core/bars/bars';
import { optionalColumns } from '../../core/bars/bars';
import type { ColumnMapping } from '../../core/column-mapping';
import { ImportError } from '../import-error';
import { normaliseSymbol } from '../symbol';
import type { ColumnRequest, Table } from '../table';
import { parseNumber } from './number-text';
import { guessTableDecimalSign } from './sample';
import { timeParser } from './time-parser';
import { timeOfDayParser } from './time-of-day';

/** What is read of a table, and which answer is what. */
export interface ColumnRequests {
  readonly requests: readonly ColumnRequest[];
  /** Index of the request of each column; the time first. */
  readonly columns: Readonly<Partial<Record<BarColumn, number>>> & { readonly openTime: number };
  readonly timeOfDay?: number;
  readonly symbol?: number;
  readonly extras: readonly { readonly name: string; readonly request: number }[];
  /** Symbol that a value of the symbol's column stands for. */
  symbolOf(value: number): string;
}

/** Throws `ImportError` where the mapping lacks a column that bars need. */
export function requestColumns(table: Table, mapping: ColumnMapping, file: string): ColumnRequests {
  const decimal = guessTableDecimalSign(table);
  const parseValue = (text: string): number => parseNumber(text, decimal);
  const requests: ColumnRequest[] = [];
  const request = (position: number, parseText: (text: string) => number): number =>
    requests.push({ position, parseText }) - 1;

  const time = requirePosition(table, mapping, 'openTime', file);
  const columns: Partial<Record<BarColumn, number>> & { openTime: number } = {
    openTime: request(time, timeParser(mapping.time)),
  };
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    columns[column] = request(requirePosition(table, mapping, column, file), parseValue);
  }
  for (const column of ['volume', ...optionalColumns] as const) {
    const position = mapping.columns[column];
    if (position !== undefined) columns[column] = request(position, parseValue);
  }
  const { symbol, timeOfDay } = mapping;
  const symbols = collectSymbols();
  return {
    requests,
    columns,
    ...(timeOfDay === undefined
      ? {}
      : { timeOfDay: request(timeOfDay, timeOfDayParser(table, timeOfDay)) }),
    ...(symbol === undefined ? {} : { symbol: request(symbol, symbols.toNumber) }),
    extras: nameExtras(table, mapping.extras).map(({ name, position }) => ({
      name,
      request: request(position, parseValue),
    })),
    symbolOf:
      symbol !== undefined && table.columns[symbol].kind !== 'text' ? String : symbols.fromNumber,
  };
}

function requirePosition(
  { columns }: Table,
  mapping: ColumnMapping,
  column: 'openTime' | 'open' | 'high' | 'low' | 'close',
  file: string,
): number {
  const position = mapping.columns[column];
  if (position !== undefined && columns[position] !== undefined) return position;
  const name = column === 'openTime' ? 'time' : column;
  throw new ImportError(`${file}: no column is said to be the ${name}. Choose one.`);
}

/** Gives each symbol a number, since columns are read as numbers. */
function collectSymbols() {
  const symbols: string[] = [];
  const numbers = new Map<string, number>();
  const byText = new Map<string, number>();
  const toNumber = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const symbol = normaliseSymbol(text);
    const number = numbers.get(symbol) ?? (symbol === '' ? NaN : symbols.push(symbol) - 1);
    if (symbol !== '') numbers.set(symbol, number);
    byText.set(text, number);
    return number;
  };
  return { toNumber, fromNumber: (number: number): string => symbols[number] ?? '' };
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
