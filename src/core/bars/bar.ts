import type { Bars, BarIndex, EpochMs } from './bars';

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

/** Returns the bar at `index` of `bars`; columns that these lack are 0. */
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
