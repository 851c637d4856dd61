import { createBarsField } from './bar-window';
import type { ModelKind, ModelSpec } from './model-kind';

/** The size of a logistic regression. */
export interface LogisticSpec extends ModelSpec {
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
};
