import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type TransformerSpec, widthOf } from '../../src/core/models/transformer';
import type { Random } from '../../src/core/random';
import { attendToWindow } from '../ops/band-attention';
import { causalConvolution, type ConvolutionOptions } from '../ops/causal-convolution';
import { drawChannelMasks } from '../ops/dropout';
import { normalizeChannels } from '../ops/layer-norm';
import { addSkip, asFilter, dropChannelAxis } from '../ops/residual-ops';
import type { NetworkKind, TrainedArray } from './kind';

/**
 * Causal transformer without a position code, normalised before each sublayer: `h + attention(norm(h))`, then
 * `h + W2 relu(W1 norm(h))`. Sources: Vaswani et al., "Attention is all you need", 2017; Xiong et al., "On layer
 * normalization in the transformer architecture", 2020.
 */
export const transformerNetwork: NetworkKind<TransformerSpec> = {
  name: 'transformer',
  trainedBy: 'gradient',
  listArrays,
  initialize,
  computeLogits,
  drawMasks: (spec, seeds) => {
    const widths = Array.from({ length: 2 * spec.blocks }, () => widthOf(spec));
    return drawChannelMasks(spec.dropout, widths, seeds);
  },
};

function listArrays(spec: TransformerSpec, inputs: number): TrainedArray[] {
  const width = widthOf(spec);
  const linear = (name: string, from: number, to: number): TrainedArray[] => [
    { name: `${name}.weight`, shape: [from, to], isBias: false },
    { name: `${name}.bias`, shape: [to], isBias: true },
  ];
  const norm = (name: string): TrainedArray[] => [
    { name: `${name}.weight`, shape: [width], isBias: false },
    { name: `${name}.bias`, shape: [width], isBias: true },
  ];
  const blocks = Array.from({ length: spec.blocks }, (_, block) => [
    ...norm(`blocks.${block}.n1`),
    ...linear(`blocks.${block}.qkv`, width, 3 * width),
    ...linear(`blocks.${block}.o`, width, width),
    ...norm(`blocks.${block}.n2`),
    ...linear(`blocks.${block}.f1`, width, 2 * width),
    ...linear(`blocks.${block}.f2`, 2 * width, width),
  ]);
  return [...linear('inp', inputs, width), ...blocks.flat(), ...linear('head', width, 1)];
}

/** Norms are the identity; the others uniform within `+-1 / sqrt(in)`, PyTorch's default of a linear layer. */
function initialize(arrays: readonly TrainedArray[], random: Random): Float32Array[] {
  let bound = 0;
  return arrays.map(({ shape, isBias }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const isNorm = !isBias && shape.length === 1;
    if (!isBias) bound = isNorm ? 0 : 1 / Math.sqrt(shape[0]); // its bias comes next
    if (isNorm) return new Float32Array(size).fill(1);
    return Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * bound);
  });
}

function computeLogits(
  { window, heads, blocks }: TransformerSpec,
  arrays: ReadonlyMap<string, Tensor>,
  x: Tensor3D,
  masks: readonly Tensor3D[],
): Tensor2D {
  const vector = (name: string): Tensor1D => arrays.get(name) as Tensor1D;
  const apply = (name: string, input: Tensor3D, options: Partial<ConvolutionOptions> = {}) => {
    const filter = asFilter(arrays.get(`${name}.weight`) as Tensor2D);
    const all = { dilation: 1, relu: false, ...options };
    return causalConvolution(input, filter, vector(`${name}.bias`), all);
  };
  const normalize = (name: string, input: Tensor3D): Tensor3D =>
    normalizeChannels(input, vector(`${name}.weight`), vector(`${name}.bias`));

  let h = apply('inp', x, { needsInputGradient: false });
  for (let block = 0; block < blocks; block++) {
    const name = `blocks.${block}`;
    const [scale, nextScale] = masks.slice(2 * block);
    const projected = apply(`${name}.qkv`, normalize(`${name}.n1`, h));
    const attended = attendToWindow(projected, { window, heads });
    h = addSkip(apply(`${name}.o`, attended, { scale }), h);
    const inner = apply(`${name}.f1`, normalize(`${name}.n2`, h), { relu: true });
    h = addSkip(apply(`${name}.f2`, inner, { scale: nextScale }), h);
  }
  return dropChannelAxis(apply('head', h));
}
