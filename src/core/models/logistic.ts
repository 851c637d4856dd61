import { createBarsField, createWindowModel } from './bar-window';
import { findArray, type ModelKind, type ModelSpec } from './model-kind';

/** The size of a logistic regression. */
interface LogisticSpec extends ModelSpec {
  readonly kind: 'logistic';
  /** Bars whose features it reads, its own included. */
  readonly bars: number;
}

/** The features of the last bars, weighted and added: `logit = bias + sum(weight * feature)`. */
export const logisticKind: ModelKind<LogisticSpec> = {
  name: 'logistic',
  label: 'Logistic',
  meaning:
    'Logistic regression: weighs the features of the last bars and adds them up. What it cannot see is what two features say together.',
  fields: [createBarsField(5, 32)],
  isPlainCode: true,
  epochName: 'Penalty',
  describe: ({ bars }) => String(bars),
  receptiveField: ({ bars }) => bars,
  countParameters: ({ bars }, inputs) => bars * inputs + 1,
  createStreaming({ bars }, inputs, weights) {
    const weight = findArray(weights, 'weight', bars * inputs);
    const [bias] = findArray(weights, 'bias', 1);
    return createWindowModel(bars, inputs, (window) => {
      let logit = bias;
      for (let at = 0; at < window.length; at++) logit += weight[at] * window[at];
      return logit;
    });
  },
};
