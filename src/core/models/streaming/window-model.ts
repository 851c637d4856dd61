import type { StreamingModel } from '../model-kind';

/**
 * Returns a streaming model whose logit is a function of the features of the last `bars` bars: `[bars, inputs]` in float32,
 * newest bar first.
 */
export function createWindowModel(
  bars: number,
  inputs: number,
  computeLogit: (window: Float32Array) => number,
): StreamingModel {
  const window = new Float32Array(bars * inputs);
  let count = 0;
  return {
    push(features) {
      window.copyWithin(inputs, 0);
      for (let input = 0; input < inputs; input++) window[input] = features[input];
      count = Math.min(bars, count + 1);
      return count < bars ? NaN : computeLogit(window);
    },
    reset() {
      count = 0;
    },
  };
}
