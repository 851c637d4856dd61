import type { NumberField } from '../fields';
import type { ModelKind, ModelSpec } from './model-kind';

/** The size of a network that computes each window of bars anew. */
export interface WindowedSpec extends ModelSpec {
  readonly kind: 'windowed';
  /** Channels of a residual block. */
  readonly width: number;
  /** Taps of a convolution. */
  readonly kernel: number;
  /** Residual blocks; the dilation starts at 1 and doubles with each block. */
  readonly blocks: number;
  /** Bars of a window. */
  readonly window: number;
}

const fields: readonly NumberField<'width' | 'kernel' | 'blocks' | 'window'>[] = [
  { name: 'width', label: 'Width', default: 96, min: 1, max: 512, isWhole: true },
  { name: 'kernel', label: 'Kernel', default: 3, min: 2, max: 33, isWhole: true },
  { name: 'blocks', label: 'Residual blocks', default: 6, min: 1, max: 10, isWhole: true },
  { name: 'window', label: 'Bars of a window', default: 60, min: 2, max: 1024, isWhole: true },
];

/**
 * The network of the reference dashboard: residual blocks of two causal convolutions, whose inputs before the window are 0, then the mean
 * over the window and one logit. A bar's logit shares nothing with that of the bar before, which costs about as many times more as a
 * window has bars; so it is read from files and run, but not trained here.
 */
export const windowedKind: ModelKind<WindowedSpec> = {
  name: 'windowed',
  label: 'Windowed TCN',
  meaning:
    'The network of the reference dashboard, opened from its files: each window of bars is computed anew and averaged. It is run as it is.',
  fields,
  isRunOnly: true,
  describe: ({ width, blocks, kernel }) => `${width}×${blocks}×${kernel}`,
  receptiveField: ({ window }) => window,
  countParameters({ width, kernel, blocks }, inputs) {
    const block = (from: number): number =>
      (from * kernel + 1) * width +
      (width * kernel + 1) * width +
      (from === width ? 0 : (from + 1) * width);
    return block(inputs) + (blocks - 1) * block(width) + width + 1;
  },
};
