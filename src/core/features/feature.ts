import type { Bars } from '../bars/bars';
import type { SharedColumns } from './shared-columns';

/** A causal column: its value at bar t follows from bars <= t. */
export interface Feature {
  readonly name: string;
  /** Bars at the start that have no value. */
  readonly warmUpBars: number;
  /** Whether the source has the columns that the feature needs, and says something in them. */
  readonly isAvailable: (bars: Bars) => boolean;
  /** Whether it says anything about these bars, so that it is offered; always where left out. */
  readonly isInformative?: (bars: Bars) => boolean;
  /**
   * Sets `out` to one value for each of `bars`, among which there is no gap: NaN in the warm-up and
   * where the feature is undefined. `shared` is of the same bars.
   */
  readonly fill: (bars: Bars, out: Float64Array, shared: SharedColumns) => void;
}

/** For features of the columns that every source has. */
export const isAlwaysAvailable = (): boolean => true;
