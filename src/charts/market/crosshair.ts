import { formatDay, formatNumber, formatUtcTime } from '../../core/format';
import { pickStepDecimals } from '../ticks';
import { countSeen } from './candles';
import type { MarketSource } from './layer';
import type { Extent, MarketLayout } from './panes';
import { fromFraction } from './price-scale';
import type { MarketScene } from './scene';

/** What a canvas shows. */
interface DrawnMarket {
  readonly scene: MarketScene;
  readonly layout: MarketLayout;
}

/** Where the crosshair is, in CSS pixels, and what it points at, for the tags at both axes. */
export interface Crosshair {
  readonly left: number;
  readonly top: number;
  /** Day and time of the candle; empty beside the candles. */
  readonly time: string;
  /** The value at this height of the pane; empty between panes. */
  readonly value: string;
}

const dayMs = 86_400_000;

/** Returns what the point `left`, `top` of the drawn chart means. */
export function readCrosshair(
  source: MarketSource,
  { scene, layout }: DrawnMarket,
  { left, top }: { readonly left: number; readonly top: number },
): Crosshair {
  return { left, top, time: readTime(source, scene, layout, left), value: readValue() };

  function readValue(): string {
    const index = layout.panes.findIndex((pane) => top >= pane.top && top <= pane.bottom);
    if (index === -1) return '';
    const pane = layout.panes[index];
    const { extent, isLog, drawings } = scene.panes[index];
    const share = (pane.bottom - top) / (pane.bottom - pane.top);
    const value = fromFraction(share, extent, isLog);
    const named = drawings.find(({ layer }) => layer.formatValue !== undefined);
    return (
      named?.layer.formatValue?.(value, named.drawn, extent) ??
      formatNumber(value, { digits: pickDecimals(extent) })
    );
  }
}

/** Returns so many decimals that a hundredth of the extent can be told apart. */
function pickDecimals({ min, max }: Extent): number {
  return pickStepDecimals(10 ** Math.floor(Math.log10((max - min) / 100)));
}

function readTime(
  { candles: { display }, playhead }: MarketSource,
  { view }: MarketScene,
  { plotWidth }: MarketLayout,
  left: number,
): string {
  const candle = Math.floor(view.start + (left / plotWidth) * view.span);
  if (candle < 0 || candle >= countSeen(display, playhead)) return '';
  const time = display.openTime[candle];
  const day = formatDay(time);
  return display.intervalMs < dayMs ? `${day} ${formatUtcTime(time)}` : day;
}
