import { sumFunding } from '../bars/funding-rates';
import {
  type PerformanceRecord,
  recordFill,
  recordShares,
  recordTrade,
} from '../metrics/performance-record';
import type { MarginTerms } from './instruments/instrument';
import {
  findLiquidationPrice,
  findMaxValue,
  liquidation,
  settleLiquidation,
} from './instruments/margin';
import {
  type Account,
  type EngineBar,
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
  const { margin } = rules;
  const shared = capSize(wanted, others.maxShare, equity, ownValue);
  const size = margin === undefined ? shared : capMargin(shared, margin, equity, openValue);
  if (size === 0) {
    dropOrder(account, order, 'no cash');
    return;
  }
  const opened = openPosition(order, quote, size, settings);
  const position = margin === undefined ? opened : backPosition(opened, size / margin.leverage);
  account.positions.push(position);
  account.balance -= position.entryFee;
  const slippage = position.quantity * Math.abs(position.entryPrice - quote.price);
  recordFill(record, size, position.entryFee, slippage);
  updateSignal(signals, order.signalIndex, 'open', size);
}

/** Returns as much of a position's value as margin allows: all margins together within the equity, and the tier of its leverage. */
function capMargin(
  wanted: number,
  { leverage }: MarginTerms,
  equity: number,
  openValue: number,
): number {
  const value = Math.min(wanted, findMaxValue(leverage) - openValue);
  return capSize(value, leverage, equity, openValue);
}

/** Returns a position that is backed by isolated margin alone. */
function backPosition(position: Position, margin: number): Position {
  const backed = { ...position, margin };
  const liquidationPrice = findLiquidationPrice(backed);
  return liquidationPrice === undefined ? backed : { ...backed, liquidationPrice };
}

/**
 * Lets open positions pay the funding, or get it, that fell due after the open of the bar before and up to the open of this one, on their
 * value at this open: whoever holds a position at that moment, also if it is closed in it.
 */
export function payFunding(
  account: TradedAccount,
  { fundingRate }: MarginTerms,
  { openTime, open, funding }: EngineBar,
): void {
  const { positions, record } = account;
  if (positions.length === 0) return;
  const rate = sumFunding(fundingRate, record.lastOpenTime, openTime, funding);
  if (rate === 0) return;
  for (const position of positions) {
    const paid = position.side * position.quantity * open * rate;
    account.balance -= paid;
    position.funding = (position.funding ?? 0) + paid;
    record.fundingPaid = (record.fundingPaid ?? 0) + paid;
  }
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
  const { settings } = account;
  if (reason === liquidation) {
    const { quote: at, costs } = settleLiquidation(position, quote, settings);
    addTrade(account, closePosition(position, at, reason, costs), at.price);
  } else {
    addTrade(account, closePosition(position, quote, reason, settings), quote.price);
  }
}

/** Books a closed trade; `quotedPrice` is that of its exit before slippage. */
function addTrade(account: TradedAccount, closed: Trade, quotedPrice: number): void {
  const { side, quantity, exitPrice, exitFee, pnl } = closed;
  account.balance += side * quantity * (exitPrice - closed.entryPrice) - exitFee;
  account.trades.push(closed);
  const slippage = quantity * Math.abs(exitPrice - quotedPrice);
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
  const { positions } = account;
  const count = positions.length;
  let gross = 0;
  let net = 0;
  for (let at = 0; at < count; at++) {
    const { side, quantity } = positions[at];
    const value = quantity * price;
    gross += value;
    net += side * value;
  }
  recordShares(account.record, markEquity(account, price), gross, net);
}
