import { strategyPresets } from '../signals/presets';
import { costPresets } from './presets';
import type { TradingSettings } from './settings';

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
