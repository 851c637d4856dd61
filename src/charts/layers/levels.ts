import { formatNumber, pickPriceDecimals } from '../../core/format';
import type { OpenLevel } from '../../core/trading/open-levels';
import type { ColorToken } from '../chart-theme';
import { findCandle } from '../market/candles';
import type { ChartLayer, MarketSource } from '../market/layer';
import { pricePane } from '../market/panes';
import { type PaneStage, clipToPane, snap, toX, toY } from '../market/stage';

/** A level from the candle of its position's entry on. */
interface DrawnLevel extends OpenLevel {
  readonly candle: number;
}

const lineHeight = 14;

const colors: Readonly<Record<OpenLevel['kind'], ColorToken>> = {
  entry: 'textDim',
  stop: 'down',
  target: 'up',
  liquidation: 'warn',
};

/** Entry price, stops and targets of the open positions, from their entry on; an arrow where one is out of sight. */
export const levels: ChartLayer<MarketSource, readonly DrawnLevel[]> = {
  meaning: 'Where stops, targets and liquidation would close what is open.',
  name: 'Stops and targets',
  pane: pricePane,
  color: 'down',
  compute: (source) => (source.levels.length === 0 ? null : source),
  decimate: ({ candles, levels: open, playhead }, { begun }) =>
    open
      .filter(({ position }) => position.entryIndex < playhead)
      .map((level) => ({
        ...level,
        candle: findCandle(candles.display, level.position.entryIndex),
      }))
      .filter(({ candle }) => candle < begun.end),
  paint(stage, drawn) {
    clipToPane(stage, () => {
      let free = -Infinity;
      for (const level of [...drawn].sort((a, b) => b.price - a.price)) {
        free = paintLevel(stage, level, free);
      }
    });
  },
};

/** Paints a level with its name no higher than `free`; returns where the next name may be. */
function paintLevel(stage: PaneStage, { kind, name, price, candle }: DrawnLevel, free: number) {
  const { context, layout, pane, theme } = stage;
  const y = toY(stage, price);
  const color = theme[colors[kind]];
  const isAbove = y < pane.top;
  const isBelow = y > pane.bottom;
  if (!isAbove && !isBelow) {
    const middle = snap(stage, y - 0.5) + 0.5;
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.setLineDash(kind === 'entry' ? [1, 3] : [6, 3]);
    context.beginPath();
    context.moveTo(Math.max(0, toX(stage, candle + 0.5)), middle);
    context.lineTo(layout.plotWidth, middle);
    context.stroke();
    context.setLineDash([]);
  }
  const arrow = isAbove ? ' ↑' : isBelow ? ' ↓' : '';
  const text = `${name} ${formatNumber(price, { digits: pickPriceDecimals(price) })}${arrow}`;
  const width = context.measureText(text).width;
  const lowest = pane.bottom - lineHeight / 2 - 2;
  const wanted = Math.min(lowest, Math.max(pane.top + lineHeight / 2 + 2, y - lineHeight / 2));
  const at = Math.max(wanted, free);
  const left = layout.plotWidth - width - 6;
  context.fillStyle = theme.surface;
  context.globalAlpha = 0.75;
  context.fillRect(left - 3, at - lineHeight / 2, width + 6, lineHeight);
  context.globalAlpha = 1;
  context.fillStyle = color;
  context.fillText(text, left, at);
  return at + lineHeight;
}
