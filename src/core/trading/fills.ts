import {
  type PerformanceRecord,
  recordFill,
  recordShares,
  recordTrade,
} from '../metrics/performance-record';
import {
  type Account,
  closePosition,
  markEquity,
  openPosition,
  type ExitReason,
  type Order,
  type Position,
  type Quote,
  sumOpenValue,
  type Trade,
} from './positions';
import type { TradingRules } from './rules';
import type { TradingSettings } from './settings';
import { type SignalLog, type SignalRecord, updateSignal } from './signal-log';
import { capSize, type SizeFacts, sizePosition } from './sizing/sizing-rule';

/** An account with all that a fill leaves a mark on. */
export interface TradedAccount extends Account {
  readonly settings: TradingSettings;
  readonly intervalMs: number;
  /** Closed positions, oldest first. The engine only appends; a caller may remove them. */
  readonly trades: Trade[];
  readonly signals: SignalLog;
  readonly record: PerformanceRecord;
}

/** Opens the position of an order at `quote`, as large as the sizing rule says; where that is nothing, the signal's outcome says so. */
export function enterPosition(
  account: TradedAccount,
  rules: TradingRules,
  order: Order,
  quote: Quote,
): void {
  const { settings, record, signals } = account;
  const { others } = rules;
  const equity = markEquity(account, quote.price) + others.profit;
  const ownValue = sumOpenValue(account, quote.price);
  const openValue = ownValue + others.openValue;
  const { confidence, volatility } = order;
  const facts = gatherFacts(account, rules, volatility);
  const wanted = sizePosition(rules.size, settings, confidence, equity, openValue, facts);
  const size = capSize(wanted, others.maxShare, equity, ownValue);
  if (size === 0) {
    dropOrder(account, order, 'no cash');
    return;
  }
  const position = openPosition(order, quote, size, settings);
  account.positions.push(position);
  account.balance -= position.entryFee;
  const slippage = position.quantity * Math.abs(position.entryPrice - quote.price);
  recordFill(record, size, position.entryFee, slippage);
  updateSignal(signals, order.signalIndex, 'open', size);
}

/** Returns what a size may depend on besides its signal; undefined where the rule asks for nothing. */
export function gatherFacts(
  { intervalMs, record }: Pick<TradedAccount, 'intervalMs' | 'record'>,
  { isSizeInformed, measureStop }: TradingRules,
  volatility = NaN,
): SizeFacts | undefined {
  if (!isSizeInformed) return undefined;
  return { volatility, stopFraction: measureStop(volatility), intervalMs, record };
}

/** Turns an open position into a trade at `quote`; the caller takes it off the list of positions. */
export function leavePosition(
  account: TradedAccount,
  position: Position,
  quote: Quote,
  reason: ExitReason,
): void {
  const closed = closePosition(position, quote, reason, account.settings);
  const { side, quantity, exitPrice, exitFee, pnl } = closed;
  account.balance += side * quantity * (exitPrice - closed.entryPrice) - exitFee;
  account.trades.push(closed);
  const slippage = quantity * Math.abs(exitPrice - quote.price);
  recordFill(account.record, quantity * exitPrice, exitFee, slippage);
  recordTrade(account.record, closed);
  updateSignal(account.signals, closed.signalIndex, pnl);
}

/** Notes that an order opened nothing, and why. */
export function dropOrder(
  { signals }: TradedAccount,
  { signalIndex }: Order,
  outcome: SignalRecord['outcome'],
): void {
  updateSignal(signals, signalIndex, outcome, 0);
}

/** Records how much of the equity is in open positions at `price`. */
export function measureShares(account: TradedAccount, price: number): void {
  let gross = 0;
  let net = 0;
  for (const { side, quantity } of account.positions) {
    const value = quantity * price;
    gross += value;
    net += side * value;
  }
  recordShares(account.record, markEquity(account, price), gross, net);
}
