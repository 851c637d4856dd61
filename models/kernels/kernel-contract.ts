/**
 * The kernels that models/kernels adds to tfjs, by the names under which they are registered for a
 * backend. Where a backend lacks one, a composition of plain ops does the same.
 */
export const kernelNames = {
  /** x, filter, bias, scale? -> y */
  convolution: 'CausalConvolution',
  /** x, filter, y, dy, scale? -> dfilter, dbias, dx? */
  convolutionGradient: 'CausalConvolutionGradient',
  /** h, skip -> y */
  joinSkip: 'JoinSkip',
  /** dy, y -> dh, dskip */
  joinSkipGradient: 'JoinSkipGradient',
  /** projected, weight -> hidden */
  lstm: 'WindowedLstm',
  /** projected, weight, dy -> dprojected, dweight */
  lstmGradient: 'WindowedLstmGradient',
  /** projected -> y */
  attention: 'WindowedAttention',
  /** projected, dy -> dprojected */
  attentionGradient: 'WindowedAttentionGradient',
  /** logits, labels, weights -> loss, dlogits */
  crossEntropy: 'WeightedCrossEntropy',
  /** parameters, gradient, decay, mean, meanSquare -> parameters, mean, meanSquare */
  adamW: 'ClippedAdamW',
  /** vector -> one array for each of the shapes, in their order */
  split: 'SplitVector',
} as const;

export type KernelName = (typeof kernelNames)[keyof typeof kernelNames];

/** Attributes of both convolution kernels. */
export interface ConvolutionAttributes {
  /** Bars between two taps. */
  readonly dilation: number;
  /** Whether negative outputs become 0, before they are scaled. */
  readonly relu: boolean;
  /** Leading time steps of x that are left out. */
  readonly dropSteps: number;
  /** Whether the gradient of x is asked for; read by the gradient kernel only. */
  readonly needsInputGradient: boolean;
}

/** Attributes of the gradient of `JoinSkip`. */
export interface JoinSkipAttributes {
  /** Leading time steps of the skip that were left out. */
  readonly dropSteps: number;
}

/** Attributes of both LSTM kernels. */
export interface LstmAttributes {
  /** Rows of a window. */
  readonly steps: number;
}

/** Attributes of both attention kernels. */
export interface AttentionAttributes {
  /** Bars that one bar attends to, itself included. */
  readonly window: number;
  readonly heads: number;
}

/** Attributes of `SplitVector`. */
export interface SplitAttributes {
  /** Of the arrays, which together fill the vector. */
  readonly shapes: readonly (readonly number[])[];
}

/** Attributes of `ClippedAdamW`. */
export interface AdamWAttributes {
  /** The gradient is first scaled down to this L2 norm; 0: it is not. */
  readonly clipNorm: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** `learningRate / (1 - beta1^steps)`. */
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^steps)`. */
  readonly deviationScale: number;
}
