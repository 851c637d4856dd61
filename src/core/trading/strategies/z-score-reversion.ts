import { buildRule } from './rule';
import type { Known } from './strategy';
import { measureDeviation, measureMean } from './window';

/** Bets on a return to the mean from far away, in standard deviations. */
export const zScoreReversion = buildRule({
  kind: 'z-score-reversion',
  label: 'Z-score mean reversion',
  meaning:
    'Long while the close is so many standard deviations below its mean, short while as far above. Confidence: 0% at that distance, 100% at twice it.',
  fields: [
    { name: 'bars', label: 'Mean of (bars)', default: 60, min: 3, max: 500, isWhole: true },
    {
      name: 'entry',
      label: 'Distance (standard deviations)',
      default: 2,
      min: 0.1,
      max: 6,
      step: 0.1,
    },
  ],
  countWarmUpBars: ({ bars }) => bars,
  create({ bars, entry }) {
    /** Returns how many sample standard deviations the close is above the mean; 0 where no price moved. */
    const measure = ({ bar, past: { columns, end } }: Known): number => {
      const mean = measureMean(columns.close, end, bars);
      const deviation = measureDeviation(columns.close, end, bars, mean, 1);
      return deviation === 0 ? 0 : (bar.close - mean) / deviation;
    };
    return {
      decide(known) {
        const score = measure(known);
        return score <= -entry ? 1 : score >= entry ? -1 : 0;
      },
      measureConfidence: (known) =>
        Math.max(0, Math.min(1, (Math.abs(measure(known)) - entry) / entry)),
    };
  },
});
