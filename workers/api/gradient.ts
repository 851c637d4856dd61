import type { ModelSpec } from '../../src/core/models/model-kind';
import type { Chunk, SeededChunk } from '../../src/core/dataset/chunks';
import type { Dataset } from '../../src/core/dataset/dataset';
import type { BackendName } from '../../src/core/models/options';
import type { GradientShare } from '../../src/core/dataset/minibatch-shares';

/** What a gradient worker trains. */
export interface GradientSetup {
  readonly data: Pick<Dataset, 'features' | 'values' | 'labels'>;
  readonly spec: ModelSpec;
}

/** A gradient worker: does its part of each minibatch for the training worker that started it. */
export interface GradientApi {
  /** Starts the backend, which can be done before there is a dataset; throws `BackendError`. */
  start(backend: BackendName, variant: 'fused' | 'generic'): Promise<void>;
  /** Keeps the dataset that the following calls are about. */
  open(setup: GradientSetup): Promise<void>;
  /** Returns the mean loss of the chunks' labels and its gradient at `parameters`; transferred. */
  differentiate(parameters: Float32Array, chunks: readonly SeededChunk[]): Promise<GradientShare>;
  /** Returns the probability of label 1 at each target, chunk after chunk; transferred. */
  predict(parameters: Float32Array, chunks: readonly Chunk[]): Promise<Float32Array>;
}
