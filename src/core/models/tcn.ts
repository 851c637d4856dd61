import { defaultsOf, type NumberField } from '../fields';
import { dilationsOf } from './dilations';
import type { ModelKind, ModelSpec } from './model-kind';

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
  {
    name: 'width',
    label: 'Width',
    default: 32,
    min: 1,
    max: 256,
    step: 8,
    isWhole: true,
    hint: 'Filters of a layer: more can learn more, and fit noise sooner.',
  },
  {
    name: 'kernel',
    label: 'Kernel',
    default: 9,
    min: 2,
    max: 33,
    isWhole: true,
    hint: 'Bars that a filter looks at.',
  },
  {
    name: 'blocks',
    label: 'Residual blocks',
    default: 3,
    min: 1,
    max: 8,
    isWhole: true,
    hint: (values) => `Each looks further back: dilations ${dilationsOf(values).join(', ')}.`,
  },
  {
    name: 'dropout',
    label: 'Dropout',
    default: 0.1,
    min: 0,
    max: 0.9,
    step: 0.05,
    hint: 'Share of filters that each step leaves out, against learning by heart.',
  },
];

export const tcnKind: ModelKind<TcnSpec> = {
  name: 'tcn',
  label: 'TCN',
  meaning: 'Temporal convolutional network: reads the last bars through layers of filters.',
  fields,
  describe: ({ width, blocks, kernel }) => `${width}×${blocks}×${kernel}`,
  receptiveField: tcnReceptiveField,
  countParameters,
};

export const defaultTcnSpec: TcnSpec = { kind: 'tcn', ...defaultsOf(fields) };

/** Returns `1 + 2 (kernel - 1) sum(dilations)`, the bars that one logit depends on. */
export function tcnReceptiveField({ kernel, blocks }: TcnSpec): number {
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
