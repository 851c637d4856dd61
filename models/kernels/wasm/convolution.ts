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
  const y = makeTensor(backend, [batch, length, outputs]);
  const [from, filterAt, biasAt, scaleAt, to] = [x, filter, bias, scale, y].map((tensor) =>
    addressOf(backend, tensor),
  );
  const pitch = roundUp(outputs, 8);
  withScratch(backend, [batch * pitch], ([scales]) => {
    if (scaleAt !== 0) module.padRows(scaleAt, scales, batch, outputs, pitch);
    convolveRows(module, backend, {
      ...{ x: from, y: to, filter: filterAt, bias: biasAt, scale: scaleAt === 0 ? 0 : scales },
      ...{ batch, rowsIn: time, pitch: inputs, rowsOut: length, inputs, outputs, kernel },
      ...{ dilation, padding: -dropSteps, isTurned: false, isRectified: relu },
    });
  });
  return y;
}

/** A convolution of arrays on the heap; see `convolve` in assembly/. */
interface RowConvolution {
  /** Addresses; 0 for no bias and no scale. */
  readonly x: number;
  readonly y: number;
  readonly filter: number;
  readonly bias: number;
  readonly scale: number;
  readonly batch: number;
  readonly rowsIn: number;
  /** Values of a row of x, of which the first `inputs` count. */
  readonly pitch: number;
  readonly rowsOut: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly padding: number;
  /** Whether the filter is turned around, as for the input gradient: it is then `[kernel, outputs, inputs]`. */
  readonly isTurned: boolean;
  readonly isRectified: boolean;
}

function convolveRows(module: KernelModule, backend: BackendWasm, work: RowConvolution): void {
  const { x, y, filter, bias, scale, batch, rowsIn, pitch, rowsOut, inputs, outputs } = work;
  const { kernel, dilation, padding, isTurned } = work;
  const isRectified = Number(work.isRectified);
  const strips = roundUp(outputs, 8);
  if (!suitsPairs(kernel, inputs, rowsOut, dilation)) {
    withScratch(backend, [strips * (kernel * inputs + 1), inputs], ([packed, zeros]) => {
      fillZeros(backend, zeros, inputs);
      if (isTurned) module.packTurnedFilter(filter, packed, kernel, outputs, inputs);
      else module.packFilter(filter, bias, packed, kernel * inputs, outputs);
      const shape = [batch, rowsIn, pitch, rowsOut, inputs, outputs, kernel, dilation, padding];
      module.convolve(x, packed, scale, zeros, y, ...shape, isRectified);
    });
    return;
  }
  const groups = kernel / 3;
  const { pairRows } = countPairs(rowsOut, kernel, dilation);
  const sizes = [strips * (4 * groups * inputs + 1), inputs, 6 * pairRows * inputs, 192];
  withScratch(backend, sizes, ([packed, zeros, pairs, tile]) => {
    fillZeros(backend, zeros, inputs);
    module.packPairs(filter, bias, packed, groups, inputs, outputs, Number(isTurned));
    const shape = [batch, rowsIn, pitch, rowsOut, inputs, outputs, groups, dilation, padding];
    module.convolvePairs(x, packed, scale, zeros, pairs, tile, y, ...shape, pairRows, isRectified);
  });
}

/**
 * Whether pairs of outputs are computed together: where forming the pairs costs little of it, and where the rows are not so few
 * that most of the last pairs, which come in blocks of two dilations, have no output.
 */
function suitsPairs(kernel: number, inputs: number, rows: number, dilation: number): boolean {
  if (kernel % 3 !== 0 || inputs % 4 !== 0 || inputs < 16) return false;
  return 4 * countPairs(rows, kernel, dilation).pairCount < 3 * rows;
}

