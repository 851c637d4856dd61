import type { BarRange } from '../core/bars/bars';

/** The columns of bars that a candle needs; every `Bars` has them. */
export interface OhlcvSeries {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One merged candle. */
export interface Ohlcv {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars merged by `step`: column `k` covers bars `start + k step` to `start + (k + 1) step`. */
export interface OhlcColumns extends OhlcvSeries {
  /** Bars of a full column, a power of two, so that columns keep their bars while the window moves. */
  readonly step: number;
  /** A multiple of `step`; the first column may begin later, where the range does. */
  readonly start: number;
  readonly count: number;
}

/** A line merged the same way; NaN where a column has no value. */
export interface LineColumns {
  readonly step: number;
  readonly start: number;
  readonly count: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Returns the smallest power of two that fits `bars` into `columns`, at least 1. */
export function pickStep(bars: number, columns: number): number {
  let step = 1;
  while (step * Math.max(1, columns) < bars) step *= 2;
  return step;
}

/**
 * Returns the bars of `range` merged into at most `columns + 1` columns.
 *
 * A column has the first open, the highest high, the lowest low, the last close and the sum of the
 * volumes of its bars. Reads no bar outside `range`.
 */
export function decimateOhlc(
  bars: OhlcvSeries,
  range: BarRange,
  columns: number,
  step = pickStep(range.end - range.start, columns),
): OhlcColumns {
  const start = Math.floor(range.start / step) * step;
  const count = countColumns(range, start, step);
  const merged = allocateColumns(step, start, count);
  for (let k = 0; k < count; k++) {
    const from = Math.max(range.start, start + k * step);
    const to = Math.min(range.end, start + (k + 1) * step);
    writeColumn(merged, k, mergeOhlc(bars, { start: from, end: to }));
  }
  return merged;
}

/** Returns `columns` with one more candle at `index`, which is at or after their last bar. */
export function appendCandle(columns: OhlcColumns, index: number, candle: Ohlcv): OhlcColumns {
  const start = columns.count > 0 ? columns.start : Math.floor(index / columns.step) * columns.step;
  const k = Math.floor((index - start) / columns.step);
  const grown = allocateColumns(columns.step, start, Math.max(columns.count, k + 1));
  for (const name of ohlcvNames) grown[name].set(columns[name]);
  if (k < columns.count) {
    writeColumn(grown, k, {
      open: columns.open[k],
      high: Math.max(columns.high[k], candle.high),
      low: Math.min(columns.low[k], candle.low),
      close: candle.close,
      volume: columns.volume[k] + candle.volume,
    });
  } else {
    writeColumn(grown, k, candle);
  }
  return grown;
}

/** Returns the bars of a range, which is not empty, as one candle. */
export function mergeOhlc(bars: OhlcvSeries, range: BarRange): Ohlcv {
  let high = -Infinity;
  let low = Infinity;
  let volume = 0;
  for (let i = range.start; i < range.end; i++) {
    if (bars.high[i] > high) high = bars.high[i];
    if (bars.low[i] < low) low = bars.low[i];
    // An unknown volume adds nothing to what is drawn.
    volume += bars.volume[i] || 0;
  }
  return { open: bars.open[range.start], high, low, close: bars.close[range.end - 1], volume };
}

/**
 * Returns the lowest and the highest value of each column of `step`, ignoring NaN.
 *
 * Point `i` of `range` is `values[indexOf(i)]`; without `indexOf`, `values[i]`.
 */
export function decimateLine(
  values: Float64Array | Float32Array,
  range: BarRange,
  step: number,
  indexOf?: (point: number) => number,
): LineColumns {
  const start = Math.floor(range.start / step) * step;
  const count = countColumns(range, start, step);
  const min = new Float64Array(count).fill(NaN);
  const max = new Float64Array(count).fill(NaN);
  for (let k = 0; k < count; k++) {
    const to = Math.min(range.end, start + (k + 1) * step);
    let lowest = Infinity;
    let highest = -Infinity;
    for (let i = Math.max(range.start, start + k * step); i < to; i++) {
      const value = values[indexOf === undefined ? i : indexOf(i)];
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    if (lowest > highest) continue;
    min[k] = lowest;
    max[k] = highest;
  }
  return { step, start, count, min, max };
}

/** Returns the last value of each column of `step`, which is enough for a smooth line. */
export function sampleLine(
  values: Float64Array | Float32Array,
  range: BarRange,
  step: number,
): LineColumns {
  const start = Math.floor(range.start / step) * step;
  const count = countColumns(range, start, step);
  const last = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    last[k] = values[Math.min(range.end, start + (k + 1) * step) - 1];
  }
  return { step, start, count, min: last, max: last };
}

/** Points that one coarse point stands for; a power of two, as the steps of columns are. */
export const coarseStep = 64;

/** A series at full and at coarse resolution (merged by `coarseStep`), so that a year draws as fast as a day. */
export interface TwoScaleBars {
  readonly fine: OhlcvSeries;
  readonly coarse: OhlcColumns;
}

/** A line together with the extremes of each `coarseStep` of its values. */
export interface TwoScaleLine {
  readonly fine: Float64Array | Float32Array;
  readonly coarse: LineColumns;
}

/** Returns `fine` with its bars merged by `coarseStep`; reads each bar once. */
export function buildTwoScaleBars(fine: OhlcvSeries): TwoScaleBars {
  const all = { start: 0, end: fine.close.length };
  return { fine, coarse: decimateOhlc(fine, all, all.end, coarseStep) };
}

/** Returns `fine` with the extremes of each `coarseStep` values; reads each value once. */
export function buildTwoScaleLine(fine: Float64Array | Float32Array): TwoScaleLine {
  return { fine, coarse: decimateLine(fine, { start: 0, end: fine.length }, coarseStep) };
}

/**
 * Returns what `decimateOhlc` does, from the coarse scale where `step` allows it.
 *
 * Reads nothing at or after `range.end`; the first column may begin up to 63 bars early.
 */
export function decimateTwoScaleBars(
  { fine, coarse }: TwoScaleBars,
  range: BarRange,
  step: number,
): OhlcColumns {
  if (step < coarseStep) return decimateOhlc(fine, range, range.end - range.start, step);
  const whole = toCoarse(range);
  const merged = decimateOhlc(coarse, whole, whole.end - whole.start, step / coarseStep);
  const columns = { ...merged, step, start: merged.start * coarseStep };
  const rest = { start: Math.max(range.start, whole.end * coarseStep), end: range.end };
  if (rest.start >= rest.end) return columns;
  return appendCandle(columns, rest.start, mergeOhlc(fine, rest));
}

/** Returns what `decimateLine` does, from the coarse scale where `step` allows it. */
export function decimateTwoScaleLine(
  { fine, coarse }: TwoScaleLine,
  range: BarRange,
  step: number,
): LineColumns {
  if (step < coarseStep || range.end <= range.start) return decimateLine(fine, range, step);
  const whole = toCoarse(range);
  const lowest = decimateLine(coarse.min, whole, step / coarseStep);
  const highest = decimateLine(coarse.max, whole, step / coarseStep);
  const rest = { start: Math.max(range.start, whole.end * coarseStep), end: range.end };
  const tail = decimateLine(fine, rest, step);
  const start = lowest.count > 0 ? lowest.start * coarseStep : tail.start;
  const count = Math.ceil((range.end - start) / step);
  const min = new Float64Array(count).fill(NaN);
  const max = new Float64Array(count).fill(NaN);
  min.set(lowest.min);
  max.set(highest.max);
  if (tail.count > 0 && !Number.isNaN(tail.min[0])) {
    const k = count - 1;
    min[k] = Number.isNaN(min[k]) ? tail.min[0] : Math.min(min[k], tail.min[0]);
    max[k] = Number.isNaN(max[k]) ? tail.max[0] : Math.max(max[k], tail.max[0]);
  }
  return { step, start, count, min, max };
}

/** The coarse points whose last value is inside `range`. */
function toCoarse(range: BarRange): BarRange {
  const start = Math.floor(range.start / coarseStep);
  return { start, end: Math.max(start, Math.floor(range.end / coarseStep)) };
}

function countColumns(range: BarRange, start: number, step: number): number {
  return range.end <= range.start ? 0 : Math.ceil((range.end - start) / step);
}

const ohlcvNames = ['open', 'high', 'low', 'close', 'volume'] as const;

function allocateColumns(step: number, start: number, count: number): OhlcColumns {
  return {
    step,
    start,
    count,
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  };
}

function writeColumn(columns: OhlcColumns, k: number, candle: Ohlcv): void {
  for (const name of ohlcvNames) columns[name][k] = candle[name];
}
