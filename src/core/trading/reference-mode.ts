import { choose } from './choice';
import { holdExit } from './exits/hold';
import type { Costs } from './positions';
import {
  costPresets,
  defaultTradingSettings,
  orderSettings,
  putExit,
  type TradingSettings,
} from './settings';

type ExecutionRules = Pick<
  TradingSettings,
  'fillAt' | 'exits' | 'maxPositions' | 'maxLeverage' | 'feeBps' | 'slippageBps'
> &
  Pick<TradingSettings, 'order' | 'sides' | 'latencyBars' | 'instrument'>;

/** Orders of both sides fill at once, at the spot market: what settings say that leave these out. */
const plainOrders = {
  order: undefined,
  sides: undefined,
  latencyBars: undefined,
  instrument: undefined,
};

/**
 * The reference dashboard's rules: orders fill at the close that made the signal, positions are held for 10 bars
 * whatever happens, up to ten at once, without costs.
 *
 * These rules flatter a strategy; they exist so that their results can be shown beside realistic ones.
 * Strategy, capital and risk are not among them.
 */
export const referenceRules: ExecutionRules = {
  ...plainOrders,
  fillAt: 'same-close',
  exits: [choose(holdExit, { bars: 10 })],
  maxPositions: 10,
  maxLeverage: 10,
  feeBps: costPresets.reference.feeBps,
  slippageBps: costPresets.reference.slippageBps,
};

/** Whether `settings` trade by the rules of the reference dashboard. */
export function isReferenceMode(settings: TradingSettings): boolean {
  const wanted = { ...pickExecution(referenceRules), ...orderSettings(referenceRules) };
  return (
    JSON.stringify({ ...pickExecution(settings), ...orderSettings(settings) }) ===
    JSON.stringify(wanted)
  );
}

/** Returns the rules for turning reference mode off: the defaults, with these costs and this number of bars to hold. */
export function leaveReferenceMode(
  costs: Costs | undefined,
  holdBars: number | undefined,
): ExecutionRules {
  const { feeBps, slippageBps } = costs ?? defaultTradingSettings;
  const exits = putExit(
    defaultTradingSettings.exits,
    choose(holdExit, holdBars === undefined ? {} : { bars: holdBars }),
  );
  const execution = { ...pickExecution(defaultTradingSettings), ...plainOrders };
  return { ...execution, feeBps, slippageBps, exits };
}

function pickExecution(settings: ExecutionRules): ExecutionRules {
  const { fillAt, exits, maxPositions, maxLeverage, feeBps, slippageBps } = settings;
  return { fillAt, exits, maxPositions, maxLeverage, feeBps, slippageBps };
}
