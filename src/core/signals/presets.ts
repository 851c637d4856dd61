import type { Thresholds } from './signal';

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
