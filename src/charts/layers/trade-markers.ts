import type { BarIndex, BarRange } from '../../core/bars/bars';
import type { Position, Trade } from '../../core/trading/positions';

/** Where a position was opened. */
export interface EntryMarker {
  readonly candle: number;
  readonly side: 1 | -1;
  /** Null while the position is open. */
  readonly trade: Trade | null;
  /** Whether there is room for a few words beside it. */
  readonly hasRoom: boolean;
}

/** A closed trade as a line between its two fills. */
interface TradeLine {
  readonly fromCandle: number;
  readonly toCandle: number;
  readonly fromPrice: number;
  readonly toPrice: number;
  readonly isWin: boolean;
}

/** Trades that end too close to each other to be distinguished, counted. */
export interface TradeGroup {
  /** Candles in which they end. */
  readonly range: BarRange;
  readonly count: number;
  /** Sum of their results, dollars. */
  readonly pnl: number;
}

export interface TradeMarkers {
  readonly entries: readonly EntryMarker[];
  readonly lines: readonly TradeLine[];
  readonly groups: readonly TradeGroup[];
}

interface MarkerOptions {
  /** Visible candles. */
  readonly range: BarRange;
  /** Source bars from this one on have not been replayed. */
  readonly playhead: BarIndex;
  /** Returns the candle of a source bar. */
  readonly findCandle: (index: BarIndex) => number;
  /** CSS pixels of one candle. */
  readonly slot: number;
}

/** CSS pixels: of a group at least, between two markers, and of a marker with its words. */
const groupWidth = 80;
const markerWidth = 10;
const labelledWidth = 76;

/** Trades after the window that are looked at, since they may have begun in it. */
const maxLater = 256;

/**
 * Returns the markers of trades (in the order of their exits) and open positions in `range`, without any after the playhead.
 *
 * Stretches of a fixed number of candles either show each trade that ends in them, or, where two would overlap, their number.
 */
export function buildTradeMarkers(
  trades: readonly Trade[],
  positions: readonly Position[],
  options: MarkerOptions,
): TradeMarkers {
  const { range, playhead, findCandle, slot } = options;
  const shown: Trade[] = [];
  const groups: TradeGroup[] = [];
  const size = pickSize(slot);
  let next = findFirstExit(trades, Math.floor(range.start / size) * size, findCandle);
  while (next < trades.length && findCandle(trades[next].exitIndex) < range.end) {
    const start = Math.floor(findCandle(trades[next].exitIndex) / size) * size;
    const end = findFirstExit(trades, start + size, findCandle, next);
    // A trade that ends at or after the playhead is still open there.
    if (isCrowded(trades, next, end, options) && trades[end - 1].exitIndex < playhead) {
      let pnl = 0;
      for (let at = next; at < end; at++) pnl += trades[at].pnl;
      groups.push({ range: { start, end: start + size }, count: end - next, pnl });
    } else {
      for (let at = next; at < end; at++) shown.push(trades[at]);
    }
    next = end;
  }
  shown.push(...trades.slice(next, next + maxLater));
  const entries: EntryMarker[] = [];
  const lines: TradeLine[] = [];
  const addEntry = (position: Position, trade: Trade | null): void => {
    const candle = findCandle(position.entryIndex);
    if (candle < range.start || candle >= range.end) return;
    entries.push({ candle, side: position.side, trade, hasRoom: false });
  };
  for (const trade of shown) {
    if (trade.entryIndex >= playhead) continue;
    const isClosed = trade.exitIndex < playhead;
    addEntry(trade, isClosed ? trade : null);
    const fromCandle = findCandle(trade.entryIndex);
    const toCandle = findCandle(trade.exitIndex);
    if (!isClosed || fromCandle >= range.end || toCandle < range.start) continue;
    lines.push({
      fromCandle,
      toCandle,
      fromPrice: trade.entryPrice,
      toPrice: trade.exitPrice,
      isWin: trade.pnl > 0,
    });
  }
  for (const position of positions) if (position.entryIndex < playhead) addEntry(position, null);
  return { entries: giveRoom(entries, slot), lines, groups };
}

/** Returns how many candles a group has: a power of two, so that groups keep their trades while the window moves. */
function pickSize(slot: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(groupWidth / slot)));
}

/** Whether two trades of `from` to `to` begin so close to each other that their markers overlap. */
function isCrowded(
  trades: readonly Trade[],
  from: number,
  to: number,
  { findCandle, slot }: MarkerOptions,
): boolean {
  for (let at = from + 1; at < to; at++) {
    const { side, entryIndex } = trades[at];
    const before = trades[at - 1];
    const needed = side === before.side ? markerWidth : markerWidth / 2;
    if (Math.abs(findCandle(entryIndex) - findCandle(before.entryIndex)) * slot < needed) {
      return true;
    }
  }
  return false;
}

/** Marks the entries that no other is close to. */
function giveRoom(entries: readonly EntryMarker[], slot: number): EntryMarker[] {
  const sorted = [...entries].sort((a, b) => a.candle - b.candle);
  const needed = labelledWidth / slot;
  return sorted.map((entry, at) => {
    const before = at === 0 ? -Infinity : sorted[at - 1].candle;
    const after = at + 1 === sorted.length ? Infinity : sorted[at + 1].candle;
    return { ...entry, hasRoom: Math.min(entry.candle - before, after - entry.candle) >= needed };
  });
}

/** Returns the first trade from number `low` on that ends in `candle` or later. */
function findFirstExit(
  trades: readonly Trade[],
  candle: number,
  findCandle: (index: BarIndex) => number,
  low = 0,
): number {
  let high = trades.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (findCandle(trades[middle].exitIndex) >= candle) high = middle;
    else low = middle + 1;
  }
  return low;
}
