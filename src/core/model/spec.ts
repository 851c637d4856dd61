/** The temporal convolutional network (TCN) that DESIGN section 3 defines, as numbers. */
export interface TcnSpec {
  /** Channels of a residual block. */
  readonly width: number;
  /** Taps of a convolution. */
  readonly kernel: number;
  /** One residual block for each dilation, first block first. */
  readonly dilations: readonly number[];
  /** Probability that a channel is silenced in a training step (spatial dropout). */
  readonly dropout: number;
}

export const defaultTcnSpec: TcnSpec = { width: 32, kernel: 9, dilations: [1, 2, 4], dropout: 0.1 };

/** Number of bars that one logit depends on: `1 + 2 (kernel - 1) sum(dilations)`. */
export function receptiveField(spec: Pick<TcnSpec, 'kernel' | 'dilations'>): number {
  const reach = spec.dilations.reduce((sum, dilation) => sum + dilation, 0);
  return 1 + 2 * (spec.kernel - 1) * reach;
}

/** Number of trained weights and biases for `inputs` features. */
export function parameterCount(spec: TcnSpec, inputs: number): number {
  const { width, kernel, dilations } = spec;
  let count = width + 1;
  dilations.forEach((_, block) => {
    const from = block === 0 ? inputs : width;
    count += (from * kernel + 1) * width + (width * kernel + 1) * width;
    if (from !== width) count += (from + 1) * width;
  });
  return count;
}
