import type { BarIndex, BarRange } from '../../core/bars/bars';
import type { Position, Trade } from '../../core/trading/positions';
import { findCandle as findCandleOf } from '../market/candles';
import type { ChartLayer, MarketSource } from '../market/layer';
import { pricePane } from '../market/panes';
import { type PaneStage, clipToPane, toX, toY } from '../market/stage';

/** Where a position was opened. */
interface EntryMarker {
  readonly candle: number;
  readonly side: 1 | -1;
}

/** A closed trade as a line between its two fills. */
interface TradeLine {
  readonly fromCandle: number;
  readonly toCandle: number;
  readonly fromPrice: number;
  readonly toPrice: number;
  readonly isWin: boolean;
}

interface TradeMarkers {
  readonly entries: readonly EntryMarker[];
  readonly lines: readonly TradeLine[];
}

export interface MarkerOptions {
  /** Visible candles. */
  readonly range: BarRange;
  /** Source bars from this one on have not been replayed. */
  readonly playhead: BarIndex;
  /** Returns the candle of a source bar. */
  readonly findCandle: (index: BarIndex) => number;
  /** Min distance between markers of the same side, in candles. */
  readonly minDistance: number;
  /** With more visible trades than this nothing is drawn, since they could not be distinguished. */
  readonly maxTrades?: number;
}

const pixelsPerMarker = 12;

/** Entries as triangles at their candles, closed trades as lines between their fills. */
export const trades: ChartLayer<MarketSource, TradeMarkers> = {
  name: 'Trades',
  pane: pricePane,
  color: 'up',
  compute: (source) => source,
  decimate: (source, { begun, candlesPerPixel }) =>
    buildTradeMarkers(source.trades, source.positions, {
      range: begun,
      playhead: source.playhead,
      findCandle: (index) => findCandleOf(source.candles.display, index),
      minDistance: candlesPerPixel * pixelsPerMarker,
    }),
  paint(stage, { entries, lines }) {
    clipToPane(stage, () => {
      paintTradeLines(stage, lines);
      for (const entry of entries) paintEntry(stage, entry);
    });
  },
};

/** Returns the markers of trades and open positions in `range`, without any after the playhead. */
export function buildTradeMarkers(
  trades: readonly Trade[],
  positions: readonly Position[],
  options: MarkerOptions,
): TradeMarkers {
  const { range, playhead, findCandle, minDistance, maxTrades = 200 } = options;
  const entries: EntryMarker[] = [];
  const lines: TradeLine[] = [];
  const newest = { 1: -Infinity, '-1': -Infinity };

  const addEntry = (position: Position): void => {
    const candle = findCandle(position.entryIndex);
    if (candle < range.start || candle >= range.end) return;
    if (Math.abs(candle - newest[position.side]) < minDistance) return;
    newest[position.side] = candle;
    entries.push({ candle, side: position.side });
  };

  for (let i = findFirstExit(trades, range.start, findCandle); i < trades.length; i++) {
    const trade = trades[i];
    if (trade.entryIndex >= playhead) continue;
    addEntry(trade);
    if (trade.exitIndex >= playhead || lines.length > maxTrades) continue;
    const fromCandle = findCandle(trade.entryIndex);
    if (fromCandle >= range.end) continue;
    lines.push({
      fromCandle,
      toCandle: findCandle(trade.exitIndex),
      fromPrice: trade.entryPrice,
      toPrice: trade.exitPrice,
      isWin: trade.pnl > 0,
    });
  }
  for (const position of positions) if (position.entryIndex < playhead) addEntry(position);
  return lines.length > maxTrades ? { entries: [], lines: [] } : { entries, lines };
}

/** Trades come in the order of their exits. */
function findFirstExit(
  trades: readonly Trade[],
  candle: number,
  findCandle: (index: BarIndex) => number,
): number {
  let low = 0;
  let high = trades.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (findCandle(trades[middle].exitIndex) >= candle) high = middle;
    else low = middle + 1;
  }
  return low;
}

const triangleGap = 12;

/** A dotted line from each entry to its exit, coloured by the result. */
function paintTradeLines(stage: PaneStage, lines: readonly TradeLine[]): void {
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

/** A triangle below the candle of a long entry, above that of a short one. */
function paintEntry(stage: PaneStage, { candle, side }: EntryMarker): void {
  const { context, columns, pane, theme } = stage;
  const k = Math.floor((candle - columns.start) / columns.step);
  const price = side === 1 ? columns.low[k] : columns.high[k];
  const x = toX(stage, candle + 0.5);
  const wanted = toY(stage, price) + triangleGap * side;
  const y = Math.min(pane.bottom - 5, Math.max(pane.top + 5, wanted));
  context.fillStyle = side === 1 ? theme.up : theme.down;
  context.beginPath();
  context.moveTo(x, y - 5 * side);
  context.lineTo(x + 5, y + 4 * side);
  context.lineTo(x - 5, y + 4 * side);
  context.closePath();
  context.fill();
}
