import type { BarRange } from '../bars/bars';
import type { Scaler } from './scaler';
import type { BlockSplit } from './splits';

/** What a model is trained on or predicts from: one row of scaled features and one label per bar. */
export interface Dataset {
  /** Names of the features, one per column. */
  readonly features: readonly string[];
  /** `[bar, feature]`, row-major, scaled and clipped to +-8; rows outside `stretches` are 0. */
  readonly values: Float32Array;
  /** One a bar: 0, 1, or `noLabel` where the horizon crosses a gap or the end. */
  readonly labels: Uint8Array;
  /** Stretches without a gap in which every feature is defined; a window must lie inside one of them. */
  readonly stretches: readonly BarRange[];
  readonly split: BlockSplit;
  readonly scaler: Scaler;
  readonly horizonBars: number;
}

/** Of a model of several markets: each is scaled by its own training bars, or all by those of all together. */
export const poolScalings = ['own', 'shared'] as const;
