import type { BarRange } from '../../core/bars/bars';
import { type DisplayBars, findCandleStart, findFirstAbove } from './candles';
import type { Viewport } from './viewport';
import { countSeen } from './market-scene';
import type { MarketSource } from './market-source';

/** Returns the window over candles `to` whose middle is at the time that it was over `from`. */
export function keepTime(view: Viewport, from: DisplayBars, to: DisplayBars): Viewport {
  const middle = Math.floor(view.start + view.span / 2);
  const last = from.openTime.length - 1;
  const time = from.openTime[Math.min(last, Math.max(0, middle))];
  const candle = findFirstAbove(to.openTime, time) - 1;
  return { start: candle + 0.5 - view.span / 2, span: view.span };
}

/** Returns the source bars that are in sight, seen ones only. */
export function findVisibleBars(view: Viewport, source: MarketSource): BarRange {
  const { display } = source.candles;
  const seen = countSeen(source);
  const first = Math.min(seen, Math.max(0, Math.floor(view.start)));
  const last = Math.min(seen, Math.max(first, Math.ceil(view.start + view.span)));
  const start = Math.min(source.playhead, findCandleStart(display, first));
  const end = last >= seen ? source.playhead : findCandleStart(display, last);
  return { start, end };
}
