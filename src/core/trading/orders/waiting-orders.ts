import type { BarIndex } from '../../bars/bars';
import { dropOrder, type TradedAccount } from '../fills';
import type { EngineBar, Order } from '../positions';
import type { TradingRules } from '../rules';
import type { TradingSettings } from '../settings';

/** What is to be done at a later chance to trade than the next one, since orders take time to arrive. */
interface DelayedOrder {
  /** Bar at whose open or close it arrives. */
  readonly from: BarIndex;
  /** Positions of this side are to be closed; 0 for none. */
  readonly exitSide: 1 | -1 | 0;
  readonly order: Order | null;
}

/** An order that waits within bars for its price. */
interface LimitOrder {
  readonly order: Order;
  readonly price: number;
  /** First and last bar in which it can be filled. */
  readonly from: BarIndex;
  readonly until: BarIndex;
}

/** An account with its orders. */
export interface OrderingAccount extends TradedAccount {
  /** Position to be opened at the next chance to trade. */
  order: Order | null;
  /** Positions of this side are to be closed at the next chance to trade; 0 for none. */
  exitSide: 1 | -1 | 0;
  /** By the bar at which they arrive; left out while there was none. */
  delayed?: DelayedOrder[];
  /** Left out while there was none. */
  limits?: LimitOrder[];
}

/** Returns how many orders wait that would open a position, and how many of them a signal of `side` leaves alone. */
export function countWaiting(
  { delayed = [], limits = [] }: OrderingAccount,
  { isOnOppositeSignal }: TradingRules,
  side: 1 | -1,
): { readonly all: number; readonly staying: number } {
  const sides = [
    ...delayed.flatMap(({ order }) => (order === null ? [] : [order.side])),
    ...limits.map(({ order }) => order.side),
  ];
  const staying = isOnOppositeSignal
    ? sides.filter((other) => other === side).length
    : sides.length;
  return { all: sides.length, staying };
}

/** Places what a signal at the close of `bar` asks for: the exit of one side, and an order. */
export function placeOrders(
  account: OrderingAccount,
  rules: TradingRules,
  bar: EngineBar,
  exitSide: 1 | -1 | 0,
  order: Order | null,
): void {
  const { latencyBars, limitAt, validBars = 1 } = rules;
  const isLimit = order !== null && limitAt !== undefined;
  if (isLimit) {
    const price = limitAt(bar.close, order.side);
    const from = bar.index + 1 + latencyBars;
    (account.limits ??= []).push({ order, price, from, until: from + validBars - 1 });
  }
  const atOnce = isLimit ? null : order;
  if (exitSide === 0 && atOnce === null) return;
  if (latencyBars > 0) {
    const from = bar.index + latencyBars + (account.settings.fillAt === 'next-open' ? 1 : 0);
    (account.delayed ??= []).push({ from, exitSide, order: atOnce });
    return;
  }
  if (exitSide !== 0) account.exitSide = exitSide;
  if (atOnce !== null) account.order = atOnce;
}

/** Lets the delayed orders arrive that are due at the bar of `index`, if `moment` is when the account trades. */
export function receiveDelayed(
  account: OrderingAccount,
  index: BarIndex,
  moment: TradingSettings['fillAt'],
): void {
  const { delayed = [], settings } = account;
  if (settings.fillAt !== moment) return;
  while (delayed.length > 0 && delayed[0].from <= index) {
    const [{ exitSide, order }] = delayed.splice(0, 1);
    if (exitSide !== 0) account.exitSide = exitSide;
    if (order === null) continue;
    if (account.order !== null) dropOrder(account, account.order, 'cancelled');
    account.order = order;
  }
}

/** Gives up limit orders for which `isOver`, with an outcome that says why. */
export function dropLimits(
  account: OrderingAccount,
  outcome: 'cancelled' | 'limit not reached',
  isOver: (limit: LimitOrder) => boolean,
): void {
  const { limits } = account;
  if (limits === undefined || limits.length === 0) return;
  const kept = limits.filter((limit) => !isOver(limit));
  for (const limit of limits) if (isOver(limit)) dropOrder(account, limit.order, outcome);
  limits.splice(0, limits.length, ...kept);
}

/** Gives up the limit orders of one side. */
export function cancelLimits(account: OrderingAccount, exitSide: 1 | -1 | 0): void {
  dropLimits(account, 'cancelled', ({ order: { side } }) => side === exitSide);
}

/** Gives up all orders: bars are missing. */
export function cancelOrders(account: OrderingAccount): void {
  account.exitSide = 0;
  for (const { order } of [...(account.delayed ?? []), { order: account.order }]) {
    if (order !== null) dropOrder(account, order, 'cancelled');
  }
  account.delayed?.splice(0);
  account.order = null;
  dropLimits(account, 'cancelled', () => true);
}
