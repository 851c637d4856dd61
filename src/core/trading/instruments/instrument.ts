import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';

/** What is traded: how a position is backed, and what holding it costs. */
export interface Instrument extends RuleEntry {
  /** Whether its positions pay or get funding. */
  readonly paysFunding?: boolean;
  /** Returns the terms of its positions, for these values; undefined where a position is paid for in full or borrowed without terms. */
  create(values: FieldValues): MarginTerms | undefined;
}

/** Terms of positions that are backed by isolated margin. */
export interface MarginTerms {
  /** Value of a position over the margin that backs it. */
  readonly leverage: number;
  /** Paid by long positions to short ones every eight hours, a fraction of their value, where the bars tell no rate that was paid. */
  readonly fundingRate: number;
}
