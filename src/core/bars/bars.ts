/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number & { readonly brand?: 'EpochMs' };

/** Position of a bar within one `Bars`, from 0. */
export type BarIndex = number & { readonly brand?: 'BarIndex' };

/** Half-open range of bar positions: `start` is in, `end` is not. */
export interface BarRange {
  readonly start: BarIndex;
  readonly end: BarIndex;
}

/**
 * Validated OHLCV bars of one symbol, columnar: every array has one float64 value per bar.
 *
 * `openTime` strictly increases by multiples of `intervalMs`; where it steps by more than one
 * interval there is a gap, and no bar is invented to fill it. Prices are positive and
 * `low <= open, close <= high`. Feeds validate once (`validateBars`); all other code relies on these rules.
 */
export interface Bars {
  readonly intervalMs: number;
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /**
   * Amount of the base asset that was traded; may be 0. NaN, here and in the optional columns, is an amount that the
   * source does not tell.
   */
  readonly volume: Float64Array;
  readonly quoteVolume?: Float64Array;
  readonly tradeCount?: Float64Array;
  /** Part of `volume` that was bought by takers. */
  readonly takerBuyBase?: Float64Array;
  /** Part of `quoteVolume` that was bought by takers. */
  readonly takerBuyQuote?: Float64Array;
  /** Further numeric columns of the source, by their name there. */
  readonly extras?: Readonly<Record<string, Float64Array>>;
}

/** The columns that every `Bars` has, in their order. */
export const requiredColumns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The columns that a source may lack, in their order. */
export const optionalColumns = [
  'quoteVolume',
  'tradeCount',
  'takerBuyBase',
  'takerBuyQuote',
] as const;

/** The columns that hold amounts, in their order; a source may leave any value of them unknown (NaN). */
export const amountColumns = ['volume', ...optionalColumns] as const;

export type AmountColumn = (typeof amountColumns)[number];

/** What amounts are called, for people. */
export const amountNames: Readonly<Record<AmountColumn, string>> = {
  volume: 'volume',
  quoteVolume: 'quote volume',
  tradeCount: 'number of trades',
  takerBuyBase: 'taker buy volume',
  takerBuyQuote: 'taker buy quote volume',
};

export type RequiredColumn = (typeof requiredColumns)[number];
export type OptionalColumn = (typeof optionalColumns)[number];
export type BarColumn = RequiredColumn | OptionalColumn;

/** Number of bars. */
export function countBars(bars: Bars): number {
  return bars.openTime.length;
}

/** Whether the source says how much takers bought, which `taker_buy_ratio` needs. */
export function hasTakerColumns(bars: Bars): boolean {
  return bars.takerBuyQuote !== undefined && bars.quoteVolume !== undefined;
}

/**
 * Whether any bar has a volume, which `dollar_volume` needs: a source without volume has 0 at every
 * bar. True where there are no bars.
 */
export function hasVolume({ volume }: Bars): boolean {
  return volume.length === 0 || volume.some((amount) => amount > 0);
}

/** Where in a `Bars` a rule is broken. */
interface BarsErrorPlace {
  /** From 0. */
  readonly row?: number;
  readonly column?: string;
}

/** Columns break a rule of `Bars`; the message names the rule, the values and, where it applies, the row. */
export class BarsError extends Error {
  override readonly name = 'BarsError';
  readonly row: number | undefined;
  readonly column: string | undefined;

  constructor(message: string, { row, column }: BarsErrorPlace = {}) {
    super(message);
    this.row = row;
    this.column = column;
  }
}

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

/** Returns how many bytes the columns of `bars` take together. */
export function countBytes(bars: Bars): number {
  return listColumns(bars).reduce((sum, { values }) => sum + values.byteLength, 0);
}

/** Returns the column of `bars` that matches a column of other bars, by kind and name. */
export function readColumn(
  bars: Bars,
  { column, name }: Pick<Column, 'column' | 'name'>,
): Float64Array | undefined {
  return column === 'extra' ? bars.extras?.[name] : bars[column];
}

/**
 * Returns bars in which each column is what `change` returns for that of `bars`. Optional columns and
 * extras for which `isKept` returns false are left out.
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

/** Returns a copy of the bars in `range`, which shares no memory with `bars`. */
export function sliceBars(bars: Bars, { start, end }: BarRange): Bars {
  return mapColumns(bars, ({ values }) => values.slice(start, end));
}

/** Returns the bars in `range` as views of the memory of `bars`: cheap, but must not be transferred. */
export function viewBars(bars: Bars, { start, end }: BarRange): Bars {
  return mapColumns(bars, ({ values }) => values.subarray(start, end));
}

/** One bar with all the columns that an exchange's kline has. */
export interface Bar {
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly tradeCount: number;
  readonly takerBuyBase: number;
  readonly takerBuyQuote: number;
}

/** The columns of a `Bar`, in their order. */
export const barColumns = [
  'openTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'tradeCount',
  'takerBuyBase',
  'takerBuyQuote',
] as const satisfies readonly (keyof Bar)[];

/** Whether two bars agree in every column. */
export function isSameBar(a: Bar, b: Bar): boolean {
  return barColumns.every((column) => a[column] === b[column]);
}

/** Returns the bar at `index` of `bars`, with 0 for columns that they lack. */
export function readBar(bars: Bars, index: BarIndex): Bar {
  const read = (values: Float64Array | undefined): number => values?.[index] ?? 0;
  return {
    openTime: read(bars.openTime),
    open: read(bars.open),
    high: read(bars.high),
    low: read(bars.low),
    close: read(bars.close),
    volume: read(bars.volume),
    quoteVolume: read(bars.quoteVolume),
    tradeCount: read(bars.tradeCount),
    takerBuyBase: read(bars.takerBuyBase),
    takerBuyQuote: read(bars.takerBuyQuote),
  };
}
