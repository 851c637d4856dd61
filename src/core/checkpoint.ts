import type { EpochMs } from './bars/bars';
import type { EpochRecord } from './library';
import type { NamedWeights } from './model/weights';
import type { TrainingRequest } from './training-request';

/** A training run after a whole epoch: a run that goes on from here ends as if never stopped. */
export interface TrainingCheckpoint {
  /** Records of the finished epochs, first one first; the next epoch is the one after the last. */
  readonly epochs: readonly EpochRecord[];
  /** The network of the best epoch so far. */
  readonly bestWeights: NamedWeights;
  /** `[parameter]`: the network that training goes on from. */
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerSnapshot;
  /** Time spent so far. */
  readonly seconds: number;
}

/** What AdamW remembers, one value a parameter. */
export interface OptimizerSnapshot {
  readonly steps: number;
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
}

/** What a person must know of a run that can go on. */
export interface CheckpointInfo {
  /** `keyRequest` of the request. */
  readonly id: string;
  readonly request: TrainingRequest;
  readonly epochsDone: number;
  readonly savedAt: EpochMs;
}
