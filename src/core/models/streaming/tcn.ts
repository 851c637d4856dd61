import {
  findArray,
  type NamedWeights,
  type StreamingKind,
  type StreamingModel,
} from '../model-kind';
import { tcnReceptiveField, type TcnSpec } from '../tcn';
import { dilationsOf } from '../dilations';
import { createStreamingConvolution, type StreamingConvolution } from './streaming-convolution';

export const tcnStreaming: StreamingKind<TcnSpec> = { name: 'tcn', createStreaming };

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
