import type { FieldValues } from '../../fields';
import type { SignalColumns, SignalHistory, Strategy, Thresholds } from './strategy';

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
      mapped: { from: 0.5, to: 0.598 },
      limits: ({ short }) => ({ min: roundThreshold(short + apart) }),
    },
    {
      name: 'short',
      label: 'Short threshold',
      default: 0.48,
      ...limits,
      mapped: { from: 0.402, to: 0.5 },
      limits: ({ long }) => ({ max: roundThreshold(long - apart) }),
    },
  ],
  needsModel: true,
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
        if (side !== 0) return measureDistance(probability, side, long, short);
        // 0.5 in the middle between the thresholds, 1 next to one of them, and beyond it where a filter forbids the signal; NaN without a
        // probability.
        return Math.min(1, 1 - Math.min(long - probability, probability - short) / (long - short));
      },
    };
  },
  listSignals(values, history, out) {
    const thresholds = readThresholds(values);
    out.count = listSides(thresholds, history, out);
    measureRows(thresholds, history, out);
  },
};

/** Writes bar and side of each signal, and returns how many there are. */
function listSides(
  { long, short }: Thresholds,
  { probability, range }: SignalHistory,
  { index, side }: SignalColumns,
): number {
  // Every bar is written, and overwritten by the next one unless it has a signal, which is faster than to ask first.
  let count = 0;
  for (let bar = range.start; bar < range.end; bar++) {
    const p = probability[bar] ?? NaN;
    index[count] = bar;
    const direction = Number(p >= long) - Number(p <= short);
    side[count] = direction;
    count += direction * direction;
  }
  return count;
}

function measureRows(
  { long, short }: Thresholds,
  { probability }: SignalHistory,
  { count, index, side, confidence }: SignalColumns,
): void {
  // As `measureDistance` does, but without a branch on the side, which a processor could not predict; 0 turns -0 into 0.
  const thresholds = Float64Array.of(short, NaN, long);
  const spans = Float64Array.of(short, NaN, 1 - long);
  for (let row = 0; row < count; row++) {
    const at = side[row] + 1;
    confidence[row] = ((probability[index[row]] - thresholds[at]) * side[row] + 0) / spans[at];
  }
}

/** Returns how far beyond its threshold a probability is: 0 at it, 1 where it is certain. */
function measureDistance(probability: number, side: 1 | -1, long: number, short: number): number {
  return side === 1 ? (probability - long) / (1 - long) : (short - probability) / short;
}

function readThresholds({ long, short }: FieldValues): Thresholds {
  return { long, short };
}
