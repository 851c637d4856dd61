import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { outputLength } from '../../ops/reference-convolution';
import type { ConvolutionAttributes, JoinSkipAttributes } from '../kernel-contract';
import { addressOf, heapOf, makeTensor, withScratch } from './heap';
import type { KernelModule } from './kernel-module';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Time steps that the filter gradient sums at a stretch: 16 kB of 32 channels. */
const blockRows = 128;

/** Returns `[batch, length, outputs]`; see `causalConvolution`. */
export function convolve(
  module: KernelModule,
  backend: BackendWasm,
  { x, filter, bias, scale }: Inputs,
  { dilation, relu, dropSteps }: ConvolutionAttributes,
): TensorInfo {
  const [batch, time, inputs] = x.shape;
  const [kernel, , outputs] = filter.shape;
  const length = outputLength({ time: time - dropSteps, kernel, dilation });
  const rows = kernel * inputs;
  const pitch = roundUp(outputs, 8);
  const y = makeTensor(backend, [batch, length, outputs]);
  const [from, filterAt, biasAt, scaleAt, to] = [x, filter, bias, scale, y].map((tensor) =>
    addressOf(backend, tensor),
  );
  withScratch(backend, [pitch * (rows + 1), inputs, batch * pitch], ([packed, zeros, scales]) => {
    fillZeros(backend, zeros, inputs);
    module.packFilter(filterAt, biasAt, packed, rows, outputs);
    if (scaleAt !== 0) module.padRows(scaleAt, scales, batch, outputs, pitch);
    const shape = [batch, time, inputs, length, inputs, outputs, kernel, dilation, -dropSteps];
    const factor = scaleAt === 0 ? 0 : scales;
    module.convolve(from, packed, factor, zeros, to, ...shape, Number(relu));
  });
  return y;
}

/** Returns the gradients of filter, bias and, if asked for, x, given that of y. */
export function differentiateConvolution(
  module: KernelModule,
  backend: BackendWasm,
  { x, filter, y, dy, scale }: Inputs,
  attributes: ConvolutionAttributes,
): TensorInfo[] {
  const { dilation, relu, dropSteps, needsInputGradient } = attributes;
  const [batch, time, inputs] = x.shape;
  const [kernel, , outputs] = filter.shape;
  const [, length] = dy.shape;
  const pitch = roundUp(outputs, 8);
  const rows = kernel * inputs;
  const stripRows = roundUp(rows, 6);
  const dfilter = makeTensor(backend, filter.shape);
  const dbias = makeTensor(backend, [outputs]);
  const dx = needsInputGradient ? makeTensor(backend, x.shape) : undefined;
  const at = (tensor: TensorInfo | undefined): number => addressOf(backend, tensor);

  const packedSize = Math.max(pitch * stripRows, roundUp(inputs, 8) * (kernel * outputs + 1));
  const sizes = [batch * length * pitch, packedSize, stripRows, pitch, batch * pitch, outputs];
  withScratch(backend, sizes, ([slope, packed, offsets, sums, scales, zeros]) => {
    if (scale !== undefined) module.padRows(at(scale), scales, batch, outputs, pitch);
    const factor = scale === undefined ? 0 : scales;
    const output = relu ? at(y) : 0;
    module.maskSlope(at(dy), output, factor, slope, sums, batch, length, outputs, pitch);
    module.padRows(sums, at(dbias), 1, outputs, outputs);

    const shape = [batch, time, length, inputs, pitch, kernel, dilation, dropSteps];
    module.differentiateFilter(at(x), slope, packed, offsets, ...shape, stripRows, blockRows);
    module.unpackFilter(packed, at(dfilter), rows, stripRows, outputs);

    if (dx === undefined) return;
    // The convolution of the slope, with zeros around it, with the filter turned around.
    const padding = (kernel - 1) * dilation + dropSteps;
    fillZeros(backend, zeros, outputs);
    module.packTurnedFilter(at(filter), packed, kernel, inputs, outputs);
    const turned = [batch, length, pitch, time, outputs, inputs, kernel, dilation, padding];
    module.convolve(slope, packed, 0, zeros, at(dx), ...turned, 0);
  });
  return dx === undefined ? [dfilter, dbias] : [dfilter, dbias, dx];
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

function fillZeros(backend: BackendWasm, address: number, count: number): void {
  new Float32Array(heapOf(backend).buffer, address, count).fill(0);
}

/** Returns `relu(h + skip)`, the skip without its first steps. */
export function joinSkip(
  module: KernelModule,
  backend: BackendWasm,
  { h, skip }: Inputs,
): TensorInfo {
  const [batch, time, channels] = h.shape;
  const y = makeTensor(backend, h.shape);
  const addresses = [h, skip, y].map((tensor) => addressOf(backend, tensor));
  const drop = (skip.shape[1] - time) * channels;
  module.joinSkip(...addresses, batch, time * channels, drop);
  return y;
}

/** Returns the gradients of h and of the skip. */
export function differentiateJoin(
  module: KernelModule,
  backend: BackendWasm,
  { dy, y }: Inputs,
  { dropSteps }: JoinSkipAttributes,
): TensorInfo[] {
  const [batch, time, channels] = y.shape;
  const dh = makeTensor(backend, y.shape);
  const dskip = makeTensor(backend, [batch, time + dropSteps, channels]);
  const addresses = [dy, y, dh, dskip].map((tensor) => addressOf(backend, tensor));
  module.joinSkipGradient(...addresses, batch, time * channels, dropSteps * channels);
  return [dh, dskip];
}
