import {
  findArray,
  type NamedWeights,
  type StreamingKind,
  type StreamingModel,
} from '../model-kind';
import { dilationsOf } from '../dilations';
import type { WindowedSpec } from '../windowed';

export const windowedStreaming: StreamingKind<WindowedSpec> = { name: 'windowed', createStreaming };

/** Returns the network with these `weights` for `inputs` features, in plain TypeScript; each bar costs a whole window. */
function createStreaming(
  spec: WindowedSpec,
  inputs: number,
  weights: NamedWeights,
): StreamingModel {
  const { width, kernel, window } = spec;
  const read = (name: string, from: number, to: number, taps: number): Layer => ({
    weight: turnWeights(findArray(weights, `${name}.weight`, to * from * taps), from, to, taps),
    bias: findArray(weights, `${name}.bias`, to),
    from,
    to,
    taps,
  });
  const blocks = dilationsOf(spec).map((dilation, block) => {
    const name = `blocks.${block}`;
    const from = block === 0 ? inputs : width;
    return {
      dilation,
      first: read(`${name}.conv1`, from, width, kernel),
      second: read(`${name}.conv2`, width, width, kernel),
      skip: from === width ? undefined : read(`${name}.downsample`, from, width, 1),
    };
  });
  const head = read('head', width, 1, 1);
  const rows = new Float64Array(window * inputs);
  const [a, b, c] = Array.from({ length: 3 }, () => new Float64Array(window * width));
  let count = 0;

  const computeLogit = (): number => {
    let h = rows;
    const [inner, spare] = [a, c];
    let output = b;
    for (const { dilation, first, second, skip } of blocks) {
      convolve(first, h, window, dilation, inner);
      inner.forEach((value, at) => (inner[at] = Math.max(0, value)));
      convolve(second, inner, window, dilation, output);
      let beside = h;
      if (skip !== undefined) convolve(skip, h, window, 1, (beside = inner));
      output.forEach((value, at) => (output[at] = Math.max(0, Math.max(0, value) + beside[at])));
      const free = h === rows ? spare : h;
      [h, output] = [output, free];
    }
    let logit = head.bias[0];
    for (let at = 0; at < h.length; at++) logit += (h[at] * head.weight[at % width]) / window;
    return logit;
  };
  return {
    push(features) {
      rows.copyWithin(0, inputs);
      for (let input = 0; input < inputs; input++) {
        rows[(window - 1) * inputs + input] = features[input];
      }
      count = Math.min(window, count + 1);
      return count < window ? NaN : computeLogit();
    },
    reset() {
      count = 0;
    },
  };
}

interface Layer {
  /** `[tap, in, out]`. */
  readonly weight: Float64Array;
  readonly bias: Float32Array;
  readonly from: number;
  readonly to: number;
  readonly taps: number;
}

/** Writes the causal convolution of `x` `[bar, in]` to `out` `[bar, out]`; before the window there is 0. */
function convolve(
  { weight, bias, from, to, taps }: Layer,
  x: Float64Array,
  bars: number,
  dilation: number,
  out: Float64Array,
): void {
  for (let bar = 0; bar < bars; bar++) {
    const row = out.subarray(bar * to, (bar + 1) * to);
    row.set(bias);
    for (let tap = 0; tap < taps; tap++) {
      const source = bar - (taps - 1 - tap) * dilation;
      if (source < 0) continue;
      for (let input = 0; input < from; input++) {
        const value = x[source * from + input];
        if (value === 0) continue;
        const first = (tap * from + input) * to;
        for (let output = 0; output < to; output++) row[output] += value * weight[first + output];
      }
    }
  }
}

/** `[tap, in, out]` of PyTorch's `[out, in, tap]`. */
function turnWeights(weight: Float32Array, from: number, to: number, taps: number): Float64Array {
  const turned = new Float64Array(weight.length);
  let at = 0;
  for (let out = 0; out < to; out++) {
    for (let input = 0; input < from; input++) {
      for (let tap = 0; tap < taps; tap++) turned[(tap * from + input) * to + out] = weight[at++];
    }
  }
  return turned;
}
