import { countBars, type Bars } from '../../../src/core/bars/bars';
import { roundToServed, type Kline } from './kline';

/** Klines of one market and interval, all columns there, each value as a client reads it. */
export type KlineColumns = Required<Omit<Bars, 'extras'>> & {
  /** Trades before each bar, from 0. */
  readonly firstTradeId: Float64Array;
};

/**
 * Returns the columns of `bars` rounded to the 8 decimals that the exchange writes, on memory of
 * their own. Columns that the source lacks are made up: value at the close, 1 trade, takers half.
 */
export function makeKlineColumns(bars: Bars): KlineColumns {
  const { intervalMs, openTime, close } = bars;
  const volume = bars.volume.map(roundToServed);
  const fill = (make: (index: number) => number): Float64Array =>
    Float64Array.from({ length: countBars(bars) }, (_, index) => roundToServed(make(index)));
  const quoteVolume =
    bars.quoteVolume?.map(roundToServed) ?? fill((index) => volume[index] * close[index]);
  const tradeCount = bars.tradeCount?.slice() ?? fill((index) => (volume[index] > 0 ? 1 : 0));
  return {
    intervalMs,
    openTime: openTime.slice(),
    open: bars.open.map(roundToServed),
    high: bars.high.map(roundToServed),
    low: bars.low.map(roundToServed),
    close: close.map(roundToServed),
    volume,
    quoteVolume,
    tradeCount,
    takerBuyBase: bars.takerBuyBase?.map(roundToServed) ?? fill((index) => volume[index] / 2),
    takerBuyQuote:
      bars.takerBuyQuote?.map(roundToServed) ?? fill((index) => quoteVolume[index] / 2),
    firstTradeId: countBefore(tradeCount),
  };
}

function countBefore(counts: Float64Array): Float64Array {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

/** Returns the closed kline at `index`. */
export function readKline(columns: KlineColumns, index: number): Kline {
  const openTime = columns.openTime[index];
  const tradeCount = columns.tradeCount[index];
  const firstTradeId = columns.firstTradeId[index];
  return {
    openTime,
    closeTime: openTime + columns.intervalMs - 1,
    open: columns.open[index],
    high: columns.high[index],
    low: columns.low[index],
    close: columns.close[index],
    volume: columns.volume[index],
    quoteVolume: columns.quoteVolume[index],
    tradeCount,
    takerBuyBase: columns.takerBuyBase[index],
    takerBuyQuote: columns.takerBuyQuote[index],
    firstTradeId: tradeCount > 0 ? firstTradeId : -1,
    lastTradeId: tradeCount > 0 ? firstTradeId + tradeCount - 1 : -1,
    isClosed: true,
  };
}

/** Returns the number of decimals, at most 8, that the first thousand closes are written with. */
export function countPriceDecimals({ close }: KlineColumns): number {
  const decimals = Array.from(close.subarray(0, 1000), (price) => {
    const [, fraction = ''] = price.toFixed(8).replace(/0+$/, '').split('.');
    return fraction.length;
  });
  return Math.max(0, ...decimals);
}

/** Returns the position of the first bar that opens at `time` or later. */
export function findFrom({ openTime }: KlineColumns, time: number): number {
  let low = 0;
  let high = openTime.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (openTime[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
