/** The candles in sight: `span` of them from `start`; both may be fractions. */
export interface Viewport {
  readonly start: number;
  readonly span: number;
}

/** Fewest candles that a zoom leaves in sight. */
export const minSpan = 20;

/** Empty candles to the right of the newest one while the chart follows it. */
const followMargin = 1;

/** Returns the window of `span` candles that ends just after the newest of `seen` candles. */
export function followNewest(seen: number, span: number): Viewport {
  return { start: seen + followMargin - span, span };
}

/** Returns the window moved right by `candles`, some seen candles always staying in sight. */
export function panViewport(view: Viewport, candles: number, seen: number): Viewport {
  return keepInSight({ start: view.start + candles, span: view.span }, seen);
}

/**
 * Returns the window with `1 / factor` of its candles (a factor above 1 shows fewer), the candle
 * at `anchor` (0 left edge, 1 right edge) staying where it is.
 */
export function zoomViewport(
  view: Viewport,
  factor: number,
  anchor: number,
  seen: number,
): Viewport {
  const most = Math.max(minSpan, seen + followMargin);
  const span = Math.min(most, Math.max(minSpan, view.span / factor));
  return keepInSight({ start: view.start + (view.span - span) * anchor, span }, seen);
}

function keepInSight(view: Viewport, seen: number): Viewport {
  const inSight = Math.min(minSpan / 2, seen);
  const earliest = Math.min(0, inSight - view.span / 2);
  const latest = Math.max(earliest, seen - inSight);
  return { span: view.span, start: Math.min(latest, Math.max(earliest, view.start)) };
}
