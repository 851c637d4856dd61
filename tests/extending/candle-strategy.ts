import type { Strategy } from '../../src/core/trading/strategies/strategy';

/** Buys after a bar that rose by so much, sells short after one that fell by as much. */
export const candleStrategy: Strategy = {
  kind: 'candle',
  label: 'Candle',
  meaning: 'Follows the last bar where it moved far enough.',
  fields: [{ name: 'minMoveBps', label: 'Min move (bps)', default: 50, min: 1, max: 500 }],
  presets: [],
  create:
    ({ minMoveBps }) =>
    ({ bar }, opinion) => {
      const moveBps = 10_000 * (bar.close / bar.open - 1);
      opinion.side = moveBps >= minMoveBps ? 1 : moveBps <= -minMoveBps ? -1 : 0;
      opinion.confidence = Math.min(1, Math.abs(moveBps) / (2 * minMoveBps));
    },
};
