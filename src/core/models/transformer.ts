import type { NumberField } from '../fields';
import type { ModelKind, ModelSpec } from './model-kind';

/** The size of a causal transformer whose attention is limited to a window. */
export interface TransformerSpec extends ModelSpec {
  readonly kind: 'transformer';
  /** Bars that one bar attends to, itself included. */
  readonly window: number;
  /** Attention heads. */
  readonly heads: number;
  /** Channels of one head; a block has `heads x headWidth`. */
  readonly headWidth: number;
  readonly blocks: number;
  /** Probability that a channel of a sublayer's output is set to 0 in a training step. */
  readonly dropout: number;
}

type Sizes = Pick<TransformerSpec, 'window' | 'heads' | 'headWidth' | 'blocks'>;

const fields: readonly NumberField<keyof Sizes | 'dropout'>[] = [
  {
    name: 'window',
    label: 'Window (bars)',
    default: 32,
    min: 2,
    max: 256,
    step: 8,
    isWhole: true,
    hint: 'It knows no order of bars but what clock features tell.',
  },
  { name: 'heads', label: 'Heads', default: 2, min: 1, max: 16, isWhole: true },
  { name: 'headWidth', label: 'Width of a head', default: 16, min: 1, max: 64, isWhole: true },
  { name: 'blocks', label: 'Blocks', default: 2, min: 1, max: 8, isWhole: true },
  { name: 'dropout', label: 'Dropout', default: 0.1, min: 0, max: 0.9, step: 0.05 },
];

export const transformerKind: ModelKind<TransformerSpec> = {
  name: 'transformer',
  label: 'Transformer',
  meaning: 'Causal attention: weighs the last bars by how much they say about the newest one.',
  fields,
  describe: (spec) => `${widthOf(spec)}×${spec.blocks}×${spec.window}`,
  receptiveField: ({ window, blocks }) => 1 + blocks * (window - 1),
  countParameters,
};

/** Returns the channels of a block. */
export function widthOf({ heads, headWidth }: Pick<Sizes, 'heads' | 'headWidth'>): number {
  return heads * headWidth;
}

function countParameters(spec: TransformerSpec, inputs: number): number {
  const width = widthOf(spec);
  return (inputs + 1) * width + spec.blocks * (8 * width * width + 11 * width) + width + 1;
}

/** Added to a variance before its root is taken, as in PyTorch. */
export const normEpsilon = 1e-5;
