import type { EpochMs } from '../../core/bars/bars';
import { findCandleStart } from './candles';
import { mergeOhlc } from '../decimate';
import { formatFixed, pickPriceDecimals } from '../../core/format';
import { formatClock, formatDay } from '../ticks';
import type { MarketSource } from './market-source';
import { countSeen } from './market-scene';

/** One candle in words, for the row above the chart. */
export interface LegendRow {
  readonly day: string;
  /** What tells candles of this length apart: a time of day, with or instead of it a day. */
  readonly time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly sma20: string;
  readonly sma60: string;
  readonly isUp: boolean;
}

/** Returns the row of `candle`, or of the newest one seen; null when no bar has been seen. */
export function buildLegendRow(source: MarketSource, candle: number | null): LegendRow | null {
  const seen = countSeen(source);
  if (seen === 0) return null;
  const { bars, display, sma20, sma60 } = source.candles;
  const index = candle === null ? seen - 1 : Math.min(seen - 1, Math.max(0, candle));
  const start = findCandleStart(display, index);
  const fullEnd = display.ends === null ? start + 1 : display.ends[index];
  const end = Math.min(source.playhead, fullEnd);
  const { open, high, low, close } = mergeOhlc(bars, { start, end });
  const time = display.openTime[index];
  const format = (price: number) => formatFixed(price, pickPriceDecimals(high));
  return {
    day: formatDay(time),
    time: formatCandleTime(time, display.intervalMs),
    open: format(open),
    high: format(high),
    low: format(low),
    close: format(close),
    sma20: format(end < fullEnd ? NaN : sma20[index]),
    sma60: format(end < fullEnd ? NaN : sma60[index]),
    isUp: close >= open,
  };
}

/** Returns how many characters the widest price of `source` takes, so that columns keep their width. */
export function measurePriceWidth(highs: Float64Array): number {
  const highest = highs.reduce((most, high) => Math.max(most, high), 0);
  return formatFixed(highest, pickPriceDecimals(highest)).length;
}

/** Returns a sentence for those who do not see the chart. */
export function summarizeMarket(source: MarketSource): string {
  const row = buildLegendRow(source, null);
  if (row === null) return 'Price chart: no bar has been shown yet.';
  const { bars } = source.candles;
  const first = formatFixed(bars.close[0], pickPriceDecimals(bars.close[0]));
  return (
    `Price chart up to ${row.day}, ${formatClock(bars.openTime[source.playhead - 1])} UTC: close ${row.close}, ` +
    `from ${first} at the first of ${formatFixed(source.playhead, 0)} bars; ` +
    `${formatFixed(source.trades.length, 0)} trades.`
  );
}

function formatCandleTime(time: EpochMs, intervalMs: number): string {
  const hourMs = 3_600_000;
  if (intervalMs < hourMs) return `${formatClock(time)} UTC`;
  const day = formatDay(time).slice(0, -5);
  return intervalMs < 24 * hourMs ? `${day} ${formatClock(time)}` : day;
}
