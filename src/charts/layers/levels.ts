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
      for (const level of drawn) paintLine(stage, level);
      let free = -Infinity;
      const placed = drawn.map((level) => ({ ...level, ...placeLabel(stage, level.price) }));
      for (const label of joinLabels(placed, lineHeight)) free = paintLabel(stage, label, free);
    });
  },
};

/** Where the name of a level is wanted. */
interface PlacedLevel extends Pick<OpenLevel, 'kind' | 'name' | 'price'> {
  /** Middle of the text, in CSS pixels. */
  readonly y: number;
  /** Tells that the level itself is out of sight; '' where it is not. */
  readonly arrow: string;
}

/** The name of one level, or of several between two prices. */
interface LevelLabel extends Omit<PlacedLevel, 'price'> {
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the labels of `levels`, uppermost first: one for all of a name that are less than `height` from the next level. */
export function joinLabels(levels: readonly PlacedLevel[], height: number): readonly LevelLabel[] {
  const labels: LevelLabel[] = [];
  let near = new Map<string, number>();
  let last = -Infinity;
  for (const { kind, name, price, y, arrow } of [...levels].sort((a, b) => a.y - b.y)) {
    if (y - last >= height) near = new Map();
    last = y;
    const at = near.get(name + arrow) ?? labels.length;
    near.set(name + arrow, at);
    const before = at < labels.length ? labels[at] : { count: 0, low: price, high: price, y };
    const count = before.count + 1;
    labels[at] = {
      kind,
      name,
      arrow,
      count,
      low: Math.min(before.low, price),
      high: Math.max(before.high, price),
      y: before.y + (y - before.y) / count,
    };
  }
  return labels.sort((a, b) => a.y - b.y);
}

function paintLine(stage: PaneStage, { kind, price, candle }: DrawnLevel): void {
  const { context, layout, pane, theme } = stage;
  const y = toY(stage, price);
  if (y < pane.top || y > pane.bottom) return;
  const middle = snap(stage, y - 0.5) + 0.5;
  context.strokeStyle = theme[colors[kind]];
  context.lineWidth = 1;
  context.setLineDash(kind === 'entry' ? [1, 3] : [6, 3]);
  context.beginPath();
  context.moveTo(Math.max(0, toX(stage, candle + 0.5)), middle);
  context.lineTo(layout.plotWidth, middle);
  context.stroke();
  context.setLineDash([]);
}

function placeLabel(stage: PaneStage, price: number): Pick<PlacedLevel, 'y' | 'arrow'> {
  const { pane } = stage;
  const y = toY(stage, price);
  const lowest = pane.bottom - lineHeight / 2 - 2;
  return {
    y: Math.min(lowest, Math.max(pane.top + lineHeight / 2 + 2, y - lineHeight / 2)),
    arrow: y < pane.top ? ' ↑' : y > pane.bottom ? ' ↓' : '',
  };
}

/** Paints a label no higher than `free`; returns where the next one may be. */
function paintLabel(stage: PaneStage, label: LevelLabel, free: number): number {
  const { context, layout, theme } = stage;
  const { kind, y } = label;
  const text = describeLabel(label);
  const width = context.measureText(text).width;
  const at = Math.max(y, free);
  const left = layout.plotWidth - width - 6;
  context.fillStyle = theme.surface;
  context.globalAlpha = 0.75;
  context.fillRect(left - 3, at - lineHeight / 2, width + 6, lineHeight);
  context.globalAlpha = 1;
  context.fillStyle = theme[colors[kind]];
  context.fillText(text, left, at);
  return at + lineHeight;
}

/** `Entry 63,012.10`, `10 × Entry 63,012.10 to 63,020.00 ↑`. */
export function describeLabel({ name, count, low, high, arrow }: Omit<LevelLabel, 'kind' | 'y'>) {
  const format = (price: number) => formatNumber(price, { digits: pickPriceDecimals(price) });
  const prices = high > low ? `${format(low)} to ${format(high)}` : format(low);
  return `${count > 1 ? `${count} × ` : ''}${name} ${prices}${arrow}`;
}
