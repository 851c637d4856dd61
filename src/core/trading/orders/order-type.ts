import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';

/** How positions are opened. They are closed by orders at the market, whatever opened them, but for targets. */
export interface OrderType extends RuleEntry {
  /** Returns what the engine does with an order, for these values. */
  create(values: FieldValues): OrderTerms;
}

/** Nothing is set where an order fills at the next chance to trade. */
export interface OrderTerms {
  /** Returns the price of the limit order that a signal of `side` places at a close. */
  readonly limitAt?: (close: number, side: 1 | -1) => number;
  /** Bars after which a limit order that was not filled is given up. */
  readonly validBars?: number;
}
