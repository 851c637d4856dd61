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
  /** Of the source bars. */
  readonly barIntervalMs: number;
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

/** Candle lengths that a person can choose, each a multiple of the one before; the first has key 1, and so on. */
export const candleIntervals = [1, 5, 15, 60, 240, 1440].map((minutes) => minutes * 60_000);

/** Returns the candle lengths that bars of `barIntervalMs` can be merged to, their own first. */
export function listIntervals(barIntervalMs: number): IntervalChoice[] {
  const merged = candleIntervals.filter(
    (intervalMs) => intervalMs > barIntervalMs && intervalMs % barIntervalMs === 0,
  );
  return [barIntervalMs, ...merged].map((intervalMs) => ({
    label: formatInterval(intervalMs),
    intervalMs,
  }));
}

/** The candles of some bars at every length, each made when it is first asked for. */
export class CandleSet {
  readonly bars: Bars;
  readonly intervals: readonly number[];
  readonly #made = new Map<number, MarketCandles>();

  constructor(bars: Bars) {
    this.bars = bars;
    this.intervals = listIntervals(bars.intervalMs).map(({ intervalMs }) => intervalMs);
  }

  /** Returns the candles of `intervalMs`; throws as `buildDisplayBars` does. */
  at(intervalMs: number): MarketCandles {
    const made = this.#made.get(intervalMs);
    if (made !== undefined) return made;
    // Candles of a shorter length are fewer than the bars, and make the same.
    const shorter = [...this.#made.keys()].filter((ms) => ms < intervalMs && intervalMs % ms === 0);
    const source = shorter.length === 0 ? undefined : this.#made.get(Math.max(...shorter));
    const display = buildDisplayBars(this.bars, intervalMs, source?.display);
    const candles = { bars: this.bars, display, twoScale: buildTwoScaleBars(display) };
    this.#made.set(intervalMs, candles);
    return candles;
  }
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
 * Returns `bars` merged to candles of `intervalMs`, aligned to UTC; `finer` are candles of the same bars that may be merged instead.
 *
 * An interval without bars gives no candle. Throws when `intervalMs` is not a multiple of the bars' interval.
 */
export function buildDisplayBars(bars: Bars, intervalMs: number, finer?: DisplayBars): DisplayBars {
  const { openTime, open, high, low, close, volume } = finer ?? bars;
  const barIntervalMs = bars.intervalMs;
  const priced = { openTime, open, high, low, close, volume };
  if (intervalMs === bars.intervalMs) {
    const gapStarts = findGapStarts(openTime, intervalMs);
    return { intervalMs, barIntervalMs, ...priced, ends: null, gapStarts };
  }
  const merged = resampleBars(
    { intervalMs: finer?.intervalMs ?? barIntervalMs, ...priced },
    intervalMs,
  );
  const ends = findCandleEnds(openTime, merged.openTime);
  const within = finer?.ends ?? null;
  return {
    ...merged,
    barIntervalMs,
    ends: within === null ? ends : ends.map((end) => within[end - 1]),
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
