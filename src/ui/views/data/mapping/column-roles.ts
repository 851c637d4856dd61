import { optionalColumns, requiredColumns, type BarColumn } from '../../../../core/bars/bars';
import type { TimeReading } from '../../../../core/bars/read-times';
import type { ColumnMapping } from '../../../../core/import';

/** What a column of a file can be. */
export type ColumnRole = BarColumn | 'symbol' | 'extra' | 'ignore';

/** Roles in the order in which they are offered, in words. */
export const roleLabels: Readonly<Record<ColumnRole, string>> = {
  openTime: 'Time',
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
  extra: 'Extra',
  ignore: 'Ignore',
};

const barColumns: readonly BarColumn[] = [...requiredColumns, ...optionalColumns];
/** Volume can be absent: the features that need it are then left out. */
const neededRoles = requiredColumns.filter((column) => column !== 'volume');

/** Returns the role of each of `count` columns; those that the mapping does not name are ignored. */
export function listRoles(mapping: ColumnMapping, count: number): ColumnRole[] {
  const roles = Array<ColumnRole>(count).fill('ignore');
  const assign = (position: number | undefined, role: ColumnRole): void => {
    if (position !== undefined && position in roles) roles[position] = role;
  };
  for (const extra of mapping.extras) assign(extra, 'extra');
  for (const column of barColumns) assign(mapping.columns[column], column);
  assign(mapping.symbol, 'symbol');
  return roles;
}

/** Returns the roles with `role` given to the column at `position`, and taken from another that had it. */
export function assignRole(
  roles: readonly ColumnRole[],
  position: number,
  role: ColumnRole,
): ColumnRole[] {
  const canRepeat = role === 'extra' || role === 'ignore';
  return roles.map((before, at) => {
    if (at === position) return role;
    return before === role && !canRepeat ? 'ignore' : before;
  });
}

/** Returns the columns that bars cannot be without and that no column is yet, in words. */
export function listMissing(roles: readonly ColumnRole[]): string[] {
  return neededRoles.filter((role) => !roles.includes(role)).map((role) => roleLabels[role]);
}

/** Returns a mapping with the roles and the reading of times that were chosen in the place of its own. */
export function buildMapping(
  { decimal, timeOfDay }: ColumnMapping,
  roles: readonly ColumnRole[],
  time: TimeReading,
): ColumnMapping {
  const columns: Partial<Record<BarColumn, number>> = {};
  for (const column of barColumns) {
    const position = roles.indexOf(column);
    if (position >= 0) columns[column] = position;
  }
  const symbol = roles.indexOf('symbol');
  const extras = roles.flatMap((role, position) => (role === 'extra' ? [position] : []));
  const hasClock = timeOfDay !== undefined && roles[timeOfDay] === 'ignore';
  return {
    columns,
    ...(symbol >= 0 && { symbol }),
    time,
    ...(hasClock && { timeOfDay }),
    decimal,
    extras,
  };
}
