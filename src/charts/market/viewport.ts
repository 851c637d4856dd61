import type { BarIndex, BarRange } from '../../core/bars/bars';
import { type DisplayBars, countSeen, findCandleStart, findFirstAbove } from './candles';

/** The visible candles: `span` of them from `start`; both may be fractions. */
export interface Viewport {
  readonly start: number;
  readonly span: number;
}

/** Min number of visible candles. */
export const minSpan = 20;

/** Empty candles to the right of the newest one while the chart follows it. */
const followMargin = 1;

/** Returns the window of `span` candles that ends just after the newest of `seen` candles. */
export function followNewest(seen: number, span: number): Viewport {
  return { start: seen + followMargin - span, span };
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
  const maxSpan = Math.max(minSpan, seen + followMargin);
  const span = Math.min(maxSpan, Math.max(minSpan, view.span / factor));
  return keepInSight({ start: view.start + (view.span - span) * anchor, span }, seen);
}

/** Returns the window for the candles `to` whose middle has the same time as that of `view` over `from`. */
export function keepTime(view: Viewport, from: DisplayBars, to: DisplayBars): Viewport {
  const middle = Math.floor(view.start + view.span / 2);
  const last = from.openTime.length - 1;
  const time = from.openTime[Math.min(last, Math.max(0, middle))];
  const candle = findFirstAbove(to.openTime, time) - 1;
  return { start: candle + 0.5 - view.span / 2, span: view.span };
}

/** Returns the visible source bars, only those before `playhead`. */
export function findVisibleBars(
  view: Viewport,
  display: DisplayBars,
  playhead: BarIndex,
): BarRange {
  const seen = countSeen(display, playhead);
  const candles = findVisibleCandles(view, seen);
  return {
    start: Math.min(playhead, findCandleStart(display, candles.start)),
    end: candles.end >= seen ? playhead : findCandleStart(display, candles.end),
  };
}

/** Returns which of the first `seen` candles are visible, in whole or in part. */
export function findVisibleCandles(view: Viewport, seen: number): BarRange {
  const start = Math.min(seen, Math.max(0, Math.floor(view.start)));
  return { start, end: Math.max(start, Math.min(seen, Math.ceil(view.start + view.span))) };
}

function keepInSight(view: Viewport, seen: number): Viewport {
  const inSight = Math.min(minSpan / 2, seen);
  const earliest = Math.min(0, inSight - view.span / 2);
  const latest = Math.max(earliest, seen - inSight);
  return { span: view.span, start: Math.min(latest, Math.max(earliest, view.start)) };
}
