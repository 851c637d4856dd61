import type { ChartTheme } from '../chart-theme';
import { decimateLine, decimateTwoScaleBars, pickStep } from '../decimate';
import type { MarketSource } from './layer';

/** Source bars at the edges of a window, as fractions. */
export interface Edges {
  readonly from: number;
  readonly to: number;
}

/** What a press on the strip takes hold of. */
export type Grip = 'from' | 'to' | 'window';

/** Min width of the window as it is drawn, CSS pixels. */
const minWidth = 6;
/** Width of what is grasped, CSS pixels. */
const gripWidth = 24;

/** Returns where the window over `bars` bars is in a strip of `width` pixels; wide enough to be seen. */
export function placeWindow({ from, to }: Edges, bars: number, width: number): Edges {
  const scale = width / Math.max(1, bars);
  const left = Math.min(bars, Math.max(0, from)) * scale;
  const right = Math.min(bars, Math.max(0, to)) * scale;
  const missing = Math.max(0, minWidth - (right - left)) / 2;
  return { from: Math.max(0, left - missing), to: Math.min(width, right + missing) };
}

/** Where what can be grasped lies: CSS pixels from the left of the strip. */
type GripPlaces = Readonly<Record<Grip, { readonly left: number; readonly width: number }>>;

/**
 * Returns where the edges of a window and its middle are grasped: 24 pixels wide at least (WCAG 2.2, 2.5.8), side by side, and within a
 * strip of `width`. The edges of a wide window lie in the middle of theirs; those of a narrow one are grasped from outside.
 */
export function placeGrips({ from, to }: Edges, width: number): GripPlaces {
  const inner = Math.max(gripWidth, Math.min(to - from, width - gripWidth) - gripWidth);
  const wanted = (from + to - inner) / 2 - gripWidth;
  const left = Math.max(0, Math.min(wanted, width - inner - 2 * gripWidth));
  return {
    from: { left, width: gripWidth },
    window: { left: left + gripWidth, width: inner },
    to: { left: left + gripWidth + inner, width: gripWidth },
  };
}

/** Returns what a press at `x` takes; null beside all. */
export function findGrip(x: number, places: GripPlaces): Grip | null {
  const isAt = (grip: Grip): boolean => {
    const { left, width } = places[grip];
    return x >= left && x < left + width;
  };
  return (['from', 'window', 'to'] as const).find(isAt) ?? null;
}

/** Returns the edges with `grip` moved by `bars`; an edge stays a bar apart from the other. */
export function moveEdges({ from, to }: Edges, grip: Grip, bars: number): Edges {
  if (grip === 'from') return { from: Math.min(from + bars, to - 1), to };
  if (grip === 'to') return { from, to: Math.max(to + bars, from + 1) };
  return { from: from + bars, to: to + bars };
}

/** Paints the history before the playhead: price, equity where something is traded, and the in-sample part; the rest stays empty. */
export function paintHistory(
  context: CanvasRenderingContext2D,
  { candles, playhead, inSampleEnd, equity, equityFrom }: MarketSource,
  theme: ChartTheme,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const bars = candles.bars.openTime.length;
  const scale = width / Math.max(1, bars);
  const step = pickStep(bars, width);
  const known = { start: 0, end: playhead };
  context.clearRect(0, 0, width, height);
  context.fillStyle = theme.inSample;
  context.fillRect(0, 0, Math.min(inSampleEnd, bars) * scale, height);
  const prices = decimateTwoScaleBars(
    { fine: candles.bars, coarse: candles.twoScale.coarse },
    known,
    step,
  );
  context.fillStyle = theme.textFaint;
  paintRange(context, { ...prices, min: prices.low, max: prices.high }, scale, height);
  if (equity === null) return;
  const traded = { start: Math.min(equityFrom, playhead), end: playhead };
  const line = decimateLine(equity, traded, step, (bar) => bar - equityFrom);
  context.fillStyle = theme.text;
  paintRange(context, line, scale, height);
}

interface Columns {
  readonly step: number;
  readonly start: number;
  readonly count: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Fills each column from its lowest to its highest value, all of them over the whole height, and joined. */
function paintRange(
  context: CanvasRenderingContext2D,
  { step, start, count, min, max }: Columns,
  scale: number,
  height: number,
): void {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let k = 0; k < count; k++) {
    if (min[k] < lowest) lowest = min[k];
    if (max[k] > highest) highest = max[k];
  }
  if (!(highest > lowest)) return;
  const toY = (value: number): number =>
    height - 3 - ((value - lowest) / (highest - lowest)) * (height - 6);
  let before = NaN;
  for (let k = 0; k < count; k++) {
    if (Number.isNaN(min[k])) continue;
    const top = toY(max[k]);
    const bottom = toY(min[k]);
    const x = (start + k * step) * scale;
    const high = Math.min(top, Number.isNaN(before) ? top : before);
    const low = Math.max(bottom, Number.isNaN(before) ? bottom : before);
    context.fillRect(x, high, Math.max(1, step * scale), Math.max(1, low - high));
    before = (top + bottom) / 2;
  }
}
