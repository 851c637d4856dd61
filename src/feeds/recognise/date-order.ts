import type { DateOrder } from '../../core/column-mapping';
import { possibleOrders, readDate } from './date-text';
import { measureSteps } from './steps';

/** The order of day, month and year in a column, and whether it is beyond doubt. */
export interface OrderVerdict {
  readonly order: DateOrder;
  readonly isSure: boolean;
}

/**
 * Decides the order of dates by values that cannot be a month, else by which order makes the steps
 * of time regular. Undefined where most of the texts are no dates.
 */
export function decideDateOrder(
  texts: readonly string[],
  rows: readonly number[],
  groups?: readonly string[],
): OrderVerdict | undefined {
  const votes = texts.map(possibleOrders);
  const dates = votes.filter((orders) => orders.length > 0);
  const filled = texts.filter((text) => text !== '').length;
  if (dates.length === 0 || dates.length < filled / 2) return undefined;

  const possible = new Set(dates.flat());
  const certain = new Set(dates.filter((orders) => orders.length === 1).flat());
  if (possible.size === 1) return { order: dates[0][0], isSure: true };
  // One date that only one order can read decides, unless another contradicts it.
  const unanimous = [...possible].filter((order) =>
    dates.every((orders) => orders.includes(order)),
  );
  if (certain.size === 1 && unanimous.length === 1) return { order: unanimous[0], isSure: true };

  const candidates = unanimous.length > 0 ? unanimous : [...possible];
  const scored = candidates
    .map((order) => ({ order, score: scoreOrder(texts, rows, groups, order) }))
    .sort((a, b) => b.score - a.score || preference(a.order) - preference(b.order));
  const [best, next] = scored;
  const isSure =
    unanimous.length > 0 && (next === undefined || best.score > clearMargin * next.score);
  return { order: best.order, isSure };
}

const clearMargin = 1.5;

/** How well the times fit bars when read in an order, 0 to 1. */
function scoreOrder(
  texts: readonly string[],
  rows: readonly number[],
  groups: readonly string[] | undefined,
  order: DateOrder,
): number {
  const times = texts.map((text) => readDate(text, order)?.localMs ?? NaN);
  const { sameDirection, coverage } = measureSteps(times, rows, groups);
  return sameDirection * coverage;
}

/** Day first is what most of the world writes. */
function preference(order: DateOrder): number {
  return ['dmy', 'mdy', 'iso'].indexOf(order);
}
