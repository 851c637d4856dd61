import type { TcnSpec } from './spec';

/** One trained array of a TCN and where it lies in the vector of all parameters. */
export interface TcnParameter {
  /** As in PyTorch's state dict: `blocks.1.conv2.weight`, `blocks.0.downsample.bias`, `head.bias`. */
  readonly name: string;
  /** `[kernel, in, out]` of a filter, `[out]` of a bias. */
  readonly shape: readonly [number, number, number] | readonly [number];
  readonly isBias: boolean;
  /** Position of the first value in the vector of all parameters. */
  readonly offset: number;
  readonly size: number;
}

/**
 * Returns the arrays of a TCN with `inputs` features, filter before bias, in the order of the
 * forward pass: conv1, conv2 and (where widths differ) downsample of each block, then the head.
 */
export function listParameters(spec: TcnSpec, inputs: number): readonly TcnParameter[] {
  const { width, kernel } = spec;
  const parameters: TcnParameter[] = [];
  let offset = 0;
  const append = (name: string, shape: TcnParameter['shape']): void => {
    const size = shape.reduce((product, length) => product * length, 1);
    parameters.push({ name, shape, isBias: shape.length === 1, offset, size });
    offset += size;
  };
  const appendConvolution = (name: string, taps: number, from: number, to: number): void => {
    append(`${name}.weight`, [taps, from, to]);
    append(`${name}.bias`, [to]);
  };
  spec.dilations.forEach((_, block) => {
    const from = block === 0 ? inputs : width;
    appendConvolution(`blocks.${block}.conv1`, kernel, from, width);
    appendConvolution(`blocks.${block}.conv2`, kernel, width, width);
    if (from !== width) appendConvolution(`blocks.${block}.downsample`, 1, from, width);
  });
  appendConvolution('head', 1, width, 1);
  return parameters;
}
