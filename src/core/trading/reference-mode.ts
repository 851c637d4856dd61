import { choose } from './choice';
import { holdExit } from './exits/hold';
import type { Costs } from './positions';
import { costPresets, defaultTradingSettings, putExit, type TradingSettings } from './settings';

type ExecutionRules = Pick<
  TradingSettings,
  'fillAt' | 'exits' | 'maxPositions' | 'maxLeverage' | 'feeBps' | 'slippageBps'
>;

/**
 * The reference dashboard's rules: filled at the close that made the signal, held 10 bars whatever
 * happens, up to ten positions at once, free of cost.
 *
 * These flatter a strategy; they exist so that its figures can be shown beside honest ones.
 * Strategy, capital and risk stay as they are.
 */
export const referenceRules: ExecutionRules = {
  fillAt: 'same-close',
  exits: [choose(holdExit, { bars: 10 })],
  maxPositions: 10,
  maxLeverage: 10,
  feeBps: costPresets.reference.feeBps,
  slippageBps: costPresets.reference.slippageBps,
};

/** Whether `settings` trade by the rules of the reference dashboard. */
export function isReferenceMode(settings: TradingSettings): boolean {
  return JSON.stringify(pickExecution(settings)) === JSON.stringify(referenceRules);
}

/** Returns the rules that turn it off: the defaults, with the dataset's costs and the model's hold. */
export function leaveReferenceMode(
  costs: Costs | undefined,
  holdBars: number | undefined,
): ExecutionRules {
  const { feeBps, slippageBps } = costs ?? defaultTradingSettings;
  const exits = putExit(
    defaultTradingSettings.exits,
    choose(holdExit, holdBars === undefined ? {} : { bars: holdBars }),
  );
  return { ...pickExecution(defaultTradingSettings), feeBps, slippageBps, exits };
}

function pickExecution(settings: TradingSettings): ExecutionRules {
  const { fillAt, exits, maxPositions, maxLeverage, feeBps, slippageBps } = settings;
  return { fillAt, exits, maxPositions, maxLeverage, feeBps, slippageBps };
}
