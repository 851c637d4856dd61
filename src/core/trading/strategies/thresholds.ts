import type { FieldValues } from '../../fields';
import type { Strategy, Thresholds } from './strategy';

const limits = { min: 0.01, max: 0.99, step: 0.005 };

/** Min difference that the form keeps between the thresholds, whichever of them is changed. */
const apart = 0.001;
const roundThreshold = (threshold: number) => Number(threshold.toFixed(3));

/** Decides by the model's probability alone. */
export const probabilityThresholds: Strategy = {
  kind: 'thresholds',
  label: 'Probability thresholds',
  meaning: 'Long at or above one probability, short at or below another; nothing in between.',
  fields: [
    {
      name: 'long',
      label: 'Long threshold',
      default: 0.52,
      ...limits,
      limits: ({ short }) => ({ min: roundThreshold(short + apart) }),
    },
    {
      name: 'short',
      label: 'Short threshold',
      default: 0.48,
      ...limits,
      limits: ({ long }) => ({ max: roundThreshold(long - apart) }),
    },
  ],
  modeLabel: 'Threshold mode',
  // From few, clear signals to many, weak ones.
  presets: [
    {
      name: 'conservative',
      label: 'Conservative',
      values: { long: 0.55, short: 0.45 },
      description: 'Trades only when the model is clearly on one side: few trades, low costs.',
    },
    {
      name: 'balanced',
      label: 'Balanced',
      values: { long: 0.52, short: 0.48 },
      description: 'Trades when the model leans moderately to one side: more trades, more costs.',
    },
    {
      name: 'aggressive',
      label: 'Aggressive',
      values: { long: 0.505, short: 0.495 },
      description: 'Trades almost whenever the model leans to one side: the most trades and costs.',
    },
  ],
  findProblem: ({ long, short }) =>
    short < long ? undefined : `short must be below long, was ${short} with long ${long}`,
  thresholdsOf: readThresholds,
  create(values) {
    const { long, short } = readThresholds(values);
    return {
      decide: ({ probability }) => (probability >= long ? 1 : probability <= short ? -1 : 0),
      measureConfidence({ probability }, side) {
        if (side === 1) return (probability - long) / (1 - long);
        if (side === -1) return (short - probability) / short;
        // 0.5 in the middle between the thresholds, 1 next to one of them; NaN without a probability.
        return 1 - Math.min(long - probability, probability - short) / (long - short);
      },
    };
  },
};

function readThresholds({ long, short }: FieldValues): Thresholds {
  return { long, short };
}
