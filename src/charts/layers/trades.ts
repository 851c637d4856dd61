import { formatCount, formatPercent } from '../../core/format';
import type { Trade } from '../../core/trading/positions';
import { findCandle as findCandleOf } from '../market/candles';
import type { ChartLayer, MarketSource } from '../market/layer';
import { pricePane } from '../market/panes';
import { type PaneStage, clipToPane, toX, toY } from '../market/stage';
import {
  type EntryMarker,
  type TradeGroup,
  type TradeMarkers,
  buildTradeMarkers,
} from './trade-markers';

const triangleGap = 12;
const tagHeight = 18;
const tagPadding = 6;
/** How far from a marker's middle a click still means it: as much as a finger needs. */
const reach = 12;

/** Entries as triangles at their candles, closed trades as lines between their fills; their number where they would overlap. */
export const trades: ChartLayer<MarketSource, TradeMarkers> = {
  name: 'Trades',
  meaning: 'Where positions were opened and closed.',
  pane: pricePane,
  color: 'up',
  compute: (source) => source,
  decimate: (source, { begun, candlesPerPixel }) =>
    buildTradeMarkers(source.trades, source.positions, {
      range: begun,
      playhead: source.playhead,
      findCandle: (index) => findCandleOf(source.candles.display, index),
      slot: 1 / candlesPerPixel,
    }),
  paint(stage, { entries, lines, groups }) {
    clipToPane(stage, () => {
      paintTradeLines(stage, lines);
      for (const entry of entries) paintEntry(stage, entry);
      for (const group of groups) paintGroup(stage, group);
    });
  },
  pick(stage, { entries, groups }, { x, y }) {
    for (const group of groups) {
      const { left, width, top } = placeGroup(stage, group);
      const isInside = x >= left && x <= left + width && y >= top && y <= top + tagHeight;
      if (isInside) return { kind: 'range', range: group.range };
    }
    let nearest: Trade | null = null;
    let least = reach;
    for (const entry of entries) {
      const at = placeEntry(stage, entry);
      const distance = Math.hypot(at.x - x, at.y - y);
      if (entry.trade === null || distance > least) continue;
      nearest = entry.trade;
      least = distance;
    }
    return nearest && { kind: 'trade', trade: nearest };
  },
};

/** A dotted line from each entry to its exit, coloured by the result. */
function paintTradeLines(stage: PaneStage, lines: TradeMarkers['lines']): void {
  const { context, theme } = stage;
  context.lineWidth = 1.2;
  context.setLineDash([2, 3]);
  for (const isWin of [true, false]) {
    context.strokeStyle = isWin ? theme.up : theme.down;
    context.beginPath();
    for (const line of lines) {
      if (line.isWin !== isWin) continue;
      context.moveTo(toX(stage, line.fromCandle + 0.5), toY(stage, line.fromPrice));
      context.lineTo(toX(stage, line.toCandle + 0.5), toY(stage, line.toPrice));
    }
    context.stroke();
  }
  context.setLineDash([]);
}

/** A triangle below the candle of a long entry, above that of a short one, with side and result where there is room. */
function paintEntry(stage: PaneStage, entry: EntryMarker): void {
  const { context, pane, theme } = stage;
  const { side, trade } = entry;
  const { x, y } = placeEntry(stage, entry);
  context.fillStyle = side === 1 ? theme.up : theme.down;
  context.beginPath();
  context.moveTo(x, y - 5 * side);
  context.lineTo(x + 5, y + 4 * side);
  context.lineTo(x - 5, y + 4 * side);
  context.closePath();
  context.fill();
  const beyond = y + 13 * side;
  const isInside = beyond >= pane.top + 6 && beyond <= pane.bottom - 6;
  // The levels of an open position name its entry.
  if (trade === null || !entry.hasRoom || !isInside) return;
  const text = `${side === 1 ? 'Long' : 'Short'} ${nameResult(trade)}`;
  const half = context.measureText(text).width / 2;
  if (x < half || x > stage.layout.plotWidth - half) return;
  context.textAlign = 'center';
  context.fillStyle = theme.textDim;
  context.fillText(text, x, beyond);
  context.textAlign = 'left';
}

/** Returns the result of a trade after costs as a percentage of what it was worth at its entry. */
function nameResult({ pnl, quantity, entryPrice }: Trade): string {
  return formatPercent(pnl / (quantity * entryPrice), { digits: 2, isSigned: true });
}

function placeEntry(stage: PaneStage, { candle, side }: EntryMarker): { x: number; y: number } {
  const { columns, pane } = stage;
  const k = Math.floor((candle - columns.start) / columns.step);
  const price = side === 1 ? columns.low[k] : columns.high[k];
  const wanted = toY(stage, price) + triangleGap * side;
  const y = Math.min(pane.bottom - 5, Math.max(pane.top + 5, wanted));
  return { x: toX(stage, candle + 0.5), y };
}

/** The number of trades, at the bottom of the pane, framed by the colour of their result. */
function paintGroup(stage: PaneStage, group: TradeGroup): void {
  const { context, theme } = stage;
  const { left, width, top, text } = placeGroup(stage, group);
  context.fillStyle = theme.surface2;
  context.strokeStyle = group.pnl > 0 ? theme.up : theme.down;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left, top, width, tagHeight, tagHeight / 2);
  context.fill();
  context.stroke();
  context.fillStyle = theme.text;
  context.fillText(text, left + tagPadding, top + tagHeight / 2 + 0.5);
}

interface GroupPlace {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly text: string;
}

/** Returns where a group's number is; it stays in the plot while some of its candles are in sight. */
function placeGroup(stage: PaneStage, { range, count }: TradeGroup): GroupPlace {
  const { context, layout, pane } = stage;
  const start = Math.max(0, toX(stage, range.start));
  const end = Math.min(layout.plotWidth, toX(stage, range.end));
  const long = `${formatCount(count)} ${count === 1 ? 'trade' : 'trades'}`;
  const isLong = context.measureText(long).width + 2 * tagPadding <= end - start - 4;
  const text = isLong ? long : formatCount(count);
  const width = context.measureText(text).width + 2 * tagPadding;
  const middle = Math.min((start + end) / 2, layout.plotWidth - width / 2 - 2);
  return { left: Math.max(2, middle - width / 2), width, top: pane.bottom - tagHeight - 2, text };
}
