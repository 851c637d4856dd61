import type { BarIndex, EpochMs } from '../bars/bars';
import { isMadeOf } from './finer-bars';
import { liquidation } from './instruments/margin';
import { enterPosition, leavePosition, measureShares } from './fills';
import { dropLimits, type OrderingAccount } from './orders/waiting-orders';
import {
  type EngineBar,
  type ExitReason,
  type Position,
  type Quote,
  widenExtremes,
} from './positions';
import type { PriceLevel, TradingRules } from './rules';

/** Bars in which a stop and a target of the same position were both reached. */
export interface BothReached {
  bars: number;
  /** How many of them bars of a finer interval decided; in the others the stop is taken to have come first. */
  decided: number;
}

/** An account with what it keeps of prices within bars. */
export interface BarTrader extends OrderingAccount {
  /** Left out until there is one. */
  bothReached?: BothReached;
}

type Prices = Pick<EngineBar, 'open' | 'high' | 'low' | 'close'>;

/**
 * Fills stops, targets and limit orders within a bar, and liquidates positions, after what is filled at its open.
 *
 * A bar tells four prices and not their order, so the worse order is taken: a stop comes before a target, and a stop that follows the
 * price stands where the prices before this bar and its open have put it. It counts what the rest of the bar did once that is known to be
 * over: where the bar closes beyond the stop that its own best price has moved, the position is closed there. A stop that the open is
 * beyond already fills at the open; a target is a limit order, which fills at its price or not at all. Where the bar brings bars of a
 * finer interval that have its very high and low, each of these is such a bar, one after the other.
 *
 * A limit order fills once its price is traded through, after the exits of the positions that are open: at that price, or at the open
 * where that is beyond it already, so that stops are measured from where the market was. What the part of the bar
 * did after that is taken to be: from the limit on to the far end that it traded through to, then to the close.
 */
export function tradeWithinBar(account: BarTrader, rules: TradingRules, bar: EngineBar): void {
  const { positions, limits = [], intervalMs } = account;
  if (positions.length + limits.length === 0) return;
  tradeParts(account, rules, bar, intervalMs);
  dropLimits(account, 'limit not reached', ({ until }) => until <= bar.index);
}

function tradeParts(account: BarTrader, rules: TradingRules, bar: EngineBar, barMs: number): void {
  const { finer } = bar;
  if (finer === undefined || !isMadeOf(bar, finer)) {
    const reached = tradePart(account, rules, bar, bar.index, bar.openTime + barMs);
    if (reached > 0) noteBothReached(account, 0);
    return;
  }
  const isBothReached = account.positions.some((position) => reachesBoth(position, rules, bar));
  let undecided = 0;
  for (let row = finer.start; row < finer.end; row++) {
    const { openTime, open, high, low, close, intervalMs } = finer.bars;
    const part = { open: open[row], high: high[row], low: low[row], close: close[row] };
    undecided += tradePart(account, rules, part, bar.index, openTime[row] + intervalMs);
  }
  if (isBothReached) noteBothReached(account, undecided === 0 ? 1 : 0);
}

function noteBothReached(account: BarTrader, decided: number): void {
  const noted = (account.bothReached ??= { bars: 0, decided: 0 });
  noted.bars++;
  noted.decided += decided;
}

/** Takes all positions through a bar or a part of it that ends at `time`; returns how many positions had both a stop and a target in it. */
function tradePart(
  account: BarTrader,
  rules: TradingRules,
  part: Prices,
  index: BarIndex,
  time: EpochMs,
): number {
  const { positions } = account;
  const quote: Quote & { price: number } = { index, time, price: NaN, at: 'stop' };
  let kept = 0;
  let both = 0;
  for (const position of positions) {
    if (reachesBoth(position, rules, part)) both++;
    const exit = findExit(position, rules, part);
    if (exit === undefined) positions[kept++] = position;
    else leavePosition(account, position, { ...quote, ...exit }, exit.reason);
  }
  if (kept < positions.length) {
    while (positions.length > kept) positions.pop();
    measureShares(account, account.trades[account.trades.length - 1].exitPrice);
  }
  fillLimit(account, rules, part, quote);
  return both;
}

