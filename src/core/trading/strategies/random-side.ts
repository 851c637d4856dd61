import { deriveSeed } from '../../random';
import { buildRule } from './rule';
import type { Known } from './strategy';

const minuteMs = 60_000;

/** A coin: what a strategy is worth that knows nothing, after costs. */
export const randomSide = buildRule({
  kind: 'random',
  label: 'Random',
  meaning:
    'Tosses a coin at some bars: heads is long, tails is short. The same seed tosses the same at the same time, in a replay and live. Confidence is always 50%.',
  fields: [
    {
      name: 'share',
      label: 'Bars with a signal (%)',
      default: 0.1,
      min: 0.001,
      max: 1,
      step: 0.01,
      isPercent: true,
    },
    { name: 'seed', label: 'Seed', default: 1, min: 1, max: 1_000_000, isWhole: true },
  ],
  create({ share, seed }) {
    /** Uniform in [0, 1), from the time alone. */
    const draw = ({ bar: { openTime } }: Known): number =>
      deriveSeed(seed, Math.floor(openTime / minuteMs)) / 0x100000000;
    return {
      decide(known) {
        const drawn = draw(known);
        return drawn < share / 2 ? 1 : drawn < share ? -1 : 0;
      },
      measureConfidence: (_, side) => Math.abs(side) / 2,
    };
  },
});
