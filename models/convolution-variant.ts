/** How convolutions are computed: by our own kernels, or by ops that every backend has. */
export type ConvolutionVariant = 'fused' | 'generic';

let variant: ConvolutionVariant = 'generic';

/** Chooses how this worker's convolutions are computed from now on; benchmarks compare the two. */
export function setConvolutionVariant(chosen: ConvolutionVariant): void {
  variant = chosen;
}

/** Returns how convolutions are computed. */
export function getConvolutionVariant(): ConvolutionVariant {
  return variant;
}
