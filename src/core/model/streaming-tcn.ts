import { receptiveField, type TcnSpec } from './spec';
import { createStreamingConvolution, type StreamingConvolution } from './streaming-convolution';
import type { NamedWeights } from './weights';

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
