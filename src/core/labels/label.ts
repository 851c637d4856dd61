import type { Bars } from '../bars/bars';
import type { NumberField } from '../fields';

/** What a model learns to predict about a bar: 1 or 0. */
export interface Label {
  /** Stored with models, so it must never change. */
  readonly name: string;
  /** Its label in a form. */
  readonly title: string;
  /** What a probability of label 1 says to a strategy, in a sentence for people. */
  readonly meaning: string;
  /** What a strategy that takes a probability above 0.5 for a rise gets wrong; left out where it is right. */
  readonly caution?: string;
  /** How many bars ahead it looks, which a person may choose. */
  readonly horizon: NumberField<'horizonBars'>;
  /** Returns how many bars after t decide the label at t; as many are purged from the end of a block. */
  lookAheadBars(horizonBars: number): number;
  /**
   * Returns one label per bar, 1 or 0; `noLabel` where one of the bars that decide it is missing. Throws
   * `RangeError` for a horizon that its field does not allow.
   */
  compute(bars: Bars, horizonBars: number): Uint8Array;
}

/** The label of a bar whose horizon crosses a gap or the end. */
export const noLabel = 255;
