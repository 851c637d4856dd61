import type { Strategy } from '../../src/core/trading/strategies/strategy';

/** Buys after a bar that rose by so much, sells short after one that fell by as much. */
export const candleStrategy: Strategy = {
  kind: 'candle',
  label: 'Candle',
  meaning: 'Follows the last bar where it moved far enough.',
  fields: [{ name: 'minMoveBps', label: 'Min move (bps)', default: 50, min: 1, max: 500 }],
  presets: [],
  create: ({ minMoveBps }) => ({
    decide({ bar }) {
      const moveBps = measureMove(bar);
      return moveBps >= minMoveBps ? 1 : moveBps <= -minMoveBps ? -1 : 0;
    },
    measureConfidence: ({ bar }) => Math.min(1, Math.abs(measureMove(bar)) / (2 * minMoveBps)),
  }),
};

function measureMove({ open, close }: { readonly open: number; readonly close: number }): number {
  return 10_000 * (close / open - 1);
}
