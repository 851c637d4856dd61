import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';

/** A way to choose the value of a position. */
export interface SizingRule extends RuleEntry {
  /** Says what the risk per trade means in dollars; left out where the rule does not use it. */
  describeRisk?(budget: Budget): string;
  /** Returns the function that the engine calls for each signal, for these values. */
  create(values: FieldValues): Size;
}

/** What the size of a position may depend on besides its signal. */
interface Budget {
  /** Starting capital, dollars. */
  readonly capital: number;
  /** Fraction of the capital that a trade of confidence 0.5 is worth. */
  readonly riskFraction: number;
}

/** Returns a position's value in dollars, before it is capped by leverage; `equity` is the current one. */
export type Size = (confidence: number, equity: number, budget: Budget) => number;

/** In dollars; a position worth less is a rounding residue and is not opened. */
const minPositionValue = 0.01;

/**
 * Returns the value in dollars of the position that a signal of `confidence` opens, or 0.
 *
 * All open positions together may be worth `equity x maxLeverage`, of which those already open use up
 * `openValue`.
 */
export function sizePosition(
  size: Size,
  settings: Budget & { readonly maxLeverage: number },
  confidence: number,
  equity: number,
  openValue = 0,
): number {
  return capSize(size(confidence, equity, settings), settings.maxLeverage, equity, openValue);
}

/** Returns as much of the wanted value in dollars as leverage allows, or 0. */
export function capSize(
  wanted: number,
  maxLeverage: number,
  equity: number,
  openValue: number,
): number {
  const value = Math.min(wanted, equity * maxLeverage - openValue);
  return value >= minPositionValue ? value : 0;
}
