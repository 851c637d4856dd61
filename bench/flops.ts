import { receptiveField } from '../src/core/models/spec';
import { type TcnSpec } from '../src/core/models/tcn';
import { dilationsOf } from '../src/core/models/dilations';

/** Sizes of a minibatch: chunks of `chunkLabels` labels each. */
export interface MinibatchSizes {
  readonly inputs: number;
  readonly batchChunks: number;
  readonly chunkLabels: number;
}

/**
 * Returns the floating-point operations of a training step's convolutions, a multiply-add being
 * two: the forward pass and the gradients of filters and (but for the data's) inputs.
 */
export function countStepFlops(spec: TcnSpec, sizes: MinibatchSizes): number {
  const { width, kernel } = spec;
  const { inputs, batchChunks, chunkLabels } = sizes;
  let products = 0;
  let time = receptiveField(spec) - 1 + chunkLabels;
  dilationsOf(spec).forEach((dilation, block) => {
    const from = block === 0 ? inputs : width;
    const passes = block === 0 ? 2 : 3;
    const middle = time - (kernel - 1) * dilation;
    time = middle - (kernel - 1) * dilation;
    products += passes * middle * kernel * from * width + 3 * time * kernel * width * width;
    if (from !== width) products += passes * time * from * width;
  });
  products += 3 * time * width; // the head
  return 2 * batchChunks * products;
}
