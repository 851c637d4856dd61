import type { EntryMarker, TradeLine } from '../trade-markers';
import type { Extent } from './extents';
import type { Pane } from './panes';
import { type Stage, toX, toY } from './stage';

const triangleGap = 12;

/** Paints a dotted line from each entry to its exit, coloured by the result. */
export function paintTradeLines(stage: Stage, pane: Pane, extent: Extent): void {
  const { context, theme, scene } = stage;
  context.lineWidth = 1.2;
  context.setLineDash([2, 3]);
  for (const isWin of [true, false]) {
    context.strokeStyle = isWin ? theme.up : theme.down;
    context.beginPath();
    for (const line of scene.markers.lines) {
      if (line.isWin === isWin) traceLine(stage, pane, extent, line);
    }
    context.stroke();
  }
  context.setLineDash([]);
}

/** Paints a triangle below the candle of a long entry, above that of a short one. */
export function paintEntries(stage: Stage, pane: Pane, extent: Extent): void {
  for (const marker of stage.scene.markers.entries) paintTriangle(stage, pane, extent, marker);
}

function traceLine(stage: Stage, pane: Pane, extent: Extent, line: TradeLine): void {
  const { context } = stage;
  context.moveTo(toX(stage, line.fromCandle + 0.5), toY(pane, extent, line.fromPrice));
  context.lineTo(toX(stage, line.toCandle + 0.5), toY(pane, extent, line.toPrice));
}

function paintTriangle(stage: Stage, pane: Pane, extent: Extent, marker: EntryMarker): void {
  const { context, scene, theme } = stage;
  const { candles } = scene;
  const k = Math.floor((marker.candle - candles.start) / candles.step);
  const price = marker.side === 1 ? candles.low[k] : candles.high[k];
  const x = toX(stage, marker.candle + 0.5);
  const wanted = toY(pane, extent, price) + triangleGap * marker.side;
  const y = Math.min(pane.bottom - 5, Math.max(pane.top + 5, wanted));
  context.fillStyle = marker.side === 1 ? theme.up : theme.down;
  context.beginPath();
  context.moveTo(x, y - 5 * marker.side);
  context.lineTo(x + 5, y + 4 * marker.side);
  context.lineTo(x - 5, y + 4 * marker.side);
  context.closePath();
  context.fill();
}
