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

export const defaultTrainingOptions: TrainingOptions = {
  chunkLabels: 512,
  batchChunks: 8,
  learningRate: 5e-3,
  weightDecay: 1e-3,
  clipNorm: 1,
  maxEpochs: 10,
  patienceEpochs: 4,
  seed: 1,
};
