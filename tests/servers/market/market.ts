import { countBars, type Bars, type EpochMs } from '../../../src/core/bars/bars';
import { formKline } from './forming-kline';
import { joinKlines, roundToServed, type Kline } from './kline';
import {
  countPriceDecimals,
  findFrom,
  makeKlineColumns,
  readKline,
  type KlineColumns,
} from './kline-columns';

/** What the exchange lists: a symbol and the bars that happen to it, the future included. */
export interface MarketListing {
  /** In upper case; it need not be ASCII. */
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** As the exchange says it; `TRADING` when left out. */
  readonly status?: string;
  /** Opening at multiples of their interval since the epoch, gaps kept. */
  readonly bars: Bars;
}

/** A listed symbol, whose klines can be asked for as of any moment. */
export interface Market extends Required<Omit<MarketListing, 'bars'>> {
  /** Interval of the bars that the market is made of: served intervals are multiples of it. */
  readonly baseIntervalMs: number;
  readonly priceDecimals: number;
  readonly columns: KlineColumns;
  /** The kline that opens at `openTime`; undefined where nothing has traded in it by `at`. */
  klineAt(intervalMs: number, openTime: EpochMs, at: EpochMs): Kline | undefined;
  /**
   * Changes the bar that opens at `openTime`, a closed one, for good: its close becomes the price that
   * lies `share`, in [0, 1), of the way from low to high, and a thousandth more was traded.
   */
  revise(openTime: EpochMs, share: number): void;
}

/** Returns the market of a listing. Throws `RangeError` for bars that are off the grid of UTC. */
export function createMarket({ bars, status = 'TRADING', ...listing }: MarketListing): Market {
  if (countBars(bars) === 0 || bars.openTime[0] % bars.intervalMs !== 0) {
    throw new RangeError(
      `market ${listing.symbol}: bars must open at multiples of ${bars.intervalMs} ms, ` +
        `was ${bars.openTime[0]}`,
    );
  }
  const columns = makeKlineColumns(bars);
  const baseIntervalMs = bars.intervalMs;
  const priceDecimals = countPriceDecimals(columns);

  const readAsOf = (index: number, at: EpochMs): Kline => {
    const whole = readKline(columns, index);
    const fraction = (at - whole.openTime) / baseIntervalMs;
    return fraction >= 1 ? whole : formKline(whole, fraction, priceDecimals);
  };

  return {
    ...listing,
    status,
    baseIntervalMs,
    priceDecimals,
    columns,
    klineAt(intervalMs, openTime, at) {
      const end = Math.min(openTime + intervalMs, at);
      let kline: Kline | undefined;
      for (let index = findFrom(columns, openTime); columns.openTime[index] < end; index++) {
        const part = readAsOf(index, at);
        kline = kline === undefined ? part : joinKlines(kline, part);
      }
      if (kline === undefined) return undefined;
      const closeTime = openTime + intervalMs - 1;
      return { ...kline, openTime, closeTime, isClosed: at > closeTime };
    },
    revise(openTime, share) {
      const index = findFrom(columns, openTime);
      const { low, high, close } = readKline(columns, index);
      const price = Number((low + (high - low) * share).toFixed(priceDecimals));
      columns.close[index] = price === close && price > low ? low : price;
      for (const amount of ['volume', 'quoteVolume'] as const) {
        columns[amount][index] = roundToServed(columns[amount][index] * 1.001);
      }
    },
  };
}
