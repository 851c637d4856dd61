import type { BarRange } from '../../core/bars/bars';
import {
  appendCandle,
  decimateLayeredBars,
  decimateLayeredLine,
  decimateLine,
  type LineColumns,
  mergeOhlc,
  type OhlcColumns,
  type Ohlcv,
  pickStep,
  sampleLine,
} from '../decimate';
import { countComplete, findCandle, findCandleStart, findFirstAbove } from './candles';
import { buildTimeTicks, buildValueTicks, type TimeTick, type ValueTick } from '../ticks';
import { type TradeMarkers, buildTradeMarkers } from '../layers/trades';
import type { Viewport } from './viewport';
import type { MarketSource } from './market-source';
import { type Extent, findLineExtent, findPriceExtent, findProbabilityExtent } from './extents';

/** Everything that one drawing of a market chart needs, at most a few values a pixel column. */
export interface MarketScene {
  readonly view: Viewport;
  /** Candles seen, the unfinished newest one included. */
  readonly seen: number;
  readonly candles: OhlcColumns;
  /** Null where a column is longer than the average: it would only cover the price. */
  readonly sma20: LineColumns | null;
  readonly sma60: LineColumns | null;
  readonly rsi14: LineColumns;
  readonly probability: LineColumns | null;
  readonly equity: LineColumns | null;
  readonly priceExtent: Extent;
  readonly probabilityExtent: Extent;
  readonly equityExtent: Extent;
  readonly highestVolume: number;
  readonly priceTicks: readonly ValueTick[];
  readonly timeTicks: readonly TimeTick[];
  readonly markers: TradeMarkers;
  /** Candles in sight that do not follow on the one before. */
  readonly gaps: readonly number[];
  /** First candle out of sample. */
  readonly inSampleEnd: number;
  /** The newest candle seen, in sight or not. */
  readonly newest: Ohlcv | null;
}

const pixelsPerTimeLabel = 84;
const pixelsPerPriceLabel = 48;
const pixelsPerMarker = 12;
const mostGapMarks = 60;

/** Returns the newest candle of `source`, made of seen bars only; null before the first bar. */
export function readNewestCandle(source: MarketSource): Ohlcv | null {
  const { display, bars } = source.candles;
  if (source.playhead <= 0) return null;
  const start = findCandleStart(display, findCandle(display, source.playhead - 1));
  return mergeOhlc(bars, { start, end: source.playhead });
}

/** Returns the number of candles that have begun before the playhead. */
export function countSeen(source: MarketSource): number {
  return source.playhead <= 0 ? 0 : findCandle(source.candles.display, source.playhead - 1) + 1;
}

/**
 * Returns what `view` shows of `source` in `plotWidth` by `priceHeight` CSS pixels.
 *
 * Reads no bar, probability, trade or equity at or after the playhead.
 */
export function buildMarketScene(
  source: MarketSource,
  view: Viewport,
  plotWidth: number,
  priceHeight: number,
): MarketScene {
  const { display } = source.candles;
  const seen = countSeen(source);
  const complete = countComplete(display, source.playhead);
  const inSight = clampRange(view, seen);
  const finished = { start: inSight.start, end: Math.min(inSight.end, complete) };
  const step = pickStep(view.span, plotWidth);

  const newest = readNewestCandle(source);
  let candles = decimateLayeredBars(source.candles.layers, finished, step);
  if (newest !== null && inSight.end > complete) {
    candles = appendCandle(candles, seen - 1, newest);
  }
  const probability = decimateProbability(source, inSight, step);
  const equity = decimateEquity(source, inSight, step);
  const priceExtent = findPriceExtent(candles);
  const barsPerPixel = view.span / Math.max(1, plotWidth);

  return {
    view,
    seen,
    candles,
    sma20: sampleAverage(source.candles.sma20, 20, finished, step),
    sma60: sampleAverage(source.candles.sma60, 60, finished, step),
    rsi14: decimateLayeredLine(source.candles.rsi14, finished, step),
    probability,
    equity,
    priceExtent,
    probabilityExtent: findProbabilityExtent(probability, source.thresholds),
    equityExtent: findLineExtent(equity),
    highestVolume: candles.volume.reduce((most, volume) => Math.max(most, volume), 0),
    priceTicks: buildValueTicks(
      priceExtent.min,
      priceExtent.max,
      Math.max(2, Math.floor(priceHeight / pixelsPerPriceLabel)),
    ),
    timeTicks: buildTimeTicks(
      display.openTime,
      inSight,
      display.intervalMs,
      barsPerPixel * pixelsPerTimeLabel,
    ),
    markers: buildTradeMarkers(source.trades, source.positions, {
      range: inSight,
      playhead: source.playhead,
      findCandle: (index) => findCandle(display, index),
      minDistance: barsPerPixel * pixelsPerMarker,
    }),
    gaps: listGaps(display.gapStarts, inSight),
    inSampleEnd: findCandle(display, source.inSampleEnd),
    newest,
  };
}

function clampRange(view: Viewport, seen: number): BarRange {
  const start = Math.min(seen, Math.max(0, Math.floor(view.start)));
  return { start, end: Math.max(start, Math.min(seen, Math.ceil(view.start + view.span))) };
}

function sampleAverage(average: Float64Array, length: number, range: BarRange, step: number) {
  return step < length ? sampleLine(average, range, step) : null;
}

function decimateProbability(source: MarketSource, range: BarRange, step: number) {
  if (source.probability === null) return null;
  const indexOf = lastBarOf(source);
  if (indexOf === undefined) return decimateLayeredLine(source.probability, range, step);
  return decimateLine(source.probability.fine, range, step, indexOf);
}

function decimateEquity(source: MarketSource, range: BarRange, step: number) {
  const { equity, equityFrom } = source;
  if (equity === null) return null;
  const { display } = source.candles;
  const lastBar = lastBarOf(source);
  const indexOf = (candle: number) => (lastBar ? lastBar(candle) : candle) - equityFrom;
  const start = Math.max(range.start, findCandle(display, equityFrom));
  const end = Math.min(range.end, countComplete(display, equityFrom + equity.length));
  return decimateLine(equity, { start, end }, step, indexOf);
}

/** Which source bar a candle's value is read from; nothing where a candle is a bar. */
function lastBarOf({ candles, playhead }: MarketSource): ((candle: number) => number) | undefined {
  const { ends } = candles.display;
  if (ends === null) return undefined;
  return (candle) => Math.min(ends[candle], playhead) - 1;
}

function listGaps(gapStarts: Uint32Array, range: BarRange): number[] {
  const first = findFirstAbove(gapStarts, range.start);
  const last = findFirstAbove(gapStarts, range.end - 1);
  return last - first > mostGapMarks ? [] : Array.from(gapStarts.subarray(first, last));
}
