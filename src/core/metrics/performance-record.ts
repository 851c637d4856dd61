import type { EpochMs } from '../bars/bars';
import { dayMs, deepenDrawdown } from './risk';

/**
 * All that a performance report needs to know about the past, updated at each bar and fill, so that the time
 * for a report grows only with the number of days. A plain record without NaN or Infinity, which
 * survives JSON and structured clone.
 */
export interface PerformanceRecord {
  readonly capital: number;
  readonly intervalMs: number;
  bars: number;
  exposedBars: number;
  firstOpenTime: EpochMs;
  firstOpen: number;
  lastOpenTime: EpochMs;
  lastClose: number;
  /** At the last close. */
  equity: number;
  peakEquity: number;
  maxDrawdownFraction: number;
  /** Equity at the last close of each UTC day so far; a day without a bar repeats the one before. */
  readonly dailyEquity: number[];
  /** Positions in `dailyEquity` of days without a bar, once there is one. */
  idleDays?: number[];
  /** End of the UTC day of the last entry of `dailyEquity`. */
  dayEnd: EpochMs;
  trades: number;
  wins: number;
  losses: number;
  /** Net profits of the winning trades, dollars. */
  grossProfit: number;
  /** Net losses of the losing trades, dollars, positive. */
  grossLoss: number;
  /** Sum over all fills, entries and exits, dollars. */
  tradedValue: number;
  feesPaid: number;
  slippagePaid: number;
  /** Funding paid by all positions, open ones too; below 0 it was received. Left out until there is some. */
  fundingPaid?: number;
  /** Left out by accounts that were begun before it was kept. */
  readonly atWork?: CapitalAtWork;
}

/**
 * What is needed for the mean, over all bars, of the open positions' value over the equity. Both are taken whenever something is
 * filled, and stand until the next fill.
 */
interface CapitalAtWork {
  /** Sum over the bars before the last fill. */
  gross: number;
  /** The same, with short positions negative. */
  net: number;
  /** Since the last fill. */
  grossNow: number;
  netNow: number;
  /** Bars before the last fill. */
  since: number;
}

/** Returns the record of an account that has seen no bar. */
export function createPerformanceRecord(capital: number, intervalMs: number): PerformanceRecord {
  return {
    capital,
    intervalMs,
    bars: 0,
    exposedBars: 0,
    firstOpenTime: 0,
    firstOpen: 0,
    lastOpenTime: 0,
    lastClose: 0,
    equity: capital,
    peakEquity: capital,
    maxDrawdownFraction: 0,
    dailyEquity: [],
    dayEnd: 0,
    trades: 0,
    wins: 0,
    losses: 0,
    grossProfit: 0,
    grossLoss: 0,
    tradedValue: 0,
    feesPaid: 0,
    slippagePaid: 0,
    atWork: { gross: 0, net: 0, grossNow: 0, netNow: 0, since: 0 },
  };
}

/** Adds a bar with the equity at its close; `isExposed` says whether a position is open then. */
export function recordBar(
  record: PerformanceRecord,
  bar: { readonly openTime: EpochMs; readonly open: number; readonly close: number },
  equity: number,
  isExposed: boolean,
): void {
  if (record.bars === 0 || bar.openTime >= record.dayEnd) beginDay(record, bar);
  record.dailyEquity[record.dailyEquity.length - 1] = equity;
  record.bars++;
  if (isExposed) record.exposedBars++;
  record.lastOpenTime = bar.openTime;
  record.lastClose = bar.close;
  record.equity = equity;
  if (equity > record.peakEquity) record.peakEquity = equity;
  record.maxDrawdownFraction = deepenDrawdown(
    record.maxDrawdownFraction,
    equity,
    record.peakEquity,
  );
}

/** Opens the day of a bar, the first one of the record or of a UTC day, and days without a bar before it. */
function beginDay(
  record: PerformanceRecord,
  bar: { readonly openTime: EpochMs; readonly open: number },
): void {
  if (record.bars === 0) {
    record.firstOpenTime = bar.openTime;
    record.firstOpen = bar.open;
    record.dayEnd = Math.floor(bar.openTime / dayMs) * dayMs;
  }
  while (bar.openTime >= record.dayEnd) {
    record.dailyEquity.push(record.equity);
    record.dayEnd += dayMs;
    if (bar.openTime < record.dayEnd) continue;
    (record.idleDays ??= []).push(record.dailyEquity.length - 1);
  }
}

/** Adds one side of a trade: its value at the fill price and what it cost, dollars. */
export function recordFill(
  record: PerformanceRecord,
  value: number,
  fee: number,
  slippage: number,
): void {
  record.tradedValue += value;
  record.feesPaid += fee;
  record.slippagePaid += slippage;
}

/** With less equity, in dollars, nothing that is open counts as a share of it. */
const minEquity = 0.01;

/** Returns `value` over `equity`, in dollars; 0 where hardly any equity is left. */
export function measureShare(value: number, equity: number): number {
  return equity >= minEquity ? value / equity : 0;
}

/** Notes the equity after a fill and the value of what is open, `gross` added up and `net` with shorts negative; dollars. */
export function recordShares(
  { atWork, bars }: Pick<PerformanceRecord, 'atWork' | 'bars'>,
  equity: number,
  gross: number,
  net: number,
): void {
  // An order that comes to nothing leaves no trace where nothing was open.
  if (atWork === undefined || (gross === 0 && atWork.grossNow === 0)) return;
  const passed = bars - atWork.since;
  atWork.gross += atWork.grossNow * passed;
  atWork.net += atWork.netNow * passed;
  atWork.grossNow = measureShare(gross, equity);
  atWork.netNow = measureShare(net, equity);
  atWork.since = bars;
}

/** Returns the mean share of the equity that was in open positions, `net` with shorts negative; NaN where it was not kept. */
export function averageShares({ atWork, bars }: PerformanceRecord): {
  readonly gross: number;
  readonly net: number;
} {
  if (atWork === undefined) return { gross: NaN, net: NaN };
  const passed = bars - atWork.since;
  return {
    gross: (atWork.gross + atWork.grossNow * passed) / bars,
    net: (atWork.net + atWork.netNow * passed) / bars,
  };
}

/** Adds a closed trade's net profit. */
export function recordTrade(record: PerformanceRecord, { pnl }: { readonly pnl: number }): void {
  record.trades++;
  if (pnl > 0) {
    record.wins++;
    record.grossProfit += pnl;
  } else if (pnl < 0) {
    record.losses++;
    record.grossLoss -= pnl;
  }
}

const tradingTotals = [
  'trades',
  'wins',
  'losses',
  'grossProfit',
  'grossLoss',
  'tradedValue',
  'feesPaid',
  'slippagePaid',
] as const satisfies readonly (keyof PerformanceRecord)[];

/** Adds the trades and fills of other records, but none of their bars. */
export function addTrading(record: PerformanceRecord, others: readonly PerformanceRecord[]): void {
  for (const name of tradingTotals) {
    for (const other of others) record[name] += other[name];
  }
  for (const { fundingPaid } of others) {
    if (fundingPaid !== undefined) record.fundingPaid = (record.fundingPaid ?? 0) + fundingPaid;
  }
}
