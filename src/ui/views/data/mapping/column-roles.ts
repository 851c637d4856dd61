import { optionalColumns, requiredColumns, type BarColumn } from '../../../../core/bars/bars';
import { writeCanonicalJson } from '../../../../core/canonical-json';
import type { ColumnMapping, Reading } from '../../../../core/import';

/** What a column of a file can be; `date` is the time column if another one has the time of day. */
export type ColumnRole =
  BarColumn | 'date' | 'timeOfDay' | 'symbol' | 'series' | 'closed' | 'extra' | 'ignore';

/** The names of the roles, in the order of the menu. */
export const roleLabels: Readonly<Record<ColumnRole, string>> = {
  openTime: 'Time',
  date: 'Date',
  timeOfDay: 'Time of day',
  open: 'Open',
  high: 'High',
  low: 'Low',
  close: 'Close',
  volume: 'Volume',
  quoteVolume: 'Quote volume',
  tradeCount: 'Trades',
  takerBuyBase: 'Taker buy base',
  takerBuyQuote: 'Taker buy quote',
  symbol: 'Symbol',
  series: 'Exchange, side or kind',
  closed: 'Whether the bar is over',
  extra: 'Extra',
  ignore: 'Ignore',
};

/** Volume can be missing: the features that need it are then left out. */
const priceRoles = ['open', 'high', 'low', 'close'] as const;
const valueColumns = [...priceRoles, 'volume', ...optionalColumns] as const;
const barColumns: readonly BarColumn[] = [...requiredColumns, ...optionalColumns];
/** Roles that several columns can have. */
const repeatable: ReadonlySet<ColumnRole> = new Set(['series', 'extra', 'ignore']);

/** Returns the role of each of `count` columns; those that the mapping does not name are ignored. */
export function listRoles(mapping: ColumnMapping, count: number): ColumnRole[] {
  const roles = Array<ColumnRole>(count).fill('ignore');
  const assign = (position: number | undefined, role: ColumnRole): void => {
    if (position !== undefined && position in roles) roles[position] = role;
  };
  for (const extra of mapping.extras) assign(extra, 'extra');
  for (const column of barColumns) assign(mapping.columns[column], column);
  if (mapping.timeOfDay !== undefined) assign(mapping.columns.openTime, 'date');
  assign(mapping.timeOfDay, 'timeOfDay');
  assign(mapping.closed, 'closed');
  for (const series of mapping.series ?? []) assign(series, 'series');
  assign(mapping.symbol, 'symbol');
  return roles;
}

/**
 * Returns the roles with `role` given to the column at `position`, and taken from those that cannot have it
 * any more: a time is a single column, or a date and a time of day.
 */
export function assignRole(
  roles: readonly ColumnRole[],
  position: number,
  role: ColumnRole,
): ColumnRole[] {
  return roles.map((before, at) => {
    if (at === position) return role;
    if (role === 'timeOfDay' && before === 'openTime') return 'date';
    const excluded =
      role === 'openTime' ? ['date', 'timeOfDay'] : role === 'date' ? ['openTime'] : [];
    const isTaken = (before === role && !repeatable.has(role)) || excluded.includes(before);
    return isTaken ? 'ignore' : before;
  });
}

/** Returns the names of the required roles that no column has yet. */
export function listMissing(roles: readonly ColumnRole[]): string[] {
  const time: ColumnRole = roles.includes('timeOfDay') ? 'date' : 'openTime';
  const hasTime = roles.includes('openTime') || roles.includes('date');
  return [...(hasTime ? [] : [time]), ...priceRoles.filter((role) => !roles.includes(role))].map(
    (role) => roleLabels[role],
  );
}

/** Returns the column of times or of dates; -1 where none has been chosen. */
export function findTimeColumn(roles: readonly ColumnRole[]): number {
  return Math.max(roles.indexOf('openTime'), roles.indexOf('date'));
}

/** Returns `base` with the chosen columns; everything else is unchanged. */
export function buildMapping(base: ColumnMapping, roles: readonly ColumnRole[]): ColumnMapping {
  const find = (role: ColumnRole): number | undefined => {
    const position = roles.indexOf(role);
    return position < 0 ? undefined : position;
  };
  const findAll = (wanted: ColumnRole): number[] =>
    roles.flatMap((role, position) => (role === wanted ? [position] : []));
  const openTime = find('openTime') ?? find('date');
  const columns = Object.fromEntries(
    valueColumns.flatMap((column) => {
      const position = find(column);
      return position === undefined ? [] : [[column, position]];
    }),
  );
  const { symbol: _, timeOfDay: __, series: ___, closed: ____, ...others } = base;
  const { volumeFactor, priceDivisor, ...rest } = others;
  // A unit is that of the columns that had it, not of others that a person chose instead.
  const isSameVolume = columns.volume === base.columns.volume;
  const ofPrices = new Set(priceRoles.map((price) => base.columns[price]));
  const areSamePrices = priceRoles.every(
    (price) => columns[price] === undefined || ofPrices.has(columns[price]),
  );
  const closed = find('closed');
  const [symbol, timeOfDay, series] = [find('symbol'), find('timeOfDay'), findAll('series')];
  return {
    ...rest,
    columns: { ...(openTime !== undefined && { openTime }), ...columns },
    ...(areSamePrices && priceDivisor !== undefined && { priceDivisor }),
    ...(isSameVolume && volumeFactor !== undefined && { volumeFactor }),
    ...(symbol !== undefined && { symbol }),
    ...(closed !== undefined && { closed }),
    ...(timeOfDay !== undefined && { timeOfDay }),
    ...(series.length > 0 && { series }),
    extras: findAll('extra'),
  };
}

/** Returns the index of the reading that equals a mapping of `count` columns; -1 if none does. */
export function findReading(
  readings: readonly Reading[],
  mapping: ColumnMapping,
  count: number,
): number {
  const key = writeCanonicalJson(mapping);
  return readings.findIndex(
    (reading) =>
      key === writeCanonicalJson(buildMapping(reading.mapping, listRoles(reading.mapping, count))),
  );
}
