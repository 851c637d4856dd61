export type Signal = 'LONG' | 'SHORT' | 'NEUTRAL';

/** LONG at `long` and above, SHORT at `short` and below; `0 < short < long < 1`. */
export interface Thresholds {
  readonly long: number;
  readonly short: number;
}

/** Returns what `probability` (of a rise) asks for; NaN asks for nothing and is NEUTRAL. */
export function decideSignal(probability: number, thresholds: Thresholds): Signal {
  if (probability >= thresholds.long) return 'LONG';
  if (probability <= thresholds.short) return 'SHORT';
  return 'NEUTRAL';
}

/**
 * Returns how clear the signal of `probability` is, 0 to 1; NaN for NaN.
 *
 * LONG and SHORT: the way from the threshold (0) to certainty (1). NEUTRAL: 0.5 in the middle
 * between the thresholds, 1 beside one of them.
 */
export function measureConfidence(probability: number, thresholds: Thresholds): number {
  const { long, short } = thresholds;
  if (probability >= long) return (probability - long) / (1 - long);
  if (probability <= short) return (short - probability) / short;
  return 1 - Math.min(long - probability, probability - short) / (long - short);
}

export type StrategyName = 'conservative' | 'balanced' | 'aggressive';

export interface StrategyPreset {
  readonly label: string;
  readonly thresholds: Thresholds;
  readonly description: string;
}

/** The named thresholds, from few and clear signals to many and weak ones. */
export const strategyPresets: Readonly<Record<StrategyName, StrategyPreset>> = {
  conservative: {
    label: 'Conservative',
    thresholds: { long: 0.55, short: 0.45 },
    description: 'Trades only when the model is clearly on one side: few trades, low costs.',
  },
  balanced: {
    label: 'Balanced',
    thresholds: { long: 0.52, short: 0.48 },
    description: 'Trades on moderate leanings of the model: more trades, more costs.',
  },
  aggressive: {
    label: 'Aggressive',
    thresholds: { long: 0.505, short: 0.495 },
    description: 'Trades on almost every leaning of the model: costs weigh most here.',
  },
};

/** Range of a threshold that a person may enter. */
export const thresholdLimits = { min: 0.01, max: 0.99 } as const;

/** Returns why `thresholds` cannot be used, as a sentence for people, or undefined if they can. */
export function findThresholdProblem(thresholds: Thresholds): string | undefined {
  const { long, short } = thresholds;
  const { min, max } = thresholdLimits;
  for (const [name, value] of Object.entries({ long, short })) {
    if (!(value >= min && value <= max)) {
      return `thresholds: ${name} must lie between ${min} and ${max}, was ${value}`;
    }
  }
  if (short >= long) return `thresholds: short must be below long, was ${short} with long ${long}`;
  return undefined;
}
