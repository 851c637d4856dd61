import { buildRule } from './rule';
import type { Known } from './strategy';
import { measureRsi } from './window';

/** Bars of which Wilder's average is made, in lengths: those before weigh 0.01% together. */
const lengths = 10;

/** Bets on a return after the relative strength index (J. Welles Wilder, 1978) went to an extreme. */
export const rsiReversion = buildRule({
  kind: 'rsi-reversion',
  label: 'RSI mean reversion',
  meaning:
    'Long while the relative strength index is at or below one level, short at or above the other: after a fall it bets on a rise. Confidence: how far beyond its level.',
  fields: [
    { name: 'length', label: 'RSI length (bars)', default: 14, min: 2, max: 50, isWhole: true },
    { name: 'low', label: 'Long at or below (RSI)', default: 30, min: 1, max: 49 },
    { name: 'high', label: 'Short at or above (RSI)', default: 70, min: 51, max: 99 },
  ],
  countWarmUpBars: ({ length }) => lengths * length + 1,
  create({ length, low, high }) {
    const bars = lengths * length + 1;
    const measure = ({ past: { columns, end } }: Known) =>
      measureRsi(columns.close, end, bars, length);
    return {
      decide(known) {
        const rsi = measure(known);
        return rsi <= low ? 1 : rsi >= high ? -1 : 0;
      },
      measureConfidence(known, side) {
        const rsi = measure(known);
        const beyond = side === 1 ? (low - rsi) / low : (rsi - high) / (100 - high);
        return Math.max(0, beyond);
      },
    };
  },
});
