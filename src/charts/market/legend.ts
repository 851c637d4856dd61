import type { EpochMs } from '../../core/bars/bars';
import {
  formatCount,
  formatDay,
  formatNumber,
  formatUtcMinute,
  formatUtcTime,
  pickPriceDecimals,
} from '../../core/format';
import { mergeOhlc } from '../decimate';
import { countSeen, findCandleStart } from './candles';
import { listPanes, type PaneSpec } from './panes';
import { type Viewport, findVisibleCandles } from './viewport';
import { type LegendCandle, type LegendValue, type MarketSource, computeLayers } from './layer';

/** One candle in words, for the row above the chart; empty texts and dashes before the first bar. */
export interface LegendRow {
  readonly day: string;
  /** When it begins; empty where it is as long as a day. */
  readonly time: string;
  /** The layers' values, in their order. */
  readonly values: readonly PaneValue[];
  /** Those that have something to draw, top first. */
  readonly panes: readonly PaneSpec[];
}

/** A value with the name of its pane. */
interface PaneValue extends LegendValue {
  readonly pane: string;
}

/** Returns the row of candle number `index`, or of the newest one. */
export function buildLegendRow(source: MarketSource, index: number | null): LegendRow {
  const candle = readCandle(source, index);
  const { openTime, intervalMs } = source.candles.display;
  const time = candle === null ? null : openTime[candle.index];
  const computed = computeLayers(source);
  return {
    day: time === null ? '' : formatDay(time),
    time: time === null ? '' : formatCandleTime(time, intervalMs),
    values: computed.flatMap(({ layer, series }) =>
      (layer.readValues?.(series, candle, source) ?? []).map((value) => ({
        ...value,
        pane: layer.pane.name,
      })),
    ),
    panes: listPanes(computed.map(({ layer }) => layer)),
  };
}

/** Returns the row as a sentence, for those who hear it. */
export function describeRow({ day, time, values }: LegendRow): string {
  const told = values.map(({ name, text }) => `${name} ${text}`);
  return `${[day, time].filter((part) => part !== '').join(', ')}: ${told.join(', ')}`;
}

/** Candles in view as rows of text, newest first. */
export interface MarketTable {
  readonly caption: string;
  /** Of the columns after the time. */
  readonly names: readonly string[];
  readonly rows: readonly { readonly time: string; readonly texts: readonly string[] }[];
}

/** Returns the newest `maxRows` candles in `view`, with the values of all layers that the legend has. */
export function buildMarketTable(source: MarketSource, view: Viewport, maxRows = 50): MarketTable {
  const { display } = source.candles;
  const { start, end } = findVisibleCandles(view, countSeen(display, source.playhead));
  const count = Math.min(maxRows, end - start);
  const rows = Array.from({ length: count }, (_, at) => {
    const index = end - 1 - at;
    const texts = buildLegendRow(source, index).values.map(({ text }) => text);
    return { time: formatUtcMinute(display.openTime[index]), texts };
  });
  return {
    caption: `The newest ${formatCount(count)} of ${formatCount(end - start)} candles in view, times of their start`,
    names: buildLegendRow(source, null).values.map(({ name }) => name),
    rows,
  };
}

/** Returns how many characters the widest of `highs` takes, so that columns keep their width. */
export function measurePriceWidth(highs: Float64Array): number {
  const highest = highs.reduce((max, high) => Math.max(max, high), 0);
  return formatNumber(highest, { digits: pickPriceDecimals(highest) }).length;
}

/** Returns the text alternative of the chart, a sentence. */
export function summarizeMarket(source: MarketSource): string {
  const candle = readCandle(source, null);
  if (candle === null) return 'Price chart: no bar has been shown yet.';
  const { bars, display } = source.candles;
  const format = (price: number, digits: number) => formatNumber(price, { digits });
  const first = format(bars.close[0], pickPriceDecimals(bars.close[0]));
  return (
    `Price chart up to ${formatDay(display.openTime[candle.index])}, ` +
    `${formatUtcTime(bars.openTime[source.playhead - 1])} UTC: ` +
    `close ${format(candle.prices.close, candle.priceDecimals)}, ` +
    `from ${first} at the first of ${formatCount(source.playhead)} bars; ` +
    `${formatCount(source.trades.length)} trades.`
  );
}

/** Returns the begun candle nearest to number `index`, or the newest; null before the first. */
function readCandle(
  { candles, playhead }: MarketSource,
  index: number | null,
): LegendCandle | null {
  const { bars, display } = candles;
  const seen = countSeen(display, playhead);
  if (seen === 0) return null;
  const nearest = index === null ? seen - 1 : Math.min(seen - 1, Math.max(0, index));
  const start = findCandleStart(display, nearest);
  const fullEnd = display.ends === null ? start + 1 : display.ends[nearest];
  const end = Math.min(playhead, fullEnd);
  const prices = mergeOhlc(bars, { start, end });
  const priceDecimals = pickPriceDecimals(prices.high);
  return { index: nearest, isComplete: end === fullEnd, prices, priceDecimals };
}

function formatCandleTime(time: EpochMs, intervalMs: number): string {
  return intervalMs < 86_400_000 ? `${formatUtcTime(time)} UTC` : '';
}
