import { formatFixed } from '../../core/format';
import type { Extent } from './extents';
import { type Pane, timeAxisHeight } from './panes';
import { type Stage, paintAxisLabel, paintRule, snap, toX, toY } from './stage';

const tagHeight = 18;

/** Shades the bars before the out-of-sample ones, over all panes. */
export function paintInSample(stage: Stage): void {
  const { context, theme, layout, scene } = stage;
  const edge = Math.min(layout.plotWidth, snap(stage, toX(stage, scene.inSampleEnd)));
  // Where all bars are out of sample, what lies before the first is not in sample either.
  if (scene.inSampleEnd <= 0 || edge <= 0) return;
  context.fillStyle = theme.inSample;
  context.fillRect(0, 0, edge, layout.plotHeight);
  context.fillStyle = theme.warn;
  if (edge < layout.plotWidth) {
    context.globalAlpha = 0.5;
    context.fillRect(edge, 0, 1, layout.plotHeight);
    context.globalAlpha = 1;
  }
}

/** Writes what the shade means at its far end, on a ground of its own; paint it last. */
export function paintInSampleLabel(stage: Stage): void {
  const { context, theme, layout, scene } = stage;
  const edge = Math.min(layout.plotWidth, toX(stage, scene.inSampleEnd));
  const label = 'In sample: not counted';
  const width = context.measureText(label).width + 12;
  if (scene.inSampleEnd <= 0 || edge < width + 12) return;
  context.fillStyle = theme.surface2;
  context.fillRect(6, 6, width, 20);
  context.fillStyle = theme.warn;
  context.fillText(label, 12, 16);
}

/** Marks where bars are missing: a dotted line between the candles on both sides. */
export function paintGaps(stage: Stage): void {
  const { context, theme, layout, scene } = stage;
  if (scene.gaps.length === 0) return;
  context.strokeStyle = theme.textFaint;
  context.lineWidth = 1;
  context.setLineDash([1, 4]);
  context.beginPath();
  for (const candle of scene.gaps) {
    const x = snap(stage, toX(stage, candle) - 0.5) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, layout.plotHeight);
  }
  context.stroke();
  context.setLineDash([]);
}

/** Paints the price grid and its labels, but for those that the price tag would cover. */
export function paintPriceAxis(stage: Stage, pane: Pane, extent: Extent): void {
  const tag = findTagY(stage, pane, extent);
  for (const tick of stage.scene.priceTicks) {
    const y = toY(pane, extent, tick.value);
    if (y < pane.top + 6 || y > pane.bottom - 4) continue;
    paintRule(stage, y, stage.theme.grid);
    if (!(Math.abs(y - tag) < tagHeight / 2 + 6)) paintAxisLabel(stage, tick.label, y);
  }
}

/** Paints the newest close as a tag at the value axis, kept in the pane when it is out of sight. */
export function paintPriceTag(stage: Stage, pane: Pane, extent: Extent, decimals: number): void {
  const { context, theme, layout, scene } = stage;
  if (scene.newest === null) return;
  const isUp = scene.newest.close >= scene.newest.open;
  const half = tagHeight / 2;
  const y = findTagY(stage, pane, extent);
  const color = isUp ? theme.up : theme.down;
  context.globalAlpha = 0.6;
  if (y === toY(pane, extent, scene.newest.close)) paintRule(stage, y, color, [1, 3]);
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.fillRect(
    layout.plotWidth,
    snap(stage, y - half),
    layout.width - layout.plotWidth,
    tagHeight,
  );
  context.font = `600 11px ${theme.font}`;
  paintAxisLabel(
    stage,
    formatFixed(scene.newest.close, decimals),
    snap(stage, y - half) + half + 0.5,
    isUp ? theme.onUp : theme.onDown,
  );
  context.font = `11px ${theme.font}`;
}

/** Writes the times below the panes, none cut off at an edge. */
export function paintTimeAxis(stage: Stage): void {
  const { context, theme, layout, scene } = stage;
  context.fillStyle = theme.textFaint;
  context.textAlign = 'center';
  for (const tick of scene.timeTicks) {
    const x = toX(stage, tick.index + 0.5);
    const half = context.measureText(tick.label).width / 2;
    if (x - half < 0 || x + half > layout.width) continue;
    context.fillText(tick.label, x, layout.plotHeight + timeAxisHeight / 2 + 2);
  }
  context.textAlign = 'left';
}

/** Middle of the price tag; NaN when there is none. */
function findTagY({ scene }: Stage, pane: Pane, extent: Extent): number {
  const wanted = toY(pane, extent, scene.newest?.close ?? NaN);
  return Math.min(pane.bottom - tagHeight / 2, Math.max(pane.top + tagHeight / 2, wanted));
}
