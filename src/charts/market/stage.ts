import type { ChartTheme } from '../chart-theme';
import type { Extent } from './extents';
import type { MarketScene } from './market-scene';
import type { MarketLayout, Pane } from './panes';
import type { LineColumns } from '../decimate';

/** Everything that a painter needs; lengths are CSS pixels, the context is scaled for the device. */
export interface Stage {
  readonly context: CanvasRenderingContext2D;
  readonly theme: ChartTheme;
  readonly layout: MarketLayout;
  readonly scene: MarketScene;
  readonly pixelRatio: number;
  /** Width of one candle's slot. */
  readonly slot: number;
}

/** Returns the x of a position counted in candles: `i` is the left edge of candle `i`. */
export function toX(stage: Stage, position: number): number {
  return (position - stage.scene.view.start) * stage.slot;
}

/** Returns the y of `value` in a pane whose bottom is `extent.min`. */
export function toY(pane: Pane, extent: Extent, value: number): number {
  return (
    pane.bottom - ((value - extent.min) / (extent.max - extent.min)) * (pane.bottom - pane.top)
  );
}

/** Returns the nearest edge of a device pixel. */
export function snap(stage: Stage, length: number): number {
  return Math.round(length * stage.pixelRatio) / stage.pixelRatio;
}

/** Paints inside the pane only. */
export function clipToPane(stage: Stage, pane: Pane, paint: () => void): void {
  const { context, layout } = stage;
  context.save();
  context.beginPath();
  context.rect(0, pane.top, layout.plotWidth, pane.bottom - pane.top);
  context.clip();
  paint();
  context.restore();
}

/** Paints a horizontal line, one pixel high, across the panes. */
export function paintRule(stage: Stage, y: number, color: string, dash: number[] = []): void {
  const { context, layout } = stage;
  const middle = snap(stage, y - 0.5) + 0.5;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(0, middle);
  context.lineTo(layout.plotWidth, middle);
  context.stroke();
  context.setLineDash([]);
}

/** Writes `text` at the value axis. */
export function paintAxisLabel(stage: Stage, text: string, y: number, color?: string): void {
  stage.context.fillStyle = color ?? stage.theme.textFaint;
  stage.context.fillText(text, stage.layout.plotWidth + 8, y);
}

/** Paints a line: through each value, or, where columns hold several, from lowest to highest; null paints nothing. */
export function paintLine(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns | null,
  color: string,
  width: number,
): void {
  if (line === null) return;
  if (line.step === 1) strokeValues(stage, pane, extent, line, color, width);
  else fillColumns(stage, pane, extent, line, color, width);
}

function strokeValues(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns,
  color: string,
  width: number,
): void {
  const { context } = stage;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.beginPath();
  let isOpen = false;
  for (let k = 0; k < line.count; k++) {
    const isDefined = !Number.isNaN(line.min[k]);
    if (isDefined) {
      const x = toX(stage, line.start + k + 0.5);
      const y = toY(pane, extent, line.min[k]);
      if (isOpen) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    isOpen = isDefined;
  }
  context.stroke();
}

/** Rectangles, each reaching to the one before: stroking such a zigzag takes a frame or more. */
function fillColumns(
  stage: Stage,
  pane: Pane,
  extent: Extent,
  line: LineColumns,
  color: string,
  width: number,
): void {
  stage.context.fillStyle = color;
  let lowestBefore = NaN;
  let highestBefore = NaN;
  for (let k = 0; k < line.count; k++) {
    const lowest = line.min[k];
    const highest = line.max[k];
    if (!Number.isNaN(lowest)) {
      const top = toY(pane, extent, lowestBefore > highest ? lowestBefore : highest);
      const bottom = toY(pane, extent, highestBefore < lowest ? highestBefore : lowest);
      const left = snap(stage, toX(stage, line.start + k * line.step));
      const right = snap(stage, toX(stage, line.start + (k + 1) * line.step));
      stage.context.fillRect(left, top - width / 2, right - left, bottom - top + width);
    }
    lowestBefore = lowest;
    highestBefore = highest;
  }
}
