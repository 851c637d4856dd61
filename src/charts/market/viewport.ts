import type { BarIndex, BarRange } from '../../core/bars/bars';
import {
  type DisplayBars,
  countSeen,
  findCandle,
  findCandleStart,
  findFirstAbove,
} from './candles';

/** The visible candles: `span` of them from `start`; both may be fractions. */
export interface Viewport {
  readonly start: number;
  readonly span: number;
}

/** Min number of visible candles. */
export const minSpan = 20;

/** Empty candles to the right of the newest one while the chart follows it. */
const followMargin = 1;

/** CSS pixels of the narrowest candle, with the room around it. */
const minSlot = 2;

/** Returns the window of `span` candles that ends just after the newest of `seen` candles. */
export function followNewest(seen: number, span: number): Viewport {
  return { start: seen + followMargin - span, span };
}

/** Whether the middle of the newest of `seen` candles is visible: then the window follows it. */
export function isNewestVisible({ start, span }: Viewport, seen: number): boolean {
  const middle = seen - 0.5;
  return middle >= start && middle <= start + span;
}

/** Returns the window after the number of candles has changed: the newest one stays where it is if it was visible, else all others do. */
export function followArrivals(view: Viewport, before: number, after: number): Viewport {
  if (!isNewestVisible(view, before)) return view;
  return { start: view.start + after - before, span: view.span };
}

/** Returns the window moved right by `candles`, but so that some begun candles stay visible. */
export function panViewport(view: Viewport, candles: number, seen: number): Viewport {
  return keepInSight({ start: view.start + candles, span: view.span }, seen);
}

/**
 * Returns the window with `1 / factor` of its candles (a factor above 1 shows fewer). The candle at `anchor`
 * (0 left edge, 1 right edge) does not move.
 */
export function zoomViewport(
  view: Viewport,
  factor: number,
  anchor: number,
  seen: number,
): Viewport {
  const span = limitSpan(view.span / factor, seen);
  return keepInSight({ start: view.start + (view.span - span) * anchor, span }, seen);
}

/** Returns the window from candle `start` to `end`, as far as both are allowed: wide enough, and over begun candles. */
export function fitViewport(start: number, end: number, seen: number): Viewport {
  const span = limitSpan(end - start, seen);
  return keepInSight({ start: (start + end - span) / 2, span }, seen);
}

/** Returns the window for the candles `to` whose middle has the same time as that of `view` over `from`. */
export function keepTime(view: Viewport, from: DisplayBars, to: DisplayBars): Viewport {
  const middle = view.start + view.span / 2;
  const last = from.openTime.length - 1;
  const at = Math.min(last, Math.max(0, Math.floor(middle)));
  const candle = findFirstAbove(to.openTime, from.openTime[at]) - 1;
  // Candles of one length keep their place to the pixel.
  const within = from.intervalMs === to.intervalMs ? middle - at : 0.5;
  return { start: candle + within - view.span / 2, span: view.span };
}

/** Returns the shortest of `intervals`, ascending and none below that of the view, at which candles are wide enough to be read; else the longest. */
export function pickReadableInterval(
  intervals: readonly number[],
  { span, intervalMs }: { readonly span: number; readonly intervalMs: number },
  plotWidth: number,
): number {
  const isReadable = (ms: number): boolean => (plotWidth / span) * (ms / intervalMs) >= minSlot;
  const longer = intervals.filter((ms) => ms >= intervalMs);
  return longer.find(isReadable) ?? longer.at(-1) ?? intervalMs;
}

/** Returns the window over the candles `to` between the same moments as `view` over `from`; the newest of both end at the playhead. */
export function convertViewport(
  view: Viewport,
  from: DisplayBars,
  to: DisplayBars,
  playhead: BarIndex,
): Viewport {
  if (from === to) return view;
  const convert = (position: number): number =>
    toPosition(to, toBar(from, position, playhead), playhead);
  const start = convert(view.start);
  return { start, span: convert(view.start + view.span) - start };
}

/** Returns where in the source bars (a fraction) a position in candles is; outside of them, candles are as long as whole ones. */
export function toBar(display: DisplayBars, position: number, playhead: BarIndex): number {
  const size = countBarsPerCandle(display);
  const seen = countSeen(display, playhead);
  if (position < 0) return position * size;
  if (position >= seen) return playhead + (position - seen) * size;
  const candle = Math.floor(position);
  const start = findCandleStart(display, candle);
  const end = Math.min(playhead, findCandleStart(display, candle + 1));
  return start + (position - candle) * (end - start);
}

/** Returns the position in candles of a place in the source bars; the inverse of `toBar`. */
export function toPosition(display: DisplayBars, bar: number, playhead: BarIndex): number {
  const size = countBarsPerCandle(display);
  if (bar < 0) return bar / size;
  if (bar >= playhead) return countSeen(display, playhead) + (bar - playhead) / size;
  const candle = findCandle(display, Math.floor(bar));
  const start = findCandleStart(display, candle);
  const end = Math.min(playhead, findCandleStart(display, candle + 1));
  return candle + (bar - start) / (end - start);
}

/** Returns which of the first `seen` candles are visible, in whole or in part. */
export function findVisibleCandles(view: Viewport, seen: number): BarRange {
  const start = Math.min(seen, Math.max(0, Math.floor(view.start)));
  return { start, end: Math.max(start, Math.min(seen, Math.ceil(view.start + view.span))) };
}

/** Max source bars of a candle. */
function countBarsPerCandle({ intervalMs, barIntervalMs }: DisplayBars): number {
  return intervalMs / barIntervalMs;
}

function limitSpan(span: number, seen: number): number {
  return Math.min(Math.max(minSpan, seen + followMargin), Math.max(minSpan, span));
}

function keepInSight(view: Viewport, seen: number): Viewport {
  const inSight = Math.min(minSpan / 2, seen);
  const earliest = Math.min(0, inSight - view.span / 2);
  const latest = Math.max(earliest, seen - inSight);
  return { span: view.span, start: Math.min(latest, Math.max(earliest, view.start)) };
}
