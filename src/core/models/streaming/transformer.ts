import {
  findArray,
  type NamedWeights,
  type StreamingKind,
  type StreamingModel,
} from '../model-kind';
import { normEpsilon, transformerKind, type TransformerSpec, widthOf } from '../transformer';
import { createStreamingConvolution, type StreamingConvolution } from './streaming-convolution';

export const transformerStreaming: StreamingKind<TransformerSpec> = {
  name: 'transformer',
  createStreaming,
};

/**
 * Returns the network with these `weights` for `inputs` features, in plain TypeScript. Each block keeps the keys
 * and values of its window, so that a bar costs one row of each layer.
 */
function createStreaming(
  spec: TransformerSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingModel {
  const width = widthOf(spec);
  const field = transformerKind.receptiveField(spec);
  const open = (name: string, from: number, to: number, relu = false): StreamingConvolution => {
    const weight = findArray(weights, `${name}.weight`, from * to);
    const layout = { kernel: 1, dilation: 1, relu };
    return createStreamingConvolution(weight, findArray(weights, `${name}.bias`, to), layout);
  };
  const embed = open('inp', inputs, width);
  const blocks = Array.from({ length: spec.blocks }, (_, block) => {
    const name = `blocks.${block}`;
    return {
      normAttention: openNorm(weights, `${name}.n1`, width),
      project: open(`${name}.qkv`, width, 3 * width),
      attend: createAttention(spec),
      mix: open(`${name}.o`, width, width),
      normForward: openNorm(weights, `${name}.n2`, width),
      expand: open(`${name}.f1`, width, 2 * width, true),
      contract: open(`${name}.f2`, 2 * width, width),
    };
  });
  const head = open('head', width, 1);
  const [h, normed, attended, sublayer] = Array.from({ length: 4 }, () => new Float64Array(width));
  const projected = new Float64Array(3 * width);
  const inner = new Float64Array(2 * width);
  const logit = new Float64Array(1);
  let rows = 0;

  const addSublayer = (): void => sublayer.forEach((value, channel) => (h[channel] += value));
  return {
    push(features) {
      embed.push(features, h);
      for (const block of blocks) {
        block.normAttention(h, normed);
        block.project.push(normed, projected);
        block.attend(projected, attended);
        block.mix.push(attended, sublayer);
        addSublayer();
        block.normForward(h, normed);
        block.expand.push(normed, inner);
        block.contract.push(inner, sublayer);
        addSublayer();
      }
      head.push(h, logit);
      rows = Math.min(rows + 1, field);
      return rows < field ? NaN : logit[0];
    },
    reset() {
      // Keys and values need no reset: a full window replaces all of them.
      rows = 0;
    },
  };
}

type Layer = (row: Float64Array, output: Float64Array) => void;

/** Normalises a row over its channels. */
function openNorm(weights: NamedWeights, name: string, width: number): Layer {
  const weight = findArray(weights, `${name}.weight`, width);
  const bias = findArray(weights, `${name}.bias`, width);
  return (row, output) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    const scale = 1 / Math.sqrt(variance + normEpsilon);
    for (let channel = 0; channel < width; channel++) {
      output[channel] = (row[channel] - mean) * scale * weight[channel] + bias[channel];
    }
  };
}

/** Takes query, key and value of the next bar and writes what it attends to. */
function createAttention({ window, heads, headWidth }: TransformerSpec): Layer {
  const width = heads * headWidth;
  const ring = new Float64Array(window * 2 * width); // [bar, key and value]
  const scores = new Float64Array(window);
  let newest = 0;
  return (projected, output) => {
    newest = (newest + 1) % window;
    ring.set(projected.subarray(width), newest * 2 * width);
    output.fill(0);
    for (let head = 0; head < heads; head++) {
      const first = head * headWidth;
      let largest = -Infinity;
      for (let slot = 0; slot < window; slot++) {
        const key = slot * 2 * width;
        let score = 0;
        for (let channel = first; channel < first + headWidth; channel++) {
          score += projected[channel] * ring[key + channel];
        }
        scores[slot] = score / Math.sqrt(headWidth);
        largest = Math.max(largest, scores[slot]);
      }
      let total = 0;
      for (let slot = 0; slot < window; slot++) {
        const weight = Math.exp(scores[slot] - largest);
        const value = (2 * slot + 1) * width;
        total += weight;
        for (let channel = first; channel < first + headWidth; channel++) {
          output[channel] += weight * ring[value + channel];
        }
      }
      for (let channel = first; channel < first + headWidth; channel++) output[channel] /= total;
    }
  };
}
