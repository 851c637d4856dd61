import type { Trade } from '../positions';
import { formatTradeValue, tradeColumns, type TradeColumn } from './columns';

/** Which trades are shown, and in what order. */
export interface TradeSelection {
  readonly side: 'all' | 'long' | 'short';
  /** `exitReason` of the trades; `all` for any. */
  readonly reason: string;
  readonly result: 'all' | 'won' | 'lost';
  /** Words that a row must have, separated by spaces, in whatever case. */
  readonly search: string;
  /** `name` of the column to sort by. */
  readonly sortBy: string;
  readonly isDescending: boolean;
}

/** All trades, the newest first. */
export const everyTrade: TradeSelection = {
  side: 'all',
  reason: 'all',
  result: 'all',
  search: '',
  sortBy: 'entry_time',
  isDescending: true,
};

/** The columns that the table shows. */
export const shownColumns = tradeColumns.filter(({ width }) => width !== undefined);

/** Returns the trades that `selection` names, in its order; equal ones in the order of their exits, unknown values last. */
export function selectTrades(
  trades: readonly Trade[],
  selection: TradeSelection,
): readonly Trade[] {
  const { side, reason, result, search, sortBy, isDescending } = selection;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = trades.filter(
    (trade) =>
      (side === 'all' || trade.side === (side === 'long' ? 1 : -1)) &&
      (reason === 'all' || trade.exitReason === reason) &&
      (result === 'all' || trade.pnl > 0 === (result === 'won')) &&
      hasWords(trade, words),
  );
  const column = tradeColumns.find(({ name }) => name === sortBy) ?? tradeColumns[0];
  return sortBy === 'exit_time' && !isDescending ? kept : sortTrades(kept, column, isDescending);
}

/** Returns the reasons for which any of the trades was closed, each once, in the order in which they first occur. */
export function listReasons(trades: readonly Trade[]): readonly string[] {
  return [...new Set(trades.map(({ exitReason }) => exitReason))];
}

function hasWords(trade: Trade, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = shownColumns
    .map((column) => formatTradeValue(column, column.read(trade)))
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function sortTrades(
  trades: readonly Trade[],
  { read }: TradeColumn,
  isDescending: boolean,
): readonly Trade[] {
  const direction = isDescending ? -1 : 1;
  const rows = trades.map((trade) => ({ trade, value: read(trade) }));
  rows.sort((a, b) => {
    const [isUnknown, isOtherUnknown] = [Number.isNaN(a.value), Number.isNaN(b.value)];
    if (isUnknown || isOtherUnknown) return Number(isUnknown) - Number(isOtherUnknown);
    return a.value === b.value ? 0 : a.value < b.value ? -direction : direction;
  });
  return rows.map(({ trade }) => trade);
}
