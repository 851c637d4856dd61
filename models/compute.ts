import type { BarRange } from '../src/core/bars/bars';
import type { SeededChunk } from '../src/core/dataset/minibatches';
import type { TcnWeights } from './tcn';
import type { StepOptions, TrainingState } from './training-step';

/** A finished training step. */
export interface Stepped {
  /** Replaces the state before the step, whose tensors are gone. */
  readonly state: TrainingState;
  /** Mean loss of the minibatch before the step, in nats. */
  readonly loss: number;
  /** Labels that counted. */
  readonly labels: number;
}

/** Who does the sums of a run over one dataset: this worker alone, or several. */
export interface Compute {
  /** Workers that share the sums. */
  readonly workers: number;
  /**
   * Takes one training step on a minibatch; `state` must not be used again. Throws `TrainingError`
   * where the loss is not a finite number or every gradient is 0.
   */
  step(
    state: TrainingState,
    chunks: readonly SeededChunk[],
    options: StepOptions,
  ): Promise<Stepped>;
  /** Like `predictProbabilities` of `models/predict.ts`. */
  predict(
    weights: TcnWeights,
    range: BarRange,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Float32Array>;
}
