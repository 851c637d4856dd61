import type { Bars } from './bars';

/** Single trades of one market, columnar, in any order; times (ms) and prices are finite. */
export interface Trades {
  readonly time: Float64Array;
  readonly price: Float64Array;
  /** Of the base asset; NaN where it is not told, absent where no row tells it. */
  readonly amount?: Float64Array | undefined;
  /** Of the quote asset; without it price × amount is taken. */
  readonly quote?: Float64Array | undefined;
  /** Grows with time; orders trades of one moment, and tells which rows are there twice. */
  readonly id?: Float64Array | undefined;
  /** Trades that each row stands for, 1 each where it is absent. */
  readonly count?: Float64Array | undefined;
  /** 1 where the taker bought, 0 where it sold, NaN where that is not told. */
  readonly isTakerBuy?: Float64Array | undefined;
}

/** Bars that were made of trades. */
export interface TradeBars {
  readonly bars: Bars;
  /** Index of the trade that each bar opens with. */
  readonly firstTrade: Uint32Array;
  /** Rows that are in the bars. */
  readonly rows: number;
  /** Rows that were there again, with the same id and values, and are in no bar. */
  readonly duplicates: number;
  readonly isSorted: boolean;
}

/**
 * Returns bars of `intervalMs`, aligned to UTC, each made of the trades from its open time up to the next. Trades are put
 * in the order of time, those of one moment in that of their ids, else of the rows. An interval without a trade is a gap.
 * The first and the last bar may lack trades that are not there. An amount that one trade does not tell makes that of its
 * bar NaN; without amounts the volume is 0.
 */
export function makeTradeBars(trades: Trades, intervalMs: number): TradeBars {
  const { order, isSorted } = orderTrades(trades);
  const { kept, barOfRow, bars: count } = assignBars(trades, order, intervalMs);
  const { time, price, amount, quote, isTakerBuy, count: counts } = trades;
  const column = (): Float64Array => new Float64Array(count);
  const [openTime, open, high, low, close] = [column(), column(), column(), column(), column()];
  const [volume, quoteVolume, tradeCount] = [column(), column(), column()];
  const [takerBuyBase, takerBuyQuote] = [column(), column()];
  const firstTrade = new Uint32Array(count);
  let before = -1;
  for (let at = 0; at < kept.length; at++) {
    const [row, bar] = [kept[at], barOfRow[at]];
    const paid = price[row];
    if (bar !== before) {
      openTime[bar] = Math.floor(time[row] / intervalMs) * intervalMs;
      open[bar] = high[bar] = low[bar] = paid;
      firstTrade[bar] = row;
      before = bar;
    }
    if (paid > high[bar]) high[bar] = paid;
    if (paid < low[bar]) low[bar] = paid;
    close[bar] = paid;
    tradeCount[bar] += counts?.[row] ?? 1;
    if (amount === undefined) continue;
    const [base, turnover] = [amount[row], quote?.[row] ?? paid * amount[row]];
    volume[bar] += base;
    quoteVolume[bar] += turnover;
    if (isTakerBuy === undefined) continue;
    takerBuyBase[bar] += isTakerBuy[row] * base;
    takerBuyQuote[bar] += isTakerBuy[row] * turnover;
  }
  const bars = {
    ...{ intervalMs, openTime, open, high, low, close, volume, tradeCount },
    ...(amount === undefined ? {} : { quoteVolume }),
    ...(amount === undefined || isTakerBuy === undefined ? {} : { takerBuyBase, takerBuyQuote }),
  };
  const rows = kept.length;
  return { bars, firstTrade, rows, duplicates: time.length - rows, isSorted };
}

/** Rows in order without those that are there again, and the bar of each. */
interface AssignedRows {
  readonly kept: Uint32Array;
  readonly barOfRow: Uint32Array;
  readonly bars: number;
}

function assignBars(trades: Trades, order: Uint32Array, intervalMs: number): AssignedRows {
  const kept = new Uint32Array(order.length);
  const barOfRow = new Uint32Array(order.length);
  const { time } = trades;
  let [rows, bars, slot] = [0, 0, NaN];
  for (const row of order) {
    if (rows > 0 && isSameTrade(trades, kept[rows - 1], row)) continue;
    const own = Math.floor(time[row] / intervalMs);
    if (own !== slot) bars++;
    slot = own;
    barOfRow[rows] = bars - 1;
    kept[rows++] = row;
  }
  return { kept: kept.subarray(0, rows), barOfRow: barOfRow.subarray(0, rows), bars };
}

/** Without ids, rows that look the same can be two trades. */
function isSameTrade(trades: Trades, a: number, b: number): boolean {
  return trades.id !== undefined && compareTrades(trades, a, b) === 0;
}

/** Orders by time; where there are ids by those, and rows of one id by their values. */
function compareTrades({ time, id, price, amount }: Trades, a: number, b: number): number {
  if (time[a] !== time[b] || id === undefined) return time[a] - time[b];
  if (id[a] !== id[b]) return id[a] - id[b];
  if (price[a] !== price[b] || amount === undefined) return price[a] - price[b];
  return amount[a] - amount[b] || 0;
}

/** Indices of the rows in order. A file that counts down is read from its end. */
function orderTrades(trades: Trades): { readonly order: Uint32Array; readonly isSorted: boolean } {
  const { time } = trades;
  let [up, down] = [0, 0];
  for (let row = 1; row < time.length; row++) {
    if (time[row] > time[row - 1]) up++;
    else if (time[row] < time[row - 1]) down++;
  }
  const order = new Uint32Array(time.length);
  const isReversed = down > up;
  for (let at = 0; at < order.length; at++) order[at] = isReversed ? order.length - 1 - at : at;
  for (let at = 1; at < order.length; at++) {
    if (compareTrades(trades, order[at - 1], order[at]) <= 0) continue;
    const direction = isReversed ? -1 : 1;
    order.sort((a, b) => compareTrades(trades, a, b) || direction * (a - b));
    return { order, isSorted: true };
  }
  return { order, isSorted: isReversed };
}
