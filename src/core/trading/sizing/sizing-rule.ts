import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';

/** A way to choose the value of a position. */
export interface SizingRule extends RuleEntry {
  /** What the risk per trade amounts to under this rule, as a sentence; left out where it is not used. */
  describeRisk?(budget: Budget): string;
  /** Returns the function that an engine asks for each signal, under these values. */
  create(values: FieldValues): Size;
}

/** What a position may be sized by besides its signal. */
interface Budget {
  /** Starting capital, dollars. */
  readonly capital: number;
  /** Part of the capital behind a trade of confidence 0.5. */
  readonly riskFraction: number;
}

/** Returns a position's value in dollars, before the cap by leverage; `equity` is that at this moment. */
export type Size = (confidence: number, equity: number, budget: Budget) => number;

/** Dollars; a position worth less is rounding dust and is not opened. */
const minPositionValue = 0.01;

/**
 * Returns the value in dollars of the position that a signal of `confidence` opens, or 0.
 *
 * All open positions together may be worth `equity x maxLeverage`, of which those already open take
 * `openValue`.
 */
export function sizePosition(
  size: Size,
  settings: Budget & { readonly maxLeverage: number },
  confidence: number,
  equity: number,
  openValue = 0,
): number {
  const wanted = size(confidence, equity, settings);
  const value = Math.min(wanted, equity * settings.maxLeverage - openValue);
  return value >= minPositionValue ? value : 0;
}
