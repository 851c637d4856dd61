import type { NumberField } from '../fields';
import {
  findArray,
  type ModelKind,
  type ModelSpec,
  type NamedWeights,
  type StreamingModel,
} from './model-kind';
import { createStreamingConvolution } from './streaming-convolution';

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
  createStreaming,
};

/**
 * Returns the network with these `weights` for `inputs` features, in plain TypeScript. What the gates get from
 * each row is computed once; the state is made anew from the last `steps` rows at every bar.
 */
function createStreaming(
  { steps, units }: LstmSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingModel {
  const gates = 4 * units; // input, forget, cell, output
  const linear = { kernel: 1, dilation: 1, relu: false };
  const hiddenBias = findArray(weights, 'lstm.bias_hh_l0', gates);
  const bias = findArray(weights, 'lstm.bias_ih_l0', gates).map((b, at) => b + hiddenBias[at]);
  const inputWeight = findArray(weights, 'lstm.weight_ih_l0', gates * inputs);
  const project = createStreamingConvolution(inputWeight, bias, linear);
  const hiddenWeight = findArray(weights, 'lstm.weight_hh_l0', gates * units);
  const recur = createStreamingConvolution(hiddenWeight, new Float32Array(gates), linear);
  const headWeight = findArray(weights, 'head.weight', units);
  const [headBias] = findArray(weights, 'head.bias', 1);

  const ring = Array.from({ length: steps }, () => new Float64Array(gates));
  const sums = new Float64Array(gates);
  const hidden = new Float64Array(units);
  const cell = new Float64Array(units);
  let rows = 0;

  const step = (row: Float64Array): void => {
    recur.push(hidden, sums);
    for (let unit = 0; unit < units; unit++) {
      const sumOf = (gate: number): number => sums[gate * units + unit] + row[gate * units + unit];
      const kept = sigmoid(sumOf(1)) * cell[unit] + sigmoid(sumOf(0)) * Math.tanh(sumOf(2));
      cell[unit] = kept;
      hidden[unit] = sigmoid(sumOf(3)) * Math.tanh(kept);
    }
  };
  return {
    push(features) {
      project.push(features, ring[rows % steps]);
      rows++;
      if (rows < steps) return NaN;
      hidden.fill(0);
      cell.fill(0);
      for (let at = 0; at < steps; at++) step(ring[(rows + at) % steps]);
      return hidden.reduce((sum, value, unit) => sum + value * headWeight[unit], headBias);
    },
    reset() {
      rows = 0;
    },
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
