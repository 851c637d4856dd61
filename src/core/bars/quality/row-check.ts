import type { QualityCheck } from './report';
import type { RawColumns, RawRows } from './raw-rows';

/** A rule that a row must keep to be a bar. */
export interface RowCheck {
  readonly check: QualityCheck;
  /** Calls `onBad` with the index of each row that breaks the rule, in any order and perhaps again. */
  readonly find: (columns: RawColumns, onBad: (index: number) => void) => void;
  /** Says, for people, what is wrong with a row that was found. */
  readonly describe: (rows: RawRows, index: number) => string;
}

/** The columns of a row that hold prices. */
export const priceColumns = ['open', 'high', 'low', 'close'] as const;
