import type { FieldValues } from '../../fields';
import type { PerformanceRecord } from '../../metrics/performance-record';
import type { RuleEntry } from '../choice';

/** A way to choose the value of a position. */
export interface SizingRule extends RuleEntry {
  /** Whether it needs the distance to a stop, so that it cannot be chosen without an exit rule that has one. */
  readonly needsStop?: boolean;
  /** Whether it looks at more than the signal, the equity and the budget: a sweep then steps through the bars. */
  readonly isInformed?: boolean;
  /** Returns how many closed bars, without a gap among them, it must know. Left out where it needs none. */
  countWarmUpBars?(values: FieldValues): number;
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

/** What a size may depend on besides its signal and the budget, if the rule `isInformed`. */
export interface SizeFacts {
  /** Standard deviation of the last returns at the decision, a fraction; NaN where it is not known. */
  readonly volatility: number;
  /** Distance from the entry to the nearest stop, a fraction; NaN without one. */
  readonly stopFraction: number;
  readonly intervalMs: number;
  /** What the closed trades of the account have brought so far. */
  readonly record: Pick<
    PerformanceRecord,
    'trades' | 'wins' | 'losses' | 'grossProfit' | 'grossLoss'
  >;
}

/** Nothing but the signal: what a placebo of random entries knows. */
export const noFacts: SizeFacts = {
  volatility: NaN,
  stopFraction: NaN,
  intervalMs: NaN,
  record: { trades: 0, wins: 0, losses: 0, grossProfit: 0, grossLoss: 0 },
};

/** Returns a position's value in dollars, before it is capped by leverage; `equity` is the current one. */
export type Size = (
  confidence: number,
  equity: number,
  budget: Budget,
  facts?: SizeFacts,
) => number;

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
  facts?: SizeFacts,
): number {
  const wanted = size(confidence, equity, settings, facts);
  return capSize(wanted, settings.maxLeverage, equity, openValue);
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
