import { isMissing } from '../../core/bars/numbers';
import { optionalColumns, requiredColumns } from '../../core/bars/bars';
import { type DateOrder, readDate } from '../../core/bars/dates';
import { formatUtc, guessTimeUnit, type TimeUnit, timeUnitNames } from '../../core/bars/times';
import type { ColumnMapping } from '../../core/import';
import { isWritten, type Table } from '../table';
import { nameKey } from './columns/read-name';
import { isNameless, isWeakTimeName, matchNames, type NameMatch } from './columns/match-names';

/**
 * Every guess in a mapping, in sentences for people: which column, unit, date order, zone and moment
 * were taken, and what is left out.
 */
export function describeMapping(mapping: ColumnMapping, table: Table): readonly string[] {
  return [
    ...describeColumns(mapping, table),
    ...describeNumbers(mapping, table),
    ...describeTime(mapping, table),
  ];
}

/** What is known of mixed units before the values are read. */
export const mixedUnitsNote =
  'times change their unit within the file: each is read by its own size';

function describeColumns(mapping: ColumnMapping, table: Table): readonly string[] {
  const { columns } = mapping;
  const noVolume =
    columns.volume === undefined ? ['no column of volume: the volume is 0 in every bar'] : [];
  if (!isNamed(table)) return [describeLayout(mapping, table), ...noVolume];
  const names = table.columns.map(({ name }) => name);
  const match = matchNames(names, '');
  const labels = match.labels
    .filter((position) => !mapping.extras.includes(position))
    .map((position) => `column "${names[position]}" is left out: a label looks into the future`);
  return [
    ...labels,
    ...describeLostSymbol(mapping, match, table),
    ...describeUnusual(mapping, match, names),
    ...noVolume,
  ];
}

/** Columns that are called as if they named a market, where none of them does. */
function describeLostSymbol(
  { symbol, series = [], extras }: ColumnMapping,
  { symbols }: NameMatch,
  { columns, sample }: Table,
): readonly string[] {
  if (symbol !== undefined) return [];
  const isFilled = (position: number): boolean =>
    sample.some(({ cells }) => !isMissing(cells[position] ?? ''));
  return symbols
    .filter((position) => isFilled(position) && ![...extras, ...series].includes(position))
    .map((position) => `column "${columns[position].name}" is left out: its cells name no market`);
}

/** Columns that are not called what they are taken as. */
function describeUnusual(
  { columns, timeOfDay }: ColumnMapping,
  match: NameMatch,
  names: readonly string[],
): readonly string[] {
  const notes: string[] = [];
  const { close, volume, openTime } = columns;
  if (close !== undefined && /adj/i.test(names[close])) {
    notes.push(`the close is adjusted: it is taken from column "${names[close]}"`);
  }
  const isSwapped = volume !== undefined && volume === match.columns.quoteVolume;
  if (isSwapped) {
    notes.push(`the volume is taken from column "${names[volume]}", which the prices confirm`);
  } else if (volume !== undefined && match.others.includes(volume)) {
    notes.push(`the volume is taken from column "${names[volume]}"`);
  }
  if (volume !== undefined && /^tick/.test(nameKey(names[volume]))) {
    notes.push('the volume counts ticks, which are changes of the price, not what was traded');
  }
  if (openTime === undefined) return notes;
  if (timeOfDay !== undefined) {
    notes.push(
      `date and time stand in two columns, "${names[openTime]}" and "${names[timeOfDay]}"`,
    );
    return notes;
  }
  const others = match.times.filter(
    ({ position, moment }) =>
      position !== openTime && moment !== 'close' && !isWeakTimeName(names[position]),
  );
  const isKnown = match.times.some(({ position }) => position === openTime);
  if (!isKnown || others.length > 0) {
    notes.push(`times are taken from column "${names[openTime]}"`);
  }
  return notes;
}

function describeLayout({ columns }: ColumnMapping, table: Table): string {
  const isBinance =
    table.columns.length === 12 && columns.openTime === 0 && columns.takerBuyQuote === 10;
  if (isBinance) return 'no header: the columns are taken as those of a Binance archive';
  const order = [...requiredColumns, ...optionalColumns]
    .flatMap((column) => {
      const position = columns[column];
      return position === undefined ? [] : [{ column, position }];
    })
    .sort((a, b) => a.position - b.position);
  const isGapless = order.every(({ position }, index) => position === index);
  const listed = order.map(({ column, position }) =>
    isGapless ? layoutNames(column) : `${layoutNames(column)} (column ${position + 1})`,
  );
  return `no header: the columns are taken as ${listed.join(', ')}`;
}

