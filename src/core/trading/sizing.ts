import type { TradingSettings } from './settings';

/** Dollars; a position worth less is rounding dust and is not opened. */
const smallestPosition = 0.01;

/**
 * Returns the value in dollars of the position that a signal of `confidence` opens, or 0.
 *
 * The sizing rule asks for a part of the starting capital; all open positions together may be
 * worth `equity x maxLeverage`, of which those already open take `openValue`.
 */
export function sizePosition(
  settings: TradingSettings,
  confidence: number,
  equity: number,
  openValue = 0,
): number {
  const { capital, riskFraction, sizing, maxLeverage } = settings;
  const fraction =
    sizing.kind === 'confidence' ? riskFraction * (0.5 + confidence) : sizing.fraction;
  const value = Math.min(capital * fraction, equity * maxLeverage - openValue);
  return value >= smallestPosition ? value : 0;
}
