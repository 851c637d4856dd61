import { defaultTradingSettings, referenceModeSettings, type TradingSettings } from './settings';

type ExecutionRules = Pick<
  TradingSettings,
  | 'fillAt'
  | 'holdBars'
  | 'exitOnOpposite'
  | 'maxPositions'
  | 'maxLeverage'
  | 'feeBps'
  | 'slippageBps'
>;

/** Whether `settings` trade by the rules of the reference dashboard. */
export function isReferenceMode(settings: TradingSettings): boolean {
  const rules = pickExecution(referenceModeSettings(settings));
  return JSON.stringify(rules) === JSON.stringify(pickExecution(settings));
}

/** Returns the rules that turn the reference mode on. */
export function enterReferenceMode(settings: TradingSettings): ExecutionRules {
  return pickExecution(referenceModeSettings(settings));
}

/** Returns the rules that turn it off: the defaults, with the dataset's costs and the model's hold. */
export function leaveReferenceMode(
  costs: { readonly feeBps: number; readonly slippageBps: number } | undefined,
  holdBars: number,
): ExecutionRules {
  const { feeBps, slippageBps } = costs ?? defaultTradingSettings;
  return { ...pickExecution(defaultTradingSettings), feeBps, slippageBps, holdBars };
}

function pickExecution(settings: TradingSettings): ExecutionRules {
  const { fillAt, holdBars, exitOnOpposite, maxPositions, maxLeverage } = settings;
  const { feeBps, slippageBps } = settings;
  return { fillAt, holdBars, exitOnOpposite, maxPositions, maxLeverage, feeBps, slippageBps };
}
