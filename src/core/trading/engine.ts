import type { BarIndex, BarRange } from '../bars/bars';
import { createPerformanceRecord, recordBar } from '../metrics/performance-record';
import { createBarWalk } from './bar-walk';
import { enterPosition, gatherFacts, leavePosition, measureShares, payFunding } from './fills';
import type { TradedBars } from './finer-bars';
import {
  cancelOrders,
  countWaiting,
  cancelLimits,
  placeOrders,
  receiveDelayed,
} from './orders/waiting-orders';
import {
  markEquity,
  type Order,
  type Quote,
  type EngineBar,
  type ExitReason,
  type Position,
  widenAll,
} from './positions';
import { isWarmingUp, resolveRules, type TradingRules } from './rules';
import { findSettingsProblem, type TradingSettings } from './settings';
import { addSignal, createSignalLog, type MutableRecord } from './signal-log';
import { sizePosition } from './sizing/sizing-rule';
import { noPast, type PastBars } from './strategies/past-bars';
import type { Side } from './strategies/strategy';
import { measureVolatility } from './volatility';
import { type BarTrader, tradeWithinBar } from './within-bar';

/**
 * The whole state of trading, as plain data without NaN or Infinity: it survives JSON and structured clone, and
 * a run continues from a copy as from the original.
 */
export interface EngineState extends BarTrader {
  /** Index of the last bar; -1 before the first. */
  lastIndex: BarIndex;
}

/** Returns an account with the starting capital and no position; throws on impossible settings. */
export function createEngine(settings: TradingSettings, intervalMs: number): EngineState {
  const problem = findSettingsProblem(settings);
  if (problem !== undefined) throw new Error(problem);
  return {
    settings,
    intervalMs,
    balance: settings.capital,
    positions: [],
    lastIndex: -1,
    order: null,
    exitSide: 0,
    trades: [],
    signals: createSignalLog(),
    record: createPerformanceRecord(settings.capital, intervalMs),
  };
}

/**
 * Takes the account through one closed bar, given the model's `probability` of a rise at its close
 * (NaN: none). Backtest, replay and live paper trading all run this one function. A caller that steps often
 * passes `rules`, resolved once from the state's settings; `past` are the bars up to this one, at least as many as
 * `rules.warmUpBars` where there are so many without a gap (`countWarmUpBars`).
 *
 * 1. Gap: if bars are missing before this one, the order is cancelled and every position is closed
 *    at the last close before the gap.
 * 2. Next-open fills: at this open, exits (held long enough, or ordered at an earlier close),
 *    then the entry ordered by the previous bar's signal.
 * 3. Same-close fills: at this close, exits of positions held long enough.
 * 4. Signal at this close: may order the exit of the opposite side and an entry. Then exit rules that
 *    look at closes may order exits.
 * 5. Same-close fills: the orders of step 4 are filled at this close.
 * 6. Equity is marked at this close.
 *
 * A position entered at bar e is closed at bar e + `maxBars`. A signal opens a position if, at this close, fewer
 * than `maxPositions` are open, not counting those that it closes itself; otherwise its outcome is `busy` and
 * it extends no position. A signal below `minConfidence` neither opens nor closes anything.
 *
 * Throws if `index` does not follow the last one or `openTime` does not increase.
 */
export function step(
  state: EngineState,
  bar: EngineBar,
  probability: number,
  rules: TradingRules = resolveRules(state.settings),
  past: PastBars = noPast,
): void {
  openBar(state, bar, rules);
  decideBar(state, bar, probability, rules, past);
}

/** Does what `step` does after `openBar`: lets the strategy decide at the close, and follows it. */
export function decideBar(
  state: EngineState,
  bar: EngineBar,
  probability: number,
  rules: TradingRules,
  past: PastBars,
): void {
  const { known, strategy } = rules;
  // Written only on a change, which is rare.
  if (known.bar !== bar || known.past !== past || known.positions !== state.positions) {
    known.bar = bar;
    known.past = past;
    known.positions = state.positions;
  }
  known.probability = probability;
  const side = isWarmingUp(rules, past) ? 0 : strategy.decide(known);
  const confidence = side === 0 ? 0 : strategy.measureConfidence(known, side);
  closeBar(state, bar, rules, side, confidence, probability, past);
}

/**
 * Does what `step` does before a decision is made (1 to 3). `closeBar` of the same bar must follow. In between, `state.positions` are
 * those that a decision may know, and whoever makes it may take its time: the state is plain data as ever.
 */