function layoutNames(column: string): string {
  return column === 'openTime'
    ? 'time'
    : column.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function describeNumbers(mapping: ColumnMapping, table: Table): readonly string[] {
  const { openTime: _, ...numbers } = mapping.columns;
  const notes: string[] = [];
  const { priceDivisor, volumeFactor } = mapping;
  if (priceDivisor !== undefined) {
    notes.push(`prices are divided by ${priceDivisor.toLocaleString('en-US')}`);
  }
  if (volumeFactor !== undefined) notes.push(`volumes are multiplied by ${volumeFactor}`);
  if (mapping.decimal === '.') return notes;
  const isText = Object.values(numbers).some((at) => {
    const column = table.columns[at];
    return column !== undefined && isWritten(column);
  });
  return isText ? [...notes, 'numbers are written with a decimal comma'] : notes;
}

/** What was decided about the times of a mapping, in sentences for people. */
export function describeTime(
  { time, columns }: Pick<ColumnMapping, 'time' | 'columns'>,
  table: Table,
): readonly string[] {
  const { encoding, zone, moment, isLocalDate = false } = time;
  const position = columns.openTime ?? -1;
  const notes: string[] = [];
  if (encoding.kind === 'number') {
    notes.push(
      encoding.unit === 'mixed' ? mixedUnitsNote : `times are ${timeUnitNames[encoding.unit]}`,
    );
    if (zone !== 'UTC' && !isLocalDate) notes.push(`times are counted by the clock of ${zone}`);
  } else {
    if (encoding.kind === 'text') notes.push(...describeOrder(encoding.order));
    if (encoding.kind === 'since-midnight') {
      const date = formatUtc(encoding.date).slice(0, 10);
      notes.push(`times are those of one day, ${date}, by the clock of ${zone}`);
    } else if (isNaive(table, position, encoding) && !isLocalDate) {
      notes.push(`times name no zone: they are taken as ${zone}`);
    }
  }
  if (isLocalDate) {
    notes.push('bars are those of local dates: each opens at midnight UTC of its date');
  } else if (moment === 'close') {
    notes.push('times are those of the close: one interval was subtracted');
  }
  return notes;
}

function describeOrder(order: DateOrder): readonly string[] {
  if (order === 'iso') return [];
  return [`dates are ${order === 'dmy' ? 'day/month/year' : 'month/day/year'}`];
}

function isNaive(
  { columns, sample }: Table,
  position: number,
  encoding: ColumnMapping['time']['encoding'],
): boolean {
  const column = columns[position];
  if (column === undefined) return false;
  if (column.kind === 'time') return column.hasZone !== true;
  const order = encoding.kind === 'text' ? encoding.order : 'iso';
  return sample.some(({ cells }) => {
    const date = readDate(cells[position] ?? '', order);
    return date !== undefined && date.offsetMs === undefined;
  });
}

function isNamed({ hasHeader, columns }: Table): boolean {
  return hasHeader && !columns.every(({ name }) => isNameless(name));
}

/**
 * The sentence that says which rows count time in which unit: "rows 1 to 44,640 count milliseconds,
 * the others microseconds". `counts` are as they stand in the file; NaN is passed over.
 */
export function describeUnits(counts: Float64Array, rowOf: (index: number) => number): string {
  const runs: { readonly unit: TimeUnit; readonly first: number; last: number }[] = [];
  counts.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const unit = guessTimeUnit(value);
    const run = runs.at(-1);
    if (run?.unit === unit) run.last = index;
    else runs.push({ unit, first: index, last: index });
  });
  const units = [...new Set(runs.map(({ unit }) => unit))].map((unit) => timeUnitNames[unit]);
  if (units.length === 0) return 'no time could be read';
  if (units.length === 1) return `times are ${units[0]}`;
  if (runs.length > 2) {
    return `times are counted in ${units.join(' and ')}, each by its own size`;
  }
  const [{ first, last }] = runs;
  const [from, to] = [first, last].map((index) => rowOf(index).toLocaleString('en-US'));
  return `rows ${from} to ${to} count ${units[0]}, the others ${units[1]}`;
}
