import type { ChartTheme } from '../chart-theme';
import type { LineColumns, Ohlcv, OhlcColumns } from '../decimate';
import type { Extent, MarketLayout, Pane } from './panes';
import { fromFraction, toFraction } from './price-scale';
import type { Viewport } from './viewport';

/** Width of a candle's body as a fraction of its slot. */
const bodyFraction = 0.62;

/** What every paint function needs; lengths are CSS pixels, since the context is scaled for the device. */
export interface Stage {
  readonly context: CanvasRenderingContext2D;
  readonly theme: ChartTheme;
  readonly layout: MarketLayout;
  readonly view: Viewport;
  /** Visible candles, merged where several share a pixel column. */
  readonly columns: OhlcColumns;
  /** The newest candle, visible or not. */
  readonly newest: Ohlcv | null;
  /** Whether the last column holds a candle that is not complete. */
  readonly isForming: boolean;
  readonly pixelRatio: number;
  /** Width of one candle's slot. */
  readonly slot: number;
}

/** The stage of one pane, whose bottom is `extent.min`. */
export interface PaneStage extends Stage {
  readonly pane: Pane;
  readonly extent: Extent;
  /** Whether equal distances are equal ratios; then `extent.min` is above 0. */
  readonly isLog: boolean;
}

/** Returns the x of a position counted in candles: `i` is the left edge of candle `i`. */
export function toX(stage: Stage, position: number): number {
  return (position - stage.view.start) * stage.slot;
}

/** Returns the y of `value` in the pane. */
export function toY({ pane, extent, isLog }: PaneStage, value: number): number {
  return pane.bottom - toFraction(value, extent, isLog) * (pane.bottom - pane.top);
}

/** Returns the value at `y` in the pane. */
export function fromY({ pane, extent, isLog }: PaneStage, y: number): number {
  return fromFraction((pane.bottom - y) / (pane.bottom - pane.top), extent, isLog);
}

/** Returns the nearest edge of a device pixel. */
export function snap(stage: Stage, length: number): number {
  return Math.round(length * stage.pixelRatio) / stage.pixelRatio;
}

/** Paints inside the pane only. */
export function clipToPane({ context, layout, pane }: PaneStage, paint: () => void): void {
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

/** Height of a value that is framed at the value axis, CSS pixels. */
export const tagHeight = 18;

/** Writes `text` at the value axis on a background, its middle at `y`. */
export function paintAxisTag(
  stage: Stage,
  text: string,
  y: number,
  colors: { readonly background: string; readonly text: string },
): void {
  const { context, layout, theme } = stage;
  const top = snap(stage, y - tagHeight / 2);
  context.fillStyle = colors.background;
  context.fillRect(layout.plotWidth, top, layout.width - layout.plotWidth, tagHeight);
  context.font = `600 11px ${theme.font}`;
  paintAxisLabel(stage, text, top + tagHeight / 2 + 0.5, colors.text);
  context.font = `11px ${theme.font}`;
}

/** Returns the widths of a column's body and wick; the body is wider by `overhang` on each side. */
export function measureBody(stage: Stage): { wick: number; width: number; overhang: number } {
  const { slot, pixelRatio } = stage;
  const devicePixels = slot * stage.columns.step * bodyFraction * pixelRatio;
  const wickPixels = Math.max(1, Math.min(Math.round(pixelRatio), Math.floor(devicePixels)));
  const overhangPixels = Math.max(0, Math.round((devicePixels - wickPixels) / 2));
  return {
    wick: wickPixels / pixelRatio,
    width: (wickPixels + 2 * overhangPixels) / pixelRatio,
    overhang: overhangPixels / pixelRatio,
  };
}

/** Returns the left edge of the wick of column `k`. */
export function findWickLeft(stage: Stage, k: number, wick: number): number {
  const { start, step } = stage.columns;
  return snap(stage, toX(stage, start + (k + 0.5) * step) - wick / 2);
}

/** Paints a line through each value; where columns merge several values, from the lowest to the highest. */
export function paintLine(
  stage: PaneStage,
  line: LineColumns,
  style: { readonly color: string; readonly width: number },
): void {
  if (line.step === 1) strokeValues(stage, line, style);
  else fillColumns(stage, line, style);
}

function strokeValues(
  stage: PaneStage,
  line: LineColumns,
  { color, width }: { readonly color: string; readonly width: number },
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
      const y = toY(stage, line.min[k]);
      if (isOpen) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    isOpen = isDefined;
  }
  context.stroke();
}

/** Fills rectangles that each touch the one before, since stroking such a zigzag takes a frame or more. */
function fillColumns(
  stage: PaneStage,
  line: LineColumns,
  { color, width }: { readonly color: string; readonly width: number },
): void {
  stage.context.fillStyle = color;
  let lowestBefore = NaN;
  let highestBefore = NaN;
  for (let k = 0; k < line.count; k++) {
    const lowest = line.min[k];
    const highest = line.max[k];
    if (!Number.isNaN(lowest)) {
      const top = toY(stage, lowestBefore > highest ? lowestBefore : highest);
      const bottom = toY(stage, highestBefore < lowest ? highestBefore : lowest);
      const left = snap(stage, toX(stage, line.start + k * line.step));
      const right = snap(stage, toX(stage, line.start + (k + 1) * line.step));
      stage.context.fillRect(left, top - width / 2, right - left, bottom - top + width);
    }
    lowestBefore = lowest;
    highestBefore = highest;
  }
}
