import { findThresholdProblem, strategyPresets, type Thresholds } from './strategies/thresholds';

/** Position value before the cap by leverage. */
export type SizingRule =
  /** `capital x riskFraction x (0.5 + confidence)` */
  | { readonly kind: 'confidence' }
  /** `capital x fraction`, for a Kelly fraction found elsewhere */
  | { readonly kind: 'fixed'; readonly fraction: number };

/** Everything that turns probabilities into trades; each one is shown and can be changed. */
export interface TradingSettings {
  readonly thresholds: Thresholds;
  /** Signals with less confidence open nothing, 0 to 0.5. */
  readonly minConfidence: number;
  /** Starting capital in dollars. */
  readonly capital: number;
  /** Part of the capital behind a trade of confidence 0.5, 0.001 to 0.2. */
  readonly riskFraction: number;
  readonly sizing: SizingRule;
  /** Position value over equity at entry, at most. */
  readonly maxLeverage: number;
  readonly fillAt: 'next-open' | 'same-close';
  /** A position is closed so many bars after its entry. */
  readonly holdBars: number;
  readonly exitOnOpposite: boolean;
  /** Positions open at once. */
  readonly maxPositions: number;
  readonly feeBps: number;
  readonly slippageBps: number;
}

export type CostName = 'spotTaker' | 'spotTakerBnb' | 'futuresTaker' | 'reference';

export interface CostPreset {
  readonly label: string;
  /** Of the traded value, each side. */
  readonly feeBps: number;
  /** Of the price, against the trader, each side. */
  readonly slippageBps: number;
}

/** Costs of well-known venues (Binance fee schedule, regular user) and of the reference dashboard. */
export const costPresets: Readonly<Record<CostName, CostPreset>> = {
  spotTaker: { label: 'Binance spot taker', feeBps: 10, slippageBps: 1 },
  spotTakerBnb: { label: 'Binance spot taker, fee in BNB', feeBps: 7.5, slippageBps: 1 },
  futuresTaker: { label: 'Binance futures taker', feeBps: 5, slippageBps: 1 },
  reference: { label: 'Reference dashboard (free)', feeBps: 0, slippageBps: 0 },
};

/** The rules a first visitor gets: what could have been traded, at what it would have cost. */
export const defaultTradingSettings: TradingSettings = {
  thresholds: strategyPresets.balanced.thresholds,
  minConfidence: 0,
  capital: 10_000,
  riskFraction: 0.02,
  sizing: { kind: 'confidence' },
  maxLeverage: 1,
  fillAt: 'next-open',
  holdBars: 10,
  exitOnOpposite: true,
  maxPositions: 1,
  feeBps: costPresets.spotTaker.feeBps,
  slippageBps: costPresets.spotTaker.slippageBps,
};

/**
 * Returns `settings` under the reference dashboard's rules: filled at the close that made the
 * signal, held 10 bars whatever happens, up to ten positions at once, free of cost.
 *
 * These flatter a strategy; they exist so that its figures can be shown beside honest ones.
 * Thresholds, capital and risk stay as they are.
 */
export function referenceModeSettings(settings: TradingSettings): TradingSettings {
  return {
    ...settings,
    fillAt: 'same-close',
    holdBars: 10,
    exitOnOpposite: false,
    maxPositions: 10,
    maxLeverage: 10,
    feeBps: costPresets.reference.feeBps,
    slippageBps: costPresets.reference.slippageBps,
  };
}

/** Returns why `settings` cannot be traded on, as a sentence for people, or undefined if they can. */
export function findSettingsProblem(settings: TradingSettings): string | undefined {
  const { capital, riskFraction, minConfidence, maxLeverage, holdBars, maxPositions } = settings;
  const { feeBps, slippageBps, sizing } = settings;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
    ['capital', capital, capital > 0, 'be positive'],
    ['riskFraction', riskFraction, riskFraction >= 0 && riskFraction <= 1, 'be 0 to 1'],
    ['minConfidence', minConfidence, minConfidence >= 0 && minConfidence <= 1, 'be 0 to 1'],
    ['maxLeverage', maxLeverage, maxLeverage > 0, 'be positive'],
    ['holdBars', holdBars, isWholeFromOne(holdBars), 'be a whole number from 1'],
    ['maxPositions', maxPositions, isWholeFromOne(maxPositions), 'be a whole number from 1'],
    ['feeBps', feeBps, feeBps >= 0 && feeBps < 10_000, 'be 0 to below 10000'],
    ['slippageBps', slippageBps, slippageBps >= 0 && slippageBps < 10_000, 'be 0 to below 10000'],
  ];
  for (const [name, value, holds, rule] of rules) {
    if (!holds || !Number.isFinite(value)) {
      return `trading settings: ${name} must ${rule}, was ${value}`;
    }
  }
  if (sizing.kind === 'fixed' && !(sizing.fraction >= 0 && Number.isFinite(sizing.fraction))) {
    return `trading settings: sizing fraction must be 0 or more, was ${sizing.fraction}`;
  }
  return findThresholdProblem(settings.thresholds);
}

function isWholeFromOne(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
