import type { ChartTheme } from '../chart-theme';
import { pickPriceDecimals } from '../../core/format';
import { paintCandles, paintVolume } from './paint-candles';
import {
  paintGaps,
  paintInSample,
  paintInSampleLabel,
  paintPriceAxis,
  paintPriceTag,
  paintTimeAxis,
} from './paint-frame';
import { clipToPane, paintAxisLabel, paintLine, paintRule, type Stage, toY } from './stage';
import { paintEntries, paintTradeLines } from '../layers/trades';
import type { MarketLayout, Pane, PaneName } from './panes';
import type { MarketScene } from './market-scene';
import type { Thresholds } from '../../core/trading/strategies/thresholds';

/** What `paintMarket` puts on the canvas, and where. */
export interface MarketPicture {
  readonly scene: MarketScene;
  readonly layout: MarketLayout;
  readonly theme: ChartTheme;
  readonly thresholds: Thresholds;
}

const rsiExtent = { min: 0, max: 100 };
const leastLabelDistance = 12;

/** Paints all panes; the canvas has been cleared and has `pixelRatio` device pixels a CSS pixel. */
export function paintMarket(
  context: CanvasRenderingContext2D,
  picture: MarketPicture,
  pixelRatio: number,
): void {
  const { scene, layout, theme } = picture;
  const slot = layout.plotWidth / scene.view.span;
  const stage: Stage = { context, theme, layout, scene, pixelRatio, slot };
  context.save();
  context.scale(pixelRatio, pixelRatio);
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  paintInSample(stage);
  paintGaps(stage);
  for (const pane of layout.panes) panePainters[pane.name](stage, pane, picture);
  paintTimeAxis(stage);
  paintInSampleLabel(stage);
  context.restore();
}

type PanePainter = (stage: Stage, pane: Pane, picture: MarketPicture) => void;

const panePainters: Readonly<Record<PaneName, PanePainter>> = {
  price: paintPricePane,
  volume: (stage, pane) => {
    clipToPane(stage, pane, () => paintVolume(stage, pane));
    paintAxisLabel(stage, 'Volume', (pane.top + pane.bottom) / 2);
  },
  rsi: paintRsiPane,
  model: paintModelPane,
  equity: (stage, pane) => {
    const { equity, equityExtent } = stage.scene;
    clipToPane(stage, pane, () => {
      paintLine(stage, pane, equityExtent, equity, stage.theme.text, 1.6);
    });
    paintAxisLabel(stage, 'Equity', (pane.top + pane.bottom) / 2);
  },
};

function paintPricePane(stage: Stage, pane: Pane): void {
  const { scene, theme } = stage;
  const extent = scene.priceExtent;
  paintPriceAxis(stage, pane, extent);
  clipToPane(stage, pane, () => {
    paintCandles(stage, pane, extent);
    paintLine(stage, pane, extent, scene.sma20, theme.smaFast, 1.4);
    paintLine(stage, pane, extent, scene.sma60, theme.smaSlow, 1.4);
    paintTradeLines(stage, pane, extent);
    paintEntries(stage, pane, extent);
  });
  paintPriceTag(stage, pane, extent, pickPriceDecimals(extent.max));
}

function paintRsiPane(stage: Stage, pane: Pane): void {
  const hasRoom = (pane.bottom - pane.top) * 0.2 >= leastLabelDistance;
  for (const level of [30, 70]) {
    const y = toY(pane, rsiExtent, level);
    paintRule(stage, y, stage.theme.line, [3, 3]);
    if (hasRoom) paintAxisLabel(stage, String(level), y);
  }
  paintAxisLabel(stage, 'RSI 14', toY(pane, rsiExtent, 50));
  clipToPane(stage, pane, () =>
    paintLine(stage, pane, rsiExtent, stage.scene.rsi14, stage.theme.chartLine, 1.2),
  );
}

function paintModelPane(stage: Stage, pane: Pane, { thresholds }: MarketPicture): void {
  const { context, layout, scene, theme } = stage;
  const extent = scene.probabilityExtent;
  const long = toY(pane, extent, thresholds.long);
  const short = toY(pane, extent, thresholds.short);
  context.fillStyle = theme.upSoft;
  context.fillRect(0, pane.top, layout.plotWidth, long - pane.top);
  context.fillStyle = theme.downSoft;
  context.fillRect(0, short, layout.plotWidth, pane.bottom - short);
  clipToPane(stage, pane, () => {
    paintLine(stage, pane, extent, scene.probability, theme.modelText, 1.5);
  });
  const apart = Math.max(0, leastLabelDistance - (short - long)) / 2;
  paintAxisLabel(stage, 'Model p', Math.min(pane.top + 6, long - apart - leastLabelDistance));
  paintAxisLabel(stage, formatThreshold(thresholds.long), long - apart);
  paintAxisLabel(stage, formatThreshold(thresholds.short), short + apart);
}

/** 0.52, but 0.505 in full. */
function formatThreshold(threshold: number): string {
  return String(Number(threshold.toFixed(3))).padEnd(4, '0');
}
