import {
  optionalColumns,
  requiredColumns,
  type BarColumn,
  type Bars,
  type RequiredColumn,
} from './bars';

/** A column of `Bars`; `column` is `extra` for each of the extras, which only `name` tells apart. */
export interface Column {
  readonly column: BarColumn | 'extra';
  readonly name: string;
  readonly values: Float64Array;
}

/** Returns every column that `bars` has: required, optional, extras. */
export function listColumns(bars: Bars): Column[] {
  const extras = Object.entries(bars.extras ?? {});
  return [
    ...[...requiredColumns, ...optionalColumns].flatMap((column) => {
      const values = bars[column];
      return values === undefined ? [] : [{ column, name: column, values }];
    }),
    ...extras.map(([name, values]) => ({ column: 'extra' as const, name, values })),
  ];
}

/** Returns the bytes that all columns of `bars` take. */
export function countBytes(bars: Bars): number {
  return listColumns(bars).reduce((sum, { values }) => sum + values.byteLength, 0);
}

/** Returns the column of `bars` that has the place and name of another's. */
export function readColumn(
  bars: Bars,
  { column, name }: Pick<Column, 'column' | 'name'>,
): Float64Array | undefined {
  return column === 'extra' ? bars.extras?.[name] : bars[column];
}

/**
 * Returns bars whose every column is `change` of the one in `bars`; optional columns and extras
 * that `isKept` does not want are left out.
 */
export function mapColumns(
  bars: Bars,
  change: (column: Column) => Float64Array,
  isKept: (column: Column) => boolean = () => true,
): Bars {
  const required = (column: RequiredColumn): Float64Array =>
    change({ column, name: column, values: bars[column] });
  const mapped: { -readonly [Key in keyof Bars]: Bars[Key] } = {
    intervalMs: bars.intervalMs,
    openTime: required('openTime'),
    open: required('open'),
    high: required('high'),
    low: required('low'),
    close: required('close'),
    volume: required('volume'),
  };
  const extras: Record<string, Float64Array> = {};
  for (const column of listColumns(bars)) {
    if (isRequired(column.column) || !isKept(column)) continue;
    if (column.column === 'extra') extras[column.name] = change(column);
    else mapped[column.column] = change(column);
  }
  if (Object.keys(extras).length > 0) mapped.extras = extras;
  return mapped;
}

function isRequired(column: Column['column']): column is RequiredColumn {
  return (requiredColumns as readonly string[]).includes(column);
}
