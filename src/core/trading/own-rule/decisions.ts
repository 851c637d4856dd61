import { type Bars, countBars } from '../../bars/bars';
import type { Decider, Side } from '../strategies/strategy';

/** Name of the extra column in which decisions travel that were made elsewhere, one a bar. */
export const decisionColumn = 'decisions of your own rule';

/** Max characters of a rule. */
export const maxRuleCharacters = 20_000;

/** Confidence of a decision that says none: the size is then the base size. */
export const defaultConfidence = 0.5;

/** What came of asking a rule. */
export type RuleOutcome =
  | { readonly kind: 'decided'; readonly decisions: Float64Array }
  | { readonly kind: 'failed'; readonly problem: RuleProblem };

/** Why a rule has no decisions, for its author. */
export interface RuleProblem {
  readonly message: string;
  /** From 1; undefined where it is not known. */
  readonly line: number | undefined;
}

/** What came of asking a rule at one close. */
export type RuleAnswer =
  | { readonly kind: 'decided'; readonly decision: number }
  | { readonly kind: 'failed'; readonly problem: RuleProblem };

/** Returns a decision as one number: 0 for no signal, else `side * (1 + confidence)`, whose size is 1 to 2. */
export function encodeDecision(side: Side, confidence: number): number {
  return side === 0 ? 0 : side * (1 + confidence);
}

export function sideOf(decision: number): Side {
  return decision > 0 ? 1 : decision < 0 ? -1 : 0;
}

/** Returns the confidence of a decision, 0 to 1; NaN where there is no signal. */
export function confidenceOf(decision: number): number {
  return decision === 0 ? NaN : Math.abs(decision) - 1;
}

/** Returns what follows a decision that was made elsewhere. */
export function followDecision(decision: number): Decider {
  return {
    decide: () => sideOf(decision),
    measureConfidence: () => confidenceOf(decision),
  };
}

/** Whether a value is a column of `count` decisions; whatever made it need not be trusted. */
export function isDecisionColumn(value: unknown, count: number): value is Float64Array {
  return value instanceof Float64Array && value.length === count && value.every(isDecision);
}

/** Whether a number is a decision; whatever made it need not be trusted. */
export function isDecision(decision: number): boolean {
  return decision === 0 || (Math.abs(decision) >= 1 && Math.abs(decision) <= 2);
}

/** Returns the bars with `decisions`, those of the bars from `start` on; at others there is no signal. */
export function attachDecisions<Decided extends Bars>(
  bars: Decided,
  decisions: Float64Array,
  start: number,
): Decided {
  const column = new Float64Array(countBars(bars));
  column.set(decisions, start);
  return { ...bars, extras: { ...bars.extras, [decisionColumn]: column } };
}