/** Returns the pairs of `rows` outputs, and the rows of pairs that a tile of them reads; see assembly/pairs. */
function countPairs(rows: number, kernel: number, dilation: number) {
  const pairCount = Math.ceil(rows / (2 * dilation)) * dilation;
  const lastTap = Math.floor((kernel - 2) / 2) * dilation;
  return { pairCount, pairRows: roundUp(pairCount, 6) + lastTap };
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
  const dfilter = makeTensor(backend, filter.shape);
  const dbias = makeTensor(backend, [outputs]);
  const dx = needsInputGradient ? makeTensor(backend, x.shape) : undefined;
  const at = (tensor: TensorInfo | undefined): number => addressOf(backend, tensor);

  const sizes = [batch * length * pitch, pitch, batch * pitch];
  withScratch(backend, sizes, ([slope, sums, scales]) => {
    if (scale !== undefined) module.padRows(at(scale), scales, batch, outputs, pitch);
    const factor = scale === undefined ? 0 : scales;
    const output = relu ? at(y) : 0;
    module.maskSlope(at(dy), output, factor, slope, sums, batch, length, outputs, pitch);
    module.padRows(sums, at(dbias), 1, outputs, outputs);
    differentiateFilter(module, backend, {
      ...{ x: at(x), slope, dfilter: at(dfilter), batch, rowsIn: time, rowsOut: length },
      ...{ inputs, outputs, kernel, dilation, drop: dropSteps },
    });
    if (dx === undefined) return;
    // The convolution of the slope, with zeros around it, with the filter turned around.
    convolveRows(module, backend, {
      ...{ x: slope, y: at(dx), filter: at(filter), bias: 0, scale: 0 },
      ...{ batch, rowsIn: length, pitch, rowsOut: time, inputs: outputs, outputs: inputs, kernel },
      ...{ dilation, padding: (kernel - 1) * dilation + dropSteps },
      ...{ isTurned: true, isRectified: false },
    });
  });
  return dx === undefined ? [dfilter, dbias] : [dfilter, dbias, dx];
}

/** The gradient of a filter, of arrays on the heap; see `differentiateFilter` in assembly/. */
interface FilterGradient {
  readonly x: number;
  readonly slope: number;
  readonly dfilter: number;
  readonly batch: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly drop: number;
}

function differentiateFilter(
  module: KernelModule,
  backend: BackendWasm,
  work: FilterGradient,
): void {
  const { x, slope, dfilter, batch, rowsIn, rowsOut, inputs, outputs } = work;
  const { kernel, dilation, drop } = work;
  const pitch = roundUp(outputs, 8);
  if (!suitsPairs(kernel, inputs, rowsOut, dilation)) {
    const rows = kernel * inputs;
    const stripRows = roundUp(rows, 6);
    withScratch(backend, [pitch * stripRows, stripRows], ([packed, offsets]) => {
      const shape = [batch, rowsIn, rowsOut, inputs, pitch, kernel, dilation, drop];
      module.differentiateFilter(x, slope, packed, offsets, ...shape, stripRows, blockRows);
      module.unpackFilter(packed, dfilter, rows, stripRows, outputs);
    });
    return;
  }
  const groups = kernel / 3;
  const stripRows = roundUp(groups * inputs, 6);
  const { pairCount, pairRows } = countPairs(rowsOut, kernel, dilation);
  const pairSizes = [6 * pairRows * inputs, 4 * pairCount * pitch];
  const sizes = [4 * pitch * stripRows, stripRows, inputs, ...pairSizes];
  withScratch(backend, sizes, ([packed, offsets, zeros, pairs, slopes]) => {
    fillZeros(backend, zeros, inputs);
    const areas = [offsets, zeros, pairs, slopes];
    const shape = [batch, rowsIn, rowsOut, inputs, pitch, groups, dilation, drop];
    module.differentiatePairs(x, slope, packed, ...areas, ...shape, pairRows, stripRows, blockRows);
    module.unpackPairs(packed, dfilter, groups, inputs, outputs, stripRows);
  });
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
