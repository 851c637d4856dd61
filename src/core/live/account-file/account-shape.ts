import type { EngineState } from '../../engine';
import type { PerformanceRecord } from '../../metrics/performance-record';
import type { Position, SignalRecord, Trade, TradingSettings } from '../../portfolio/settings';
import type { SignalLog } from '../../portfolio/signal-log';
import type { Order } from '../../portfolio/positions';
import type { PaperAccount } from '../paper-account';
import {
  boolean,
  either,
  finite,
  listOf,
  oneOf,
  optional,
  record,
  text,
  tuple,
  whole,
  type Shape,
} from './shape';

/** The compiler sees to it that no field of `Kind` is forgotten. */
type Fields<Kind> = Readonly<Record<keyof Kind, Shape>>;

const side = oneOf(1, -1);

const settings: Fields<TradingSettings> = {
  thresholds: record({ long: finite, short: finite }),
  minConfidence: finite,
  capital: finite,
  riskFraction: finite,
  sizing: either(
    record({ kind: oneOf('confidence') }),
    record({ kind: oneOf('confidence', 'fixed'), fraction: finite }),
  ),
  maxLeverage: finite,
  fillAt: oneOf('next-open', 'same-close'),
  holdBars: whole,
  exitOnOpposite: boolean,
  maxPositions: whole,
  feeBps: finite,
  slippageBps: finite,
};

const account: Fields<PaperAccount> = {
  id: text,
  name: text,
  symbol: text,
  modelId: text,
  settings: record(settings),
  role: oneOf('champion', 'challenger'),
  isFilledAtBest: boolean,
  createdAt: finite,
};

const fill = optional(oneOf('best', 'open', 'close'));

const order: Fields<Order> = {
  side,
  signalIndex: whole,
  probability: finite,
  confidence: finite,
};

const position: Fields<Position> = {
  ...order,
  entryIndex: whole,
  entryTime: finite,
  entryPrice: finite,
  entryFill: fill,
  quantity: finite,
  entryFee: finite,
};

const trade: Fields<Trade> = {
  ...position,
  exitIndex: whole,
  exitTime: finite,
  exitPrice: finite,
  exitFill: fill,
  exitFee: finite,
  exitReason: oneOf('hold', 'opposite', 'gap'),
  pnl: finite,
};

const signal: Fields<SignalRecord> = {
  index: whole,
  time: finite,
  signal: oneOf('LONG', 'SHORT'),
  probability: finite,
  confidence: finite,
  price: finite,
  size: finite,
  outcome: either(finite, oneOf('open', 'pending', 'filtered', 'busy', 'cancelled')),
};

const signals: Fields<SignalLog> = {
  records: listOf(record(signal)),
  signalCount: whole,
  filteredCount: whole,
};

const performance: Fields<PerformanceRecord> = {
  capital: finite,
  intervalMs: whole,
  bars: whole,
  exposedBars: whole,
  firstOpenTime: finite,
  firstOpen: finite,
  lastOpenTime: finite,
  lastClose: finite,
  equity: finite,
  peakEquity: finite,
  maxDrawdownFraction: finite,
  dailyEquity: listOf(finite),
  dayEnd: finite,
  trades: whole,
  wins: whole,
  losses: whole,
  grossProfit: finite,
  grossLoss: finite,
  tradedValue: finite,
  feesPaid: finite,
  slippagePaid: finite,
};

const engine: Fields<EngineState> = {
  settings: record(settings),
  intervalMs: whole,
  balance: finite,
  positions: listOf(record(position)),
  lastIndex: whole,
  order: either(oneOf(null), record(order)),
  exitSide: oneOf(1, -1, 0),
  // They are journaled apart.
  trades: tuple(),
  signals: record(signals),
  record: record(performance),
};

/** Without a close or a probability where the journal has none. */
const journaledBar = either(
  tuple(finite, finite),
  either(tuple(finite, finite, finite), tuple(finite, finite, finite, finite)),
);

/** What an exported account must look like, field by field. */
export const accountFileShape: Shape = record({
  format: oneOf('tabquant-paper-account'),
  version: oneOf(2, 3),
  account: record(account),
  lastOpenTime: optional(finite),
  engine: record(engine),
  trades: listOf(record(trade)),
  equity: listOf(journaledBar),
});
