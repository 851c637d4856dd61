import type { NumberField } from '../fields';
import type { StreamingModel } from './model-kind';

/** Returns the field for the number of bars whose features a model reads. */
export function createBarsField(defaultBars: number, maxBars: number): NumberField<'bars'> {
  return {
    name: 'bars',
    label: 'Bars read',
    default: defaultBars,
    min: 1,
    max: maxBars,
    isWhole: true,
    hint: ({ bars }) =>
      bars === 1 ? 'The features of the bar itself.' : `The features of the last ${bars} bars.`,
  };
}

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
