import type { BarRange } from '../core/bars/bars';
import {
  type LineColumns,
  type OhlcColumns,
  type OhlcvSeries,
  appendCandle,
  decimateLine,
  decimateOhlc,
  mergeOhlc,
} from './decimate';

/** Points that one coarse point stands for; a power of two, as the steps of columns are. */
export const coarseStep = 64;

/** A series together with itself merged by `coarseStep`, so that a year is as quick as a day. */
export interface LayeredBars {
  readonly fine: OhlcvSeries;
  readonly coarse: OhlcColumns;
}

/** A line together with the extremes of each `coarseStep` of its values. */
export interface LayeredLine {
  readonly fine: Float64Array | Float32Array;
  readonly coarse: LineColumns;
}

/** Returns the layers of all bars of `fine`; reads each once. */
export function layerBars(fine: OhlcvSeries): LayeredBars {
  const all = { start: 0, end: fine.close.length };
  return { fine, coarse: decimateOhlc(fine, all, all.end, coarseStep) };
}

/** Returns the layers of all values of `fine`; reads each once. */
export function layerLine(fine: Float64Array | Float32Array): LayeredLine {
  return { fine, coarse: decimateLine(fine, { start: 0, end: fine.length }, coarseStep) };
}

/**
 * Returns what `decimateOhlc` does, from the coarse layer where `step` allows it.
 *
 * Reads nothing at or after `range.end`; the first column may begin up to 63 bars early.
 */
export function decimateLayeredBars(
  { fine, coarse }: LayeredBars,
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

/** Returns what `decimateLine` does, from the coarse layer where `step` allows it. */
export function decimateLayeredLine(
  { fine, coarse }: LayeredLine,
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
