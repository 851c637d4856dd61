import { buildRule } from './rule';
import type { Known } from './strategy';
import { measureMean } from './window';

/** Follows the trend: the side of the fast moving average, from the close at which it crosses the slow one. */
export const smaCross = buildRule({
  kind: 'sma-cross',
  label: 'SMA cross',
  meaning:
    'Long when the fast moving average of closes rises above the slow one, short when it falls below. A cross has no degree: its confidence is 50%.',
  fields: [
    {
      name: 'fast',
      label: 'Fast average (bars)',
      default: 20,
      min: 1,
      max: 499,
      isWhole: true,
      limits: ({ slow }) => ({ max: slow - 1 }),
    },
    {
      name: 'slow',
      label: 'Slow average (bars)',
      default: 60,
      min: 2,
      max: 500,
      isWhole: true,
      limits: ({ fast }) => ({ min: fast + 1 }),
    },
  ],
  findProblem: ({ fast, slow }) =>
    fast < slow ? undefined : `fast must be below slow, was ${fast} with slow ${slow}`,
  countWarmUpBars: ({ slow }) => slow + 1,
  create({ fast, slow }) {
    const measureLead = ({ past: { columns } }: Known, end: number): number => {
      const { close } = columns;
      return measureMean(close, end, fast) - measureMean(close, end, slow);
    };
    return {
      decide(known) {
        const { end } = known.past;
        const now = measureLead(known, end);
        const before = measureLead(known, end - 1);
        return now > 0 && before <= 0 ? 1 : now < 0 && before >= 0 ? -1 : 0;
      },
      measureConfidence: (_, side) => Math.abs(side) / 2,
      lean(known) {
        const now = measureLead(known, known.past.end);
        return now > 0 ? 1 : now < 0 ? -1 : 0;
      },
    };
  },
});
