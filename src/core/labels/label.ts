import type { Bars } from '../bars/bars';
import type { FieldValues, NumberField } from '../fields';

/** What a model learns to predict about a bar: 1 or 0. */
export interface Label {
  /** Stored with models, so it must never change; of a label with other numbers than the defaults, `nameLabel`. */
  readonly name: string;
  /** Its label in a form. */
  readonly title: string;
  /** What a probability of label 1 says to a strategy, in a sentence for people. */
  readonly meaning: string;
  /** What a strategy that takes a probability above 0.5 for a rise gets wrong; left out where it is right. */
  readonly caution?: string;
  /** How many bars ahead it looks, which a person may choose. */
  readonly horizon: NumberField<'horizonBars'>;
  /** Further numbers that it is made with, which a person may choose. */
  readonly fields?: readonly NumberField[];
  /** Returns what differs in the label of these numbers, one of each of `fields`; only where there are such. */
  withValues?(values: FieldValues): Omit<Label, 'name' | 'fields' | 'withValues'>;
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
