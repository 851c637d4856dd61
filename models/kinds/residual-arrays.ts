import type { TrainedArray } from './kind';

/** The size of a network of residual blocks. */
interface ResidualSize {
  readonly width: number;
  readonly kernel: number;
  readonly blocks: number;
}

/**
 * Returns the arrays of residual blocks of two convolutions and a head of one output. Filter before bias, in the order of the forward pass: conv1, conv2 and (where widths differ)
 * downsample of each block, then the head.
 */
export function listResidualArrays(
  { width, kernel, blocks }: ResidualSize,
  inputs: number,
): TrainedArray[] {
  const arrays: TrainedArray[] = [];
  const append = (name: string, taps: number, from: number, to: number): void => {
    arrays.push(
      { name: `${name}.weight`, shape: [taps, from, to], isBias: false },
      { name: `${name}.bias`, shape: [to], isBias: true },
    );
  };
  for (let block = 0; block < blocks; block++) {
    const from = block === 0 ? inputs : width;
    append(`blocks.${block}.conv1`, kernel, from, width);
    append(`blocks.${block}.conv2`, kernel, width, width);
    if (from !== width) append(`blocks.${block}.downsample`, 1, from, width);
  }
  append('head', 1, width, 1);
  return arrays;
}
