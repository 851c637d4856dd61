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

/** Returns the columns that a table shows. */
export function listShown<Row extends Trade>(
  columns: readonly TradeColumn<Row>[],
): readonly TradeColumn<Row>[] {
  return columns.filter(({ width }) => width !== undefined);
}

/** Returns the trades that `selection` names, in its order; equal ones in the order of their exits, unknown values last. */
export function selectTrades<Row extends Trade>(
  trades: readonly Row[],
  selection: TradeSelection,
  columns: readonly TradeColumn<Row>[] = tradeColumns,
): readonly Row[] {
  const { side, reason, result, search, sortBy, isDescending } = selection;
  const shown = listShown(columns);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = trades.filter(
    (trade) =>
      (side === 'all' || trade.side === (side === 'long' ? 1 : -1)) &&
      (reason === 'all' || trade.exitReason === reason) &&
      (result === 'all' || trade.pnl > 0 === (result === 'won')) &&
      hasWords(trade, words, shown),
  );
  const column = columns.find(({ name }) => name === sortBy) ?? columns[0];
  return sortBy === 'exit_time' && !isDescending ? kept : sortTrades(kept, column, isDescending);
}

/** Returns the reasons for which any of the trades was closed, each once, in the order in which they first occur. */
export function listReasons(trades: readonly Trade[]): readonly string[] {
  return [...new Set(trades.map(({ exitReason }) => exitReason))];
}

function hasWords<Row extends Trade>(
  trade: Row,
  words: readonly string[],
  shown: readonly TradeColumn<Row>[],
): boolean {
  if (words.length === 0) return true;
  const text = shown
    .map((column) => formatTradeValue(column, column.read(trade)))
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function sortTrades<Row extends Trade>(
  trades: readonly Row[],
  { read }: TradeColumn<Row>,
  isDescending: boolean,
): readonly Row[] {
  const direction = isDescending ? -1 : 1;
  const rows = trades.map((trade) => ({ trade, value: read(trade) }));
  rows.sort((a, b) => {
    const [isUnknown, isOtherUnknown] = [Number.isNaN(a.value), Number.isNaN(b.value)];
    if (isUnknown || isOtherUnknown) return Number(isUnknown) - Number(isOtherUnknown);
    return a.value === b.value ? 0 : a.value < b.value ? -direction : direction;
  });
  return rows.map(({ trade }) => trade);
}
