import type { Extent } from './extents';
import type { Pane } from './panes';
import { type Stage, snap, toX, toY } from './stage';

const bodyFraction = 0.62;
const volumeAlpha = 0.55;

/** Paints candles, or one high-low bar a pixel column where several bars share it. */
export function paintCandles(stage: Stage, pane: Pane, extent: Extent): void {
  const { candles } = stage.scene;
  const isMerged = candles.step > 1;
  const pixel = 1 / stage.pixelRatio;
  const body = measureBody(stage);
  for (const isUp of [true, false]) {
    stage.context.fillStyle = isUp ? stage.theme.up : stage.theme.down;
    for (let k = 0; k < candles.count; k++) {
      if (candles.close[k] >= candles.open[k] !== isUp) continue;
      const x = columnLeft(stage, k, body.wick);
      const high = snap(stage, toY(pane, extent, candles.high[k]));
      const low = snap(stage, toY(pane, extent, candles.low[k]));
      stage.context.fillRect(x, high, body.wick, Math.max(pixel, low - high));
      if (isMerged) continue;
      const open = toY(pane, extent, candles.open[k]);
      const close = toY(pane, extent, candles.close[k]);
      const top = snap(stage, Math.min(open, close));
      const height = Math.max(body.wick, snap(stage, Math.abs(open - close)));
      stage.context.fillRect(x - body.overhang, top, body.width, height);
    }
  }
}

/** Paints volume as bars from the pane's bottom, coloured by the candle's direction. */
export function paintVolume(stage: Stage, pane: Pane): void {
  const { candles, highestVolume } = stage.scene;
  const body = measureBody(stage);
  const height = pane.bottom - pane.top;
  stage.context.globalAlpha = volumeAlpha;
  for (const isUp of [true, false]) {
    stage.context.fillStyle = isUp ? stage.theme.up : stage.theme.down;
    for (let k = 0; k < candles.count; k++) {
      if (candles.close[k] >= candles.open[k] !== isUp || candles.volume[k] === 0) continue;
      const tall = Math.max(0.5, (candles.volume[k] / highestVolume) * height);
      const x = columnLeft(stage, k, body.wick) - body.overhang;
      stage.context.fillRect(x, pane.bottom - tall, body.width, tall);
    }
  }
  stage.context.globalAlpha = 1;
}

/** A body is as many device pixels wider than its wick on the left as on the right. */
function measureBody(stage: Stage): { wick: number; width: number; overhang: number } {
  const { slot, pixelRatio } = stage;
  const devicePixels = slot * stage.scene.candles.step * bodyFraction * pixelRatio;
  const wickPixels = Math.max(1, Math.min(Math.round(pixelRatio), Math.floor(devicePixels)));
  const overhangPixels = Math.max(0, Math.round((devicePixels - wickPixels) / 2));
  return {
    wick: wickPixels / pixelRatio,
    width: (wickPixels + 2 * overhangPixels) / pixelRatio,
    overhang: overhangPixels / pixelRatio,
  };
}

function columnLeft(stage: Stage, k: number, wick: number): number {
  const { start, step } = stage.scene.candles;
  return snap(stage, toX(stage, start + (k + 0.5) * step) - wick / 2);
}