export function openBar(state: EngineState, bar: EngineBar, rules: TradingRules): void {
  const { record } = state;
  const isNext = bar.index === state.lastIndex + 1;
  if (!isNext || bar.openTime - record.lastOpenTime !== state.intervalMs) {
    if (record.bars > 0) {
      requireOrder(state, bar);
      crossGap(state, rules);
    }
  }
  state.lastIndex = bar.index;
  if (rules.margin !== undefined) payFunding(state, rules.margin, bar);
  if (state.delayed !== undefined) receiveDelayed(state, bar.index, 'next-open');
  if (isFillDue(state, rules, bar.index)) fillOrders(state, rules, bar);
  if (rules.isWithinBar || state.limits !== undefined) tradeWithinBar(state, rules, bar);
  else widenAll(state.positions, bar);
}

/**
 * Does what `step` does from the decision on (4 to 6), which is that of `side` (0: no signal) with a confidence of 0 to 1, wherever it
 * comes from. `probability` is noted with the signal; `past` are those of `step`.
 */
export function closeBar(
  state: EngineState,
  bar: EngineBar,
  rules: TradingRules,
  side: Side,
  confidence: number,
  probability: number,
  past: PastBars = noPast,
): void {
  if (side !== 0) followSignal(state, rules, bar, past, side, confidence, probability);
  if (rules.closeChecks.length > 0) orderExits(state, rules, bar);
  if (state.settings.fillAt === 'same-close') fillAtClose(state, rules, bar);
  recordBar(state.record, bar, markEquity(state, bar.close), state.positions.length > 0);
}

/**
 * Runs `step` over `range`; `probability` has one value per bar of `bars`, and `onBar` is called after each step. A strategy may look
 * at bars before `range`. Where `bars` have finer ones, these decide in which order a bar reached its prices. `rules`
 * are those of the state's settings, with another decider where a caller has one.
 */
export function stepThrough(
  state: EngineState,
  bars: TradedBars,
  probability: ArrayLike<number>,
  range: BarRange,
  onBar?: (index: BarIndex) => void,
  rules: TradingRules = resolveRules(state.settings),
): void {
  const walk = createBarWalk(bars, range.start, rules);
  for (let index = range.start; index < range.end; index++) {
    walk.moveTo(index);
    step(state, walk.bar, probability[index] ?? NaN, rules, walk.past);
    onBar?.(index);
  }
}

/** Fills what was ordered at this very close. */
function fillAtClose(state: EngineState, rules: TradingRules, bar: EngineBar): void {
  if (state.delayed !== undefined) receiveDelayed(state, bar.index, 'same-close');
  if (isFillDue(state, rules, bar.index)) fillOrders(state, rules, bar);
}

function requireOrder(state: EngineState, bar: EngineBar): void {
  if (bar.index !== state.lastIndex + 1) {
    throw new Error(`engine: index must rise by one, was ${bar.index} after ${state.lastIndex}`);
  }
  const { lastOpenTime } = state.record;
  if (!(bar.openTime > lastOpenTime)) {
    throw new Error(`engine: openTime must increase, was ${bar.openTime} after ${lastOpenTime}`);
  }
}

/** Cancels the order and closes all positions at the last close, since what happens during missing bars is unknown. */
export function crossGap(state: EngineState, rules: TradingRules): void {
  const { record, lastIndex, intervalMs } = state;
  cancelOrders(state);
  if (state.positions.length === 0) return;
  const time = record.lastOpenTime + intervalMs;
  const quote: Quote = { index: lastIndex, time, price: record.lastClose, at: 'close' };
  closeWhere(state, rules, quote, closeAtGap);
  measureShares(state, quote.price);
}

/** Whether `fillOrders` has anything to do at the bar of `index`, which is the case at few bars. */
function isFillDue(
  { order, exitSide, positions }: EngineState,
  { maxBars, closeChecks }: TradingRules,
  index: BarIndex,
): boolean {
  if (order !== null || exitSide !== 0) return true;
  if (positions.length === 0) return false;
  // The first position is the oldest.
  if (index - positions[0].entryIndex >= maxBars) return true;
  return closeChecks.length > 0 && isAnyLeaving(positions, index);
}

function isAnyLeaving(positions: readonly Position[], index: BarIndex): boolean {
  return positions.some((position) => isLeaving(position, index));
}

/** Whether an exit that was decided at a close has arrived. */
function isLeaving({ leaving, leavingFrom = 0 }: Position, index: BarIndex): boolean {
  return leaving !== undefined && leavingFrom <= index;
}

/** Fills what is due or ordered at this chance to trade: exits first, then the entry. */
function fillOrders(state: EngineState, rules: TradingRules, bar: EngineBar): void {
  const { order } = state;
  const quote = writeQuote(rules, state, bar);
  closeWhere(state, rules, quote, findExitReason);
  if (state.limits !== undefined) cancelLimits(state, state.exitSide);
  state.exitSide = 0;
  if (order !== null) {
    state.order = null;
    enterPosition(state, rules, order, quote);
  }
  measureShares(state, quote.price);
}

