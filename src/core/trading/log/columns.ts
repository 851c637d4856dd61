import { formatUtc } from '../../bars/times';
import {
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPrice,
  formatUtcMinute,
} from '../../format';
import type { Trade } from '../positions';
import { describeExit } from '../rules';

/** A column of the trade log: the table, its sorting, the search and both exports are made from the list. */
export interface TradeColumn<Row extends Trade = Trade> {
  /** Its name in exported files. */
  readonly name: string;
  readonly label: string;
  /** In a sentence. */
  readonly meaning: string;
  /** How it is computed, and when it misleads, where that is not plain. */
  readonly formula?: string;
  readonly caution?: string;
  readonly unit: 'time' | 'price' | 'money' | 'fraction' | 'bps' | 'number' | 'minutes' | 'text';
  /** Width in the table, in characters; left out where only exported files have it. */
  readonly width?: number;
  /** Whether the table leaves it out on a phone. */
  readonly isDetail?: boolean;
  /** Whether its sign means gain or loss. */
  readonly isResult?: boolean;
  /** Returns a fraction, dollars, minutes or a time in ms; NaN where it is not known. */
  read(trade: Row): number | string;
}

/** Returns what the position cost to open, `quantity x entry price`, dollars. */
function valueOf({ quantity, entryPrice }: Trade): number {
  return quantity * entryPrice;
}

/** Every column of the trade log, in its order. */
export const tradeColumns: readonly TradeColumn[] = [
  {
    name: 'entry_time',
    label: 'Entry, UTC',
    meaning: 'When the position was opened',
    unit: 'time',
    width: 11,
    read: ({ entryTime }) => entryTime,
  },
  {
    name: 'exit_time',
    label: 'Exit, UTC',
    meaning: 'When it was closed',
    unit: 'time',
    read: ({ exitTime }) => exitTime,
  },
  {
    name: 'side',
    label: 'Side',
    meaning: 'LONG gains when the price rises, SHORT when it falls',
    unit: 'text',
    width: 6,
    read: ({ side }) => (side === 1 ? 'LONG' : 'SHORT'),
  },
  {
    name: 'entry_price',
    label: 'In at',
    meaning: 'Price of the entry, slippage included',
    unit: 'price',
    width: 10,
    isDetail: true,
    read: ({ entryPrice }) => entryPrice,
  },
  {
    name: 'exit_price',
    label: 'Out at',
    meaning: 'Price of the exit, slippage included',
    unit: 'price',
    width: 10,
    isDetail: true,
    read: ({ exitPrice }) => exitPrice,
  },
  {
    name: 'quantity',
    label: 'Quantity',
    meaning: 'Units of the base asset',
    unit: 'number',
    read: ({ quantity }) => quantity,
  },
  {
    name: 'value',
    label: 'Size',
    meaning: 'Value of the position at its entry',
    unit: 'money',
    width: 9,
    isDetail: true,
    read: valueOf,
  },
  {
    name: 'pnl',
    label: 'P/L',
    meaning: 'Net profit, after both fees, slippage and funding',
    formula: 'quantity x (out at - in at) x side - fees - funding',
    unit: 'money',
    isResult: true,
    width: 8,
    read: ({ pnl }) => pnl,
  },
  {
    name: 'return',
    label: 'Return',
    meaning: 'Net profit over the value of the position at its entry',
    formula: 'P/L / (quantity x in at)',
    caution: 'It is not the return of the account, of which a position is a part.',
    unit: 'fraction',
    isResult: true,
    width: 8,
    isDetail: true,
    read: (trade) => trade.pnl / valueOf(trade),
  },
  {
    name: 'mae_bps',
    label: 'MAE',
    meaning:
      'Max adverse excursion: how far the price went against the position, in bps of its entry',
    formula: 'of a long one: 10,000 x (in at - lowest price until the exit) / in at',
    caution:
      'Within the bar of the exit only the price of the exit is known, so the true one may be larger.',
    unit: 'bps',
    width: 5,
    isDetail: true,
    read: ({ mae = NaN }) => mae,
  },
  {
    name: 'mfe_bps',
    label: 'MFE',
    meaning: 'Max favourable excursion: how far the price went in its favour, in bps of its entry',
    formula: 'of a long one: 10,000 x (highest price until the exit - in at) / in at',
    caution: 'Nobody sells at the highest price: it is not what a better exit would have earned.',
    unit: 'bps',
    width: 5,
    isDetail: true,
    read: ({ mfe = NaN }) => mfe,
  },
  {
    name: 'holding_minutes',
    label: 'Held',
    meaning: 'From the entry to the exit',
    unit: 'minutes',
    width: 7,
    read: ({ entryTime, exitTime }) => (exitTime - entryTime) / 60_000,
  },
  {
    name: 'exit_reason',
    label: 'Exit',
    meaning: 'What closed the position',
    unit: 'text',
    width: 9,
    read: ({ exitReason }) => describeExit(exitReason),
  },
  {
    name: 'probability',
    label: 'Probability',
    meaning: 'What the model gave at the close that made the signal',
    unit: 'number',
    read: ({ probability }) => probability ?? NaN,
  },
  {
    name: 'confidence',
    label: 'Confidence',
    meaning: 'How clear the signal was, 0 to 1',
    unit: 'number',
    read: ({ confidence }) => confidence,
  },
  {
    name: 'fees',
    label: 'Fees',
    meaning: 'Of both fills',
    unit: 'money',
    read: ({ entryFee, exitFee }) => entryFee + exitFee,
  },
  {
    name: 'funding',
    label: 'Funding',
    meaning: 'Paid while the position was held; below 0 it was received',
    unit: 'money',
    read: ({ funding = 0 }) => funding,
  },
];

/** Returns a value of a column as people read it. */
export function formatTradeValue(
  { unit, isResult: isSigned = false }: Pick<TradeColumn, 'unit' | 'isResult'>,
  value: number | string,
): string {
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'time':
      return formatUtcMinute(value);
    case 'price':
      return formatPrice(value);
    case 'money':
      return formatMoney(value, { isSigned });
    case 'fraction':
      return formatPercent(value, { isSigned });
    case 'bps':
      return formatNumber(value, { digits: 0 });
    case 'minutes':
      return formatDuration(60 * value);
    default:
      return formatNumber(value, { digits: 3 });
  }
}

/** Returns the trades as CSV with a header and line feeds; times are ISO 8601 in UTC, an unknown value is an empty cell. */
export function writeTradesCsv<Row extends Trade>(
  trades: readonly Row[],
  columns: readonly TradeColumn<Row>[] = tradeColumns,
): string {
  const rows = trades.map((trade) => columns.map((column) => writeCell(column, trade)));
  return [columns.map(({ name }) => name), ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

/** Returns the trades as JSON, an object a trade with the columns of the log; an unknown value is null. */
export function writeTradesJson<Row extends Trade>(
  trades: readonly Row[],
  columns: readonly TradeColumn<Row>[] = tradeColumns,
): string {
  const rows = trades.map((trade) =>
    Object.fromEntries(
      columns.map((column) => {
        const value = column.read(trade);
        return [column.name, column.unit === 'time' ? formatUtc(Number(value)) : value];
      }),
    ),
  );
  return `${JSON.stringify(rows, null, 1)}\n`;
}

function writeCell<Row extends Trade>(column: TradeColumn<Row>, trade: Row): string {
  const value = column.read(trade);
  if (column.unit === 'time') return formatUtc(Number(value));
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
