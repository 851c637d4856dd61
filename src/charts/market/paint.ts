import type { ChartTheme } from '../chart-theme';
import type { Picked, Point } from './layer';
import { type MarketLayout, pricePane, timeAxisHeight } from './panes';
import type { MarketScene } from './scene';
import { type PaneStage, type Stage, snap, toX } from './stage';

/** What `paintMarket` paints; `layout` must have the panes of the scene. */
export interface MarketPicture {
  readonly scene: MarketScene;
  readonly layout: MarketLayout;
  readonly theme: ChartTheme;
}

/** Paints all panes on a cleared canvas with `pixelRatio` device pixels per CSS pixel, and then what `paintOver` adds to the prices. */
export function paintMarket(
  context: CanvasRenderingContext2D,
  picture: MarketPicture,
  pixelRatio: number,
  paintOver?: (stage: PaneStage) => void,
): void {
  const { scene, theme } = picture;
  const stage = buildStage(context, picture, pixelRatio);
  context.save();
  context.scale(pixelRatio, pixelRatio);
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  paintInSample(stage, scene.inSampleEnd);
  paintGaps(stage, scene.gaps);
  for (const [index, { drawings }] of scene.panes.entries()) {
    const paneStage = buildPaneStage(stage, picture, index);
    for (const { layer, drawn } of drawings) layer.paint(paneStage, drawn);
  }
  const price = findPriceStage(context, picture, pixelRatio);
  if (price !== null) paintOver?.(price);
  paintTimeAxis(stage, scene.timeTicks);
  paintInSampleLabel(stage, scene.inSampleEnd);
  context.restore();
}

/** Returns what a click at `point` means: what the uppermost layer says that knows it; null where none does. */
export function pickInMarket(
  context: CanvasRenderingContext2D,
  picture: MarketPicture,
  point: Point,
): Picked | null {
  const stage = buildStage(context, picture, 1);
  context.save();
  context.font = `11px ${picture.theme.font}`;
  const found = picture.scene.panes.flatMap(({ drawings }, index) =>
    drawings.flatMap(
      ({ layer, drawn }) => layer.pick?.(buildPaneStage(stage, picture, index), drawn, point) ?? [],
    ),
  );
  context.restore();
  return found.at(-1) ?? null;
}

/** Returns the stage of the prices; null where their pane is not shown. */
export function findPriceStage(
  context: CanvasRenderingContext2D,
  picture: MarketPicture,
  pixelRatio: number,
): PaneStage | null {
  const index = picture.scene.panes.findIndex(({ spec }) => spec.name === pricePane.name);
  if (index < 0) return null;
  return buildPaneStage(buildStage(context, picture, pixelRatio), picture, index);
}

function buildPaneStage(stage: Stage, { scene, layout }: MarketPicture, index: number): PaneStage {
  const { extent, isLog } = scene.panes[index];
  return { ...stage, pane: layout.panes[index], extent, isLog };
}

function buildStage(
  context: CanvasRenderingContext2D,
  { scene, layout, theme }: MarketPicture,
  pixelRatio: number,
): Stage {
  const { view, columns, newest, isForming } = scene;
  const slot = layout.plotWidth / view.span;
  return { context, theme, layout, view, columns, newest, isForming, pixelRatio, slot };
}

/** Shades the bars before the out-of-sample ones, over all panes. */
function paintInSample(stage: Stage, inSampleEnd: number): void {
  const { context, theme, layout } = stage;
  const edge = Math.min(layout.plotWidth, snap(stage, toX(stage, inSampleEnd)));
  // Where all bars are out of sample, what lies before the first is not in sample either.
  if (inSampleEnd <= 0 || edge <= 0) return;
  context.fillStyle = theme.inSample;
  context.fillRect(0, 0, edge, layout.plotHeight);
  context.fillStyle = theme.warn;
  if (edge < layout.plotWidth) {
    context.globalAlpha = 0.5;
    context.fillRect(edge, 0, 1, layout.plotHeight);
    context.globalAlpha = 1;
  }
}

/** Writes what the shade means, with a background; painted last, so that nothing covers it. */
function paintInSampleLabel(stage: Stage, inSampleEnd: number): void {
  const { context, theme, layout } = stage;
  const edge = Math.min(layout.plotWidth, toX(stage, inSampleEnd));
  const label = 'In sample: not counted';
  const width = context.measureText(label).width + 12;
  if (inSampleEnd <= 0 || edge < width + 12) return;
  context.fillStyle = theme.surface2;
  context.fillRect(6, 6, width, 20);
  context.fillStyle = theme.warn;
  context.fillText(label, 12, 16);
}

/** Marks where bars are missing: a dotted line between the candles on both sides. */
function paintGaps(stage: Stage, gaps: MarketScene['gaps']): void {
  const { context, theme, layout } = stage;
  if (gaps.length === 0) return;
  context.strokeStyle = theme.textFaint;
  context.lineWidth = 1;
  context.setLineDash([1, 4]);
  context.beginPath();
  for (const candle of gaps) {
    const x = snap(stage, toX(stage, candle) - 0.5) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, layout.plotHeight);
  }
  context.stroke();
  context.setLineDash([]);
}

/** Writes the times below the panes, without those that an edge would cut off. */
function paintTimeAxis(stage: Stage, ticks: MarketScene['timeTicks']): void {
  const { context, theme, layout } = stage;
  context.textAlign = 'center';
  for (const tick of ticks) {
    context.fillStyle = tick.isDate ? theme.text : theme.textFaint;
    const x = toX(stage, tick.index + 0.5);
    const half = context.measureText(tick.label).width / 2;
    if (x - half < 0 || x + half > layout.width) continue;
    context.fillText(tick.label, x, layout.plotHeight + timeAxisHeight / 2 + 2);
  }
  context.textAlign = 'left';
}