/** Returns why a position is to be closed, or undefined where it stays open. */
type FindReason = (
  state: EngineState,
  rules: TradingRules,
  position: Position,
  index: BarIndex,
) => ExitReason | undefined;

const closeAtGap: FindReason = () => 'gap';

const findExitReason: FindReason = ({ exitSide }, rules, position, index) => {
  if (index - position.entryIndex >= rules.maxBars) return rules.maxBarsReason;
  if (position.side === exitSide) return rules.oppositeReason;
  return isLeaving(position, index) ? position.leaving : undefined;
};

/** Returns the quote at which this bar is traded, its open or its close, in the place of the one before. */
function writeQuote(
  { quote }: TradingRules,
  { settings, intervalMs }: EngineState,
  bar: EngineBar,
): Quote {
  const isAtOpen = settings.fillAt === 'next-open';
  quote.index = bar.index;
  quote.time = isAtOpen ? bar.openTime : bar.openTime + intervalMs;
  quote.price = isAtOpen ? bar.open : bar.close;
  quote.at = isAtOpen ? 'open' : 'close';
  quote.best = isAtOpen ? undefined : bar.best;
  return quote;
}

function closeWhere(
  state: EngineState,
  rules: TradingRules,
  quote: Quote,
  findReason: FindReason,
): void {
  const { positions } = state;
  const count = positions.length;
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const position = positions[at];
    const reason = findReason(state, rules, position, quote.index);
    if (reason === undefined) {
      positions[kept++] = position;
      continue;
    }
    leavePosition(state, position, quote, reason);
  }
  // Not by setting the length, which would free memory that the next position needs again.
  while (positions.length > kept) positions.pop();
}

/** Logs the signal at this close and places its orders. */
function followSignal(
  state: EngineState,
  rules: TradingRules,
  bar: EngineBar,
  past: PastBars,
  side: 1 | -1,
  confidence: number,
  probability: number,
): void {
  const isFollowed = confidence >= state.settings.minConfidence;
  const signal = addSignal(state.signals, bar.index, !isFollowed);
  signal.time = bar.openTime + state.intervalMs;
  signal.signal = side === 1 ? 'LONG' : 'SHORT';
  // As plain data knows no NaN.
  signal.probability = Number.isNaN(probability) ? null : probability;
  signal.confidence = confidence;
  signal.price = bar.close;
  signal.size = 0;
  signal.outcome = 'filtered';
  if (isFollowed) orderTrades(state, rules, bar, past, side, signal);
}

/** Places the orders of a signal, and notes with it what becomes of it. */
function orderTrades(
  state: EngineState,
  rules: TradingRules,
  bar: EngineBar,
  past: PastBars,
  side: 1 | -1,
  signal: MutableRecord,
): void {
  const { settings, positions } = state;
  const count = positions.length;
  let staying = 0;
  for (let at = 0; at < count; at++) {
    if (!rules.isOnOppositeSignal || positions[at].side === side) staying++;
  }
  let isLeft = staying < positions.length;
  if (state.delayed !== undefined || state.limits !== undefined) {
    const waiting = countWaiting(state, rules, side);
    staying += waiting.staying;
    isLeft ||= waiting.staying < waiting.all;
  }
  const places = Math.min(settings.maxPositions, rules.others.placesLeft);
  const volatility = rules.needsVolatility ? measureVolatility(past) : undefined;
  let order: Order | null = null;
  if (rules.onlySide !== 0 && rules.onlySide !== side) signal.outcome = 'side off';
  else if (staying >= places) signal.outcome = 'busy';
  else if (Number.isNaN(volatility)) signal.outcome = 'warming up';
  else {
    signal.outcome = 'pending';
    const { probability, confidence } = signal;
    order = { side, signalIndex: bar.index, probability, confidence };
    if (volatility !== undefined) order = { ...order, volatility };
    const equity = markEquity(state, bar.close) + rules.others.profit;
    const facts = gatherFacts(state, rules, volatility);
    signal.size = sizePosition(rules.size, settings, confidence, equity, 0, facts);
  }
  placeOrders(state, rules, bar, isLeft ? (side === 1 ? -1 : 1) : 0, order);
}

/** Marks the positions that an exit rule closes, as decided at this close. */
function orderExits(state: EngineState, rules: TradingRules, bar: EngineBar): void {
  const { closeChecks, latencyBars } = rules;
  const delay = state.settings.fillAt === 'next-open' ? 1 : 0;
  for (const position of state.positions) {
    const check = closeChecks.find(({ leaves }) => leaves(position, bar));
    if (check === undefined || position.leaving !== undefined) continue;
    position.leaving = check.reason;
    if (latencyBars > 0) position.leavingFrom = bar.index + latencyBars + delay;
  }
}
