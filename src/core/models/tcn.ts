import { defaultsOf, type NumberField } from '../fields';
import {
  findArray,
  type ModelKind,
  type ModelSpec,
  type NamedWeights,
  type StreamingModel,
} from './model-kind';
import { createStreamingConvolution, type StreamingConvolution } from './streaming-convolution';

/** The size of a temporal convolutional network (TCN). */
export interface TcnSpec extends ModelSpec {
  readonly kind: 'tcn';
  /** Channels of a residual block. */
  readonly width: number;
  /** Taps of a convolution. */
  readonly kernel: number;
  /** Residual blocks; the dilation starts at 1 and doubles with each block. */
  readonly blocks: number;
  /** Probability that a channel is set to 0 in a training step (spatial dropout). */
  readonly dropout: number;
}

const fields: readonly NumberField<'width' | 'kernel' | 'blocks' | 'dropout'>[] = [
  { name: 'width', label: 'Width', default: 32, min: 1, max: 256, step: 8, isWhole: true },
  { name: 'kernel', label: 'Kernel', default: 9, min: 2, max: 33, isWhole: true },
  {
    name: 'blocks',
    label: 'Residual blocks',
    default: 3,
    min: 1,
    max: 8,
    isWhole: true,
    hint: (values) => `Dilations ${dilationsOf(values).join(', ')}`,
  },
  { name: 'dropout', label: 'Dropout', default: 0.1, min: 0, max: 0.9, step: 0.05 },
];

export const tcnKind: ModelKind<TcnSpec> = {
  name: 'tcn',
  label: 'TCN',
  meaning: 'Temporal convolutional network: reads the last bars through layers of filters.',
  fields,
  describe: ({ width, blocks, kernel }) => `${width}×${blocks}×${kernel}`,
  receptiveField: tcnReceptiveField,
  countParameters,
  createStreaming,
};

export const defaultTcnSpec: TcnSpec = { kind: 'tcn', ...defaultsOf(fields) };

/** Returns the dilation of each residual block, first block first. */
export function dilationsOf({ blocks }: Pick<TcnSpec, 'blocks'>): readonly number[] {
  return Array.from({ length: blocks }, (_, block) => 2 ** block);
}

/** `1 + 2 (kernel - 1) sum(dilations)` */
function tcnReceptiveField({ kernel, blocks }: TcnSpec): number {
  return 1 + 2 * (kernel - 1) * (2 ** blocks - 1);
}

function countParameters({ width, kernel, blocks }: TcnSpec, inputs: number): number {
  let count = width + 1;
  for (let block = 0; block < blocks; block++) {
    const from = block === 0 ? inputs : width;
    count += (from * kernel + 1) * width + (width * kernel + 1) * width;
    if (from !== width) count += (from + 1) * width;
  }
  return count;
}

/**
 * Returns the network with these `weights` for `inputs` features, in plain TypeScript.
 *
 * Each convolution keeps the rows that it needs, so that a bar costs one row of each layer instead of a
 * whole window. Throws where an array is missing or does not have the size that `spec` requires.
 */
function createStreaming(spec: TcnSpec, inputs: number, weights: NamedWeights): StreamingModel {
  const { width, kernel } = spec;
  const field = tcnReceptiveField(spec);
  const blocks = dilationsOf(spec).map((dilation, block) => {
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
      // The layers need no reset: a full window replaces all the rows that they keep.
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
