import type { NumberField } from '../fields';
import type { ModelKind, ModelSpec } from './model-kind';

/** The size of a long short-term memory network (LSTM). */
export interface LstmSpec extends ModelSpec {
  readonly kind: 'lstm';
  /** Bars that it reads for a logit, from an empty state on. */
  readonly steps: number;
  /** Values of its state. */
  readonly units: number;
  /** Probability that a value of the last state is set to 0 in a training step. */
  readonly dropout: number;
}

const fields: readonly NumberField<'steps' | 'units' | 'dropout'>[] = [
  { name: 'steps', label: 'Bars read', default: 32, min: 2, max: 256, step: 8, isWhole: true },
  { name: 'units', label: 'Units', default: 24, min: 1, max: 256, step: 8, isWhole: true },
  { name: 'dropout', label: 'Dropout', default: 0.1, min: 0, max: 0.9, step: 0.05 },
];

export const lstmKind: ModelKind<LstmSpec> = {
  name: 'lstm',
  label: 'LSTM',
  meaning: 'Long short-term memory: reads the last bars one after the other and keeps what counts.',
  fields,
  describe: ({ units, steps }) => `${units}×${steps}`,
  receptiveField: ({ steps }) => steps,
  countParameters: ({ units }, inputs) => 4 * units * (inputs + units + 2) + units + 1,
};
