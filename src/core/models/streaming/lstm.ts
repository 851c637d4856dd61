import type { LstmSpec } from '../lstm';
import {
  findArray,
  type NamedWeights,
  type StreamingKind,
  type StreamingModel,
} from '../model-kind';
import { createStreamingConvolution } from './streaming-convolution';

export const lstmStreaming: StreamingKind<LstmSpec> = { name: 'lstm', createStreaming };

/**
 * Returns the network with these `weights` for `inputs` features, in plain TypeScript. It keeps the states of all
 * windows that are not full yet, each begun one bar after the other, and a bar takes all of them a step further: two at
 * a time, so that each weight is read once for both.
 */
function createStreaming(
  { steps, units }: LstmSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingModel {
  const gates = 4 * units; // input, forget, candidate, output
  const hiddenBias = findArray(weights, 'lstm.bias_hh_l0', gates);
  const bias = findArray(weights, 'lstm.bias_ih_l0', gates).map((b, at) => b + hiddenBias[at]);
  const inputWeight = findArray(weights, 'lstm.weight_ih_l0', gates * inputs);
  const linear = { kernel: 1, dilation: 1, relu: false };
  const project = createStreamingConvolution(inputWeight, bias, linear);
  const packed = packByUnit(findArray(weights, 'lstm.weight_hh_l0', gates * units), units);
  const headWeight = findArray(weights, 'head.weight', units);
  const [headBias] = findArray(weights, 'head.bias', 1);

  const windows = steps + (steps % 2);
  const sums = new Float64Array(gates);
  const cell = new Float64Array(windows * units); // [window, unit]
  let hidden = new Float64Array(windows * units);
  let next = new Float64Array(windows * units);
  let rows = 0;

  const finish = (at: number, input: number, forget: number, candidate: number, output: number) => {
    const kept = sigmoid(forget) * cell[at] + sigmoid(input) * squash(candidate);
    cell[at] = kept;
    next[at] = sigmoid(output) * squash(kept);
  };
  const step = (): void => {
    for (let unit = 0; unit < units; unit++) {
      const input = sums[unit];
      const forget = sums[unit + units];
      const candidate = sums[unit + 2 * units];
      const output = sums[unit + 3 * units];
      for (let first = 0; first < hidden.length; first += 2 * units) {
        let [i0, f0, g0, o0] = [input, forget, candidate, output];
        let [i1, f1, g1, o1] = [input, forget, candidate, output];
        let weight = 4 * unit * units;
        for (let at = first; at < first + units; at++) {
          const h0 = hidden[at];
          const h1 = hidden[at + units];
          i0 += h0 * packed[weight];
          i1 += h1 * packed[weight];
          f0 += h0 * packed[weight + 1];
          f1 += h1 * packed[weight + 1];
          g0 += h0 * packed[weight + 2];
          g1 += h1 * packed[weight + 2];
          o0 += h0 * packed[weight + 3];
          o1 += h1 * packed[weight + 3];
          weight += 4;
        }
        finish(first + unit, i0, f0, g0, o0);
        finish(first + units + unit, i1, f1, g1, o1);
      }
    }
    [hidden, next] = [next, hidden];
  };
  return {
    push(features) {
      const begun = (rows % steps) * units;
      hidden.fill(0, begun, begun + units);
      cell.fill(0, begun, begun + units);
      project.push(features, sums);
      step();
      rows++;
      if (rows < steps) return NaN;
      const full = (rows % steps) * units; // begun `steps` rows ago
      let logit = headBias;
      for (let unit = 0; unit < units; unit++) logit += hidden[full + unit] * headWeight[unit];
      return logit;
    },
    reset() {
      rows = 0;
    },
  };
}

/** `[unit, unit from, gate]` of a weight `[gate, unit, unit from]`. */
function packByUnit(weight: Float32Array, units: number): Float64Array {
  const packed = new Float64Array(weight.length);
  for (let gate = 0; gate < 4; gate++) {
    for (let unit = 0; unit < units; unit++) {
      for (let from = 0; from < units; from++) {
        packed[(unit * units + from) * 4 + gate] = weight[(gate * units + unit) * units + from];
      }
    }
  }
  return packed;
}

/** `tanh x`, which takes several times as long as an exponential. */
function squash(x: number): number {
  return 2 * sigmoid(2 * x) - 1;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