/** Fills the first limit order that a part of a bar trades through; one position is opened in a bar at most. */
function fillLimit(account: BarTrader, rules: TradingRules, part: Prices, quote: Quote): void {
  const { limits = [], positions, trades } = account;
  const { open, high, low, close } = part;
  const filled = limits.findIndex(({ order: { side }, price, from }) => {
    return from <= quote.index && side * ((side === 1 ? low : high) - price) < 0;
  });
  const entered = [...positions.slice(-1), ...trades.slice(-1)];
  if (filled < 0 || entered.some(({ entryIndex }) => entryIndex === quote.index)) return;
  const [{ order, price: limit }] = limits.splice(filled, 1);
  const price = order.side === 1 ? Math.min(limit, open) : Math.max(limit, open);
  const opened = positions.length;
  enterPosition(account, rules, order, { ...quote, price, at: 'limit' });
  if (positions.length === opened) return;
  measureShares(account, price);
  const position = positions[opened];
  const isLong = order.side === 1;
  const rest = {
    open: price,
    high: isLong ? Math.max(price, close) : high,
    low: isLong ? low : Math.min(price, close),
    close,
  };
  const exit = findExit(position, rules, rest);
  if (exit === undefined) return;
  positions.pop();
  leavePosition(account, position, { ...quote, ...exit }, exit.reason);
  measureShares(account, exit.price);
}

/** Where and why a position is closed. */
interface Exit {
  readonly price: number;
  readonly at: 'open' | 'stop' | 'limit';
  readonly reason: ExitReason;
}

/** Returns the exit of a position within a part of a bar, and otherwise lets its extremes take the part in. */
function findExit(position: Position, rules: TradingRules, part: Prices): Exit | undefined {
  const { side } = position;
  const { open, high, low, close } = part;
  widenExtremes(position, open, open);
  const { liquidationPrice = NaN } = position;
  if (side * (open - liquidationPrice) <= 0) {
    return { price: open, at: 'open', reason: liquidation };
  }
  const stop = findNearest(position, rules.stops, 1);
  if (side * (open - stop.price) <= 0) return { price: open, at: 'open', reason: stop.reason };
  const against = side === 1 ? low : high;
  const isLiquidated = side * (against - liquidationPrice) <= 0;
  const isFirst = !isLiquidated || side * (stop.price - liquidationPrice) > 0;
  if (isFirst && side * (against - stop.price) <= 0) {
    return { price: stop.price, at: 'stop', reason: stop.reason };
  }
  if (isLiquidated) return { price: liquidationPrice, at: 'stop', reason: liquidation };
  const target = findNearest(position, rules.targets, -1);
  const favourable = side === 1 ? high : low;
  if (side * (favourable - target.price) > 0) {
    return { price: target.price, at: 'limit', reason: target.reason };
  }
  widenExtremes(position, high, low);
  const moved = findNearest(position, rules.stops, 1);
  if (side * (close - moved.price) <= 0) {
    return { price: moved.price, at: 'stop', reason: moved.reason };
  }
  return undefined;
}

/** Whether a stop that stands at the open and a target are both reached after it. */
function reachesBoth(position: Position, rules: TradingRules, part: Prices): boolean {
  if (rules.stops.length === 0 || rules.targets.length === 0) return false;
  const { side } = position;
  const { open, high, low } = part;
  widenExtremes(position, open, open);
  const stop = findNearest(position, rules.stops, 1).price;
  const target = findNearest(position, rules.targets, -1).price;
  return (
    side * (open - stop) > 0 &&
    side * ((side === 1 ? low : high) - stop) <= 0 &&
    side * ((side === 1 ? high : low) - target) > 0
  );
}

const nowhere = { price: NaN, reason: '' };

/**
 * Returns the level that a price which moves towards them all reaches first: of stops (`sense` 1) of a long position the highest, of
 * targets (-1) the lowest. NaN, which no price reaches, where there is none.
 */
function findNearest(
  position: Position,
  levels: readonly PriceLevel[],
  sense: 1 | -1,
): { readonly price: number; readonly reason: ExitReason } {
  let nearest = nowhere;
  for (const { reason, priceAt } of levels) {
    const price = priceAt(position);
    if (Number.isNaN(price)) continue;
    if (!(position.side * sense * (price - nearest.price) <= 0)) nearest = { price, reason };
  }
  return nearest;
}
