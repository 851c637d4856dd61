import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  pickPriceDecimals,
} from '../../core/format';
import type { Point } from './layer';
import { type PaneStage, clipToPane, paintAxisTag, snap, toX, toY } from './stage';

/** A place in the chart that does not depend on the zoom. */
export interface Place {
  /** Source bar; a fraction within it. */
  readonly bar: number;
  readonly price: number;
}

/** Two places whose distance is told. */
export interface Measure {
  readonly from: Place;
  readonly to: Place;
}

/** What a person has drawn over the prices. */
export interface Drawings {
  /** Prices of horizontal lines. */
  readonly lines: readonly number[];
  readonly measure: Measure | null;
  /** Source bar that was asked for. */
  readonly marked: number | null;
}

/** CSS pixels from a line within which a press takes hold of it. */
const reach = 6;
const lineHeight = 18;

/** Returns the number of the line near `y`; null where there is none. */
export function findLine(stage: PaneStage, lines: readonly number[], { y }: Point): number | null {
  const at = lines.findIndex((price) => Math.abs(toY(stage, price) - y) <= reach);
  return at < 0 ? null : at;
}

/** Returns what lies between two places: bars, the time that they take, and the change of the price as a fraction and in dollars. */
export function describeMeasure({ from, to }: Measure, barIntervalMs: number): string {
  const bars = Math.round(to.bar) - Math.round(from.bar);
  const count = formatCount(Math.abs(bars));
  const time = formatDuration((Math.abs(bars) * barIntervalMs) / 1000);
  const change = formatPercent(to.price / from.price - 1, { isSigned: true });
  const difference = to.price - from.price;
  const digits = Math.abs(difference) < 1 ? 6 : 2;
  const dollars = formatNumber(Math.abs(difference), { digits });
  const sign = difference < 0 ? '−' : '+';
  return `${count} ${Math.abs(bars) === 1 ? 'bar' : 'bars'} (${time}), ${change}, ${sign}$${dollars}`;
}

/** Paints drawings over the prices; `toCandle` returns the position in candles of a source bar. */
export function paintDrawings(
  stage: PaneStage,
  { lines, measure, marked }: Drawings,
  { toCandle, barIntervalMs }: { toCandle: (bar: number) => number; barIntervalMs: number },
): void {
  if (marked !== null) paintMarked(stage, toX(stage, toCandle(marked + 0.5)));
  for (const price of lines) paintLine(stage, price);
  if (measure === null) return;
  const corner = ({ bar, price }: Place): Point => ({
    x: toX(stage, toCandle(bar)),
    y: toY(stage, price),
  });
  const isUp = measure.to.price >= measure.from.price;
  const text = describeMeasure(measure, barIntervalMs);
  clipToPane(stage, () =>
    paintMeasure(stage, corner(measure.from), corner(measure.to), isUp, text),
  );
}

function paintMarked(stage: PaneStage, x: number): void {
  const { context, layout, pane, theme } = stage;
  if (x < 0 || x > layout.plotWidth) return;
  const middle = snap(stage, x - 0.5) + 0.5;
  context.strokeStyle = theme.modelText;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(middle, pane.top);
  context.lineTo(middle, pane.bottom);
  context.stroke();
  context.setLineDash([]);
}

function paintLine(stage: PaneStage, price: number): void {
  const { context, layout, pane, theme } = stage;
  const y = toY(stage, price);
  if (!(y >= pane.top && y <= pane.bottom)) return;
  const middle = snap(stage, y - 0.5) + 0.5;
  context.strokeStyle = theme.textDim;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, middle);
  context.lineTo(layout.plotWidth, middle);
  context.stroke();
  const text = formatNumber(price, { digits: pickPriceDecimals(price) });
  paintAxisTag(stage, text, y, { background: theme.textDim, text: theme.surface });
}

function paintMeasure(stage: PaneStage, from: Point, to: Point, isUp: boolean, text: string): void {
  const { context, layout, pane, theme } = stage;
  const left = Math.min(from.x, to.x);
  const top = Math.min(from.y, to.y);
  const width = Math.abs(to.x - from.x);
  const height = Math.abs(to.y - from.y);
  context.fillStyle = isUp ? theme.upSoft : theme.downSoft;
  context.fillRect(left, top, width, height);
  context.strokeStyle = isUp ? theme.up : theme.down;
  context.lineWidth = 1;
  context.strokeRect(snap(stage, left) + 0.5, snap(stage, top) + 0.5, width, height);
  if (left + width < 0 || left > layout.plotWidth) return;
  const textWidth = context.measureText(text).width + 12;
  const wanted = left + width / 2 - textWidth / 2;
  const x = Math.max(2, Math.min(layout.plotWidth - textWidth - 2, wanted));
  const below = top + height + 4;
  const fits = below + lineHeight <= pane.bottom;
  const y = fits ? below : Math.max(pane.top + 2, top - lineHeight - 4);
  context.fillStyle = theme.surface2;
  context.fillRect(x, y, textWidth, lineHeight);
  context.fillStyle = theme.text;
  context.fillText(text, x + 6, y + lineHeight / 2 + 0.5);
}
