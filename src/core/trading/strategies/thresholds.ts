import type { FieldValues } from '../../fields';
import type { Strategy, Thresholds } from './strategy';

const limits = { min: 0.01, max: 0.99, step: 0.005 };

/** Short stays below long whichever of the two is changed; the difference is a form's smallest. */
const apart = 0.001;
const roundThreshold = (threshold: number) => Number(threshold.toFixed(3));

/** Long and short by the model's probability alone. */
export const probabilityThresholds: Strategy = {
  kind: 'thresholds',
  label: 'Probability thresholds',
  meaning: 'Long at and above, short at and below; nothing in between.',
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
  // From few and clear signals to many and weak ones.
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
      description: 'Trades on moderate leanings of the model: more trades, more costs.',
    },
    {
      name: 'aggressive',
      label: 'Aggressive',
      values: { long: 0.505, short: 0.495 },
      description: 'Trades on almost every leaning of the model: costs weigh most here.',
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
        // 0.5 in the middle between the thresholds, 1 beside one of them; NaN without an opinion.
        return 1 - Math.min(long - probability, probability - short) / (long - short);
      },
    };
  },
};

function readThresholds({ long, short }: FieldValues): Thresholds {
  return { long, short };
}
