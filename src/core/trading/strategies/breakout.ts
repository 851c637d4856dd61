import { buildRule } from './rule';
import { findHighest, findLowest } from './window';

/** Follows closes out of the range of the bars before (the channel of Richard Donchian). */
export const breakout = buildRule({
  kind: 'breakout',
  label: 'Breakout',
  meaning:
    'Long when a close is above the highest high of the bars before it, short when below their lowest low. Confidence: how far beyond, as a share of the height of that channel.',
  fields: [{ name: 'bars', label: 'Channel (bars)', default: 60, min: 2, max: 500, isWhole: true }],
  countWarmUpBars: ({ bars }) => bars + 1,
  create: ({ bars }) => ({
    decide({ bar: { close }, past: { columns, end } }) {
      if (close > findHighest(columns.high, end - 1, bars)) return 1;
      return close < findLowest(columns.low, end - 1, bars) ? -1 : 0;
    },
    measureConfidence({ bar: { close }, past: { columns, end } }, side) {
      const highest = findHighest(columns.high, end - 1, bars);
      const lowest = findLowest(columns.low, end - 1, bars);
      const beyond = side === 1 ? close - highest : lowest - close;
      const height = highest - lowest;
      return height === 0 ? 1 : Math.max(0, Math.min(1, beyond / height));
    },
    lean({ bar: { close }, past: { columns, end } }) {
      const middle =
        (findHighest(columns.high, end - 1, bars) + findLowest(columns.low, end - 1, bars)) / 2;
      return close > middle ? 1 : close < middle ? -1 : 0;
    },
  }),
});
