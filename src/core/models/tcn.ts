import { createStreamingConvolution, type StreamingConvolution } from './streaming-convolution';
import type { NamedWeights } from './model-kind';

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

/** A trained network that is asked one bar at a time, as replay and live trading do. */
export interface StreamingTcn {
  /**
   * Takes the scaled features of the next bar and returns its logit: NaN until `receptiveField` rows
   * have been taken since the start or the last `reset`, then the same as in a batch. Uses no later
   * bar; the row is not kept.
   */
  push(features: ArrayLike<number>): number;
  /** Forgets all rows, as must be done at a gap. */
  reset(): void;
}

/**
 * Returns the network of `weights`, which reads `inputs` features, in plain TypeScript.
 *
 * Each convolution remembers the rows that it needs, so a bar costs one row of each layer and not a
 * window of them. Throws where an array is missing or has another size than `spec` asks for.
 */
export function createStreamingTcn(
  spec: TcnSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingTcn {
  const { width, kernel, dilations } = spec;
  const field = receptiveField(spec);
  const blocks = dilations.map((dilation, block) => {
    const from = block === 0 ? inputs : width;
    const open = (name: string, sizes: LayerSizes): StreamingConvolution =>
      openLayer(weights, `blocks.${block}.${name}`, sizes);
    const taps = { outputs: width, kernel, dilation, relu: true };
    return {
      first: open('conv1', { ...taps, inputs: from }),
      second: open('conv2', { ...taps, inputs: width }),
      skip:
        from === width
          ? undefined
          : open('downsample', {
              inputs: from,
              outputs: width,
              kernel: 1,
              dilation: 1,
              relu: false,
            }),
      inner: new Float64Array(width),
      skipped: new Float64Array(width),
      output: new Float64Array(width),
    };
  });
  const head = openLayer(weights, 'head', {
    inputs: width,
    outputs: 1,
    kernel: 1,
    dilation: 1,
    relu: false,
  });
  const logit = new Float64Array(1);
  let rows = 0;

  return {
    push(features) {
      let h = features;
      for (const { first, second, skip, inner, skipped, output } of blocks) {
        first.push(h, inner);
        second.push(inner, output);
        skip?.push(h, skipped);
        const beside = skip === undefined ? h : skipped;
        for (let channel = 0; channel < width; channel++) {
          output[channel] = Math.max(0, output[channel] + beside[channel]);
        }
        h = output;
      }
      head.push(h, logit);
      rows = Math.min(rows + 1, field);
      return rows < field ? NaN : logit[0];
    },
    reset() {
      // What the layers remember is never looked at: a full window pushes all of it out.
      rows = 0;
    },
  };
}

interface LayerSizes {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly relu: boolean;
}

function openLayer(weights: NamedWeights, name: string, sizes: LayerSizes): StreamingConvolution {
  const { inputs, outputs, kernel } = sizes;
  const weight = findArray(weights, `${name}.weight`, outputs * inputs * kernel);
  return createStreamingConvolution(weight, findArray(weights, `${name}.bias`, outputs), sizes);
}

function findArray(weights: NamedWeights, name: string, size: number): Float32Array {
  const values = weights.find((array) => array.name === name)?.values;
  if (values === undefined) throw new Error(`weights: "${name}" is missing`);
  if (values.length === size) return values;
  throw new Error(`weights: "${name}" must have ${size} values, has ${values.length}`);
}
