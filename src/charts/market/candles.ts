import type { BarIndex, Bars } from '../../core/bars/bars';
import { resampleBars } from '../../core/bars/resample';
import { formatInterval } from '../../core/bars/interval';
import {
  type Ohlcv,
  type OhlcvSeries,
  type TwoScaleBars,
  buildTwoScaleBars,
  mergeOhlc,
} from '../decimate';

/** Bars, and the candles of one interval that are made of them; a running replay never changes them. */
export interface MarketCandles {
  readonly bars: Bars;
  readonly display: DisplayBars;
  /** The candles, and the same merged by the coarse step. */
  readonly twoScale: TwoScaleBars;
}

/** Candles as a chart shows them: the bars themselves, or several merged to a longer interval. */
export interface DisplayBars extends OhlcvSeries {
  readonly intervalMs: number;
  /** Start of each candle's interval. */
  readonly openTime: Float64Array;
  /** Source bar after each candle's last one; null where a candle is a bar. */
  readonly ends: Uint32Array | null;
  /** Candles with a gap before them, ascending. */
  readonly gapStarts: Uint32Array;
}

/** A choice of candle length. */
interface IntervalChoice {
  readonly label: string;
  readonly intervalMs: number;
}

/** Returns the candle lengths that bars of `barIntervalMs` can be merged to. */
export function listIntervals(barIntervalMs: number): IntervalChoice[] {
  return [1, 5, 15, 60, 240, 1440]
    .map((minutes) => minutes * 60_000)
    .filter((intervalMs) => intervalMs % barIntervalMs === 0)
    .map((intervalMs) => ({ label: formatInterval(intervalMs), intervalMs }));
}

/** Returns `bars` with their candles of `intervalMs`; throws as `buildDisplayBars` does. */
export function buildMarketCandles(bars: Bars, intervalMs: number): MarketCandles {
  const display = buildDisplayBars(bars, intervalMs);
  return { bars, display, twoScale: buildTwoScaleBars(display) };
}

/** Returns how many candles have begun once the source bars before `playhead` have been replayed. */
export function countSeen(display: DisplayBars, playhead: BarIndex): number {
  return playhead <= 0 ? 0 : findCandle(display, playhead - 1) + 1;
}

/** Returns the newest candle, made of the source bars before `playhead`; null before the first. */
export function readNewestCandle(
  { bars, display }: MarketCandles,
  playhead: BarIndex,
): Ohlcv | null {
  if (playhead <= 0) return null;
  const start = findCandleStart(display, findCandle(display, playhead - 1));
  return mergeOhlc(bars, { start, end: playhead });
}

/**
 * Returns `bars` merged to candles of `intervalMs`, aligned to UTC.
 *
 * An interval without bars gives no candle. Throws when `intervalMs` is not a multiple of the bars' interval.
 */
export function buildDisplayBars(bars: Bars, intervalMs: number): DisplayBars {
  const { openTime, open, high, low, close, volume } = bars;
  const priced = { intervalMs: bars.intervalMs, openTime, open, high, low, close, volume };
  if (intervalMs === bars.intervalMs) {
    return { ...priced, ends: null, gapStarts: findGapStarts(openTime, intervalMs) };
  }
  const merged = resampleBars(priced, intervalMs);
  return {
    ...merged,
    ends: findCandleEnds(openTime, merged.openTime),
    gapStarts: findGapStarts(merged.openTime, intervalMs),
  };
}

/** Returns the candle of source bar `index`. */
export function findCandle(display: DisplayBars, index: BarIndex): number {
  return display.ends === null ? index : findFirstAbove(display.ends, index);
}

/** Returns how many candles are complete once the source bars before `playhead` have been replayed. */
export function countComplete(display: DisplayBars, playhead: BarIndex): number {
  return display.ends === null ? playhead : findFirstAbove(display.ends, playhead);
}

/** Returns the first source bar of a candle. */
export function findCandleStart(display: DisplayBars, candle: number): BarIndex {
  if (display.ends === null) return candle;
  return candle === 0 ? 0 : display.ends[candle - 1];
}

/**
 * Returns a function that returns the source bar from which a candle's value is read: its last one before the
 * playhead, counted from bar `first`. It makes no further call, since it runs for every visible bar.
 */
export function findLastBar(
  { ends }: DisplayBars,
  playhead: BarIndex,
  first: BarIndex = 0,
): (candle: number) => number {
  if (ends === null) return (candle) => candle - first;
  return (candle) => Math.min(ends[candle], playhead) - 1 - first;
}

/** Returns the first position of ascending `values` whose value is above `limit`. */
export function findFirstAbove(values: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function findCandleEnds(openTime: Float64Array, candleTime: Float64Array): Uint32Array {
  const ends = new Uint32Array(candleTime.length);
  let end = 0;
  for (let candle = 0; candle < ends.length; candle++) {
    const next = candle + 1 < ends.length ? candleTime[candle + 1] : Infinity;
    while (end < openTime.length && openTime[end] < next) end++;
    ends[candle] = end;
  }
  return ends;
}

function findGapStarts(openTime: Float64Array, intervalMs: number): Uint32Array {
  const starts: number[] = [];
  for (let i = 1; i < openTime.length; i++) {
    if (openTime[i] - openTime[i - 1] !== intervalMs) starts.push(i);
  }
  return Uint32Array.from(starts);
}
