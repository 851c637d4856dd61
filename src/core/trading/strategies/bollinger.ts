import { buildRule } from './rule';
import type { Known } from './strategy';
import { measureDeviation, measureMean } from './window';

/** Bets on a return once a close has come back between the bands (John Bollinger, Bollinger on Bollinger Bands, 2001). */
export const bollinger = buildRule({
  kind: 'bollinger',
  label: 'Bollinger bands',
  meaning:
    'Long when a close comes back above the lower band, short when one comes back below the upper. Confidence: how far outside the close before was, in distances of a band from its middle.',
  fields: [
    { name: 'bars', label: 'Middle of (bars)', default: 20, min: 3, max: 500, isWhole: true },
    {
      name: 'width',
      label: 'Band (standard deviations)',
      default: 2,
      min: 0.1,
      max: 6,
      step: 0.1,
    },
  ],
  countWarmUpBars: ({ bars }) => bars + 1,
  create({ bars, width }) {
    /** Returns where the close before `end` is: 0 in the middle, 1 at the upper band, -1 at the lower; 0 where no price moved. */
    const measurePlace = ({ past: { columns } }: Known, end: number): number => {
      const { close } = columns;
      const middle = measureMean(close, end, bars);
      const distance = width * measureDeviation(close, end, bars, middle, 0);
      return distance === 0 ? 0 : (close[end - 1] - middle) / distance;
    };
    return {
      decide(known) {
        const { end } = known.past;
        const now = measurePlace(known, end);
        const before = measurePlace(known, end - 1);
        return before < -1 && now >= -1 ? 1 : before > 1 && now <= 1 ? -1 : 0;
      },
      measureConfidence(known) {
        const outside = Math.abs(measurePlace(known, known.past.end - 1)) - 1;
        return Math.max(0, Math.min(1, outside));
      },
      lean(known) {
        const place = measurePlace(known, known.past.end);
        return place < 0 ? 1 : place > 0 ? -1 : 0;
      },
    };
  },
});
