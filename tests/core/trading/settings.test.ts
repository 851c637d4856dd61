import { expect, test } from 'vitest';
import {
  defaultTradingSettings,
  findSettingsProblem,
  referenceModeSettings,
  type TradingSettings,
} from '../../../src/core/trading/settings';

test('the default settings and their reference mode can be traded on', () => {
  expect(findSettingsProblem(defaultTradingSettings)).toBeUndefined();
  expect(findSettingsProblem(referenceModeSettings(defaultTradingSettings))).toBeUndefined();
});

const refusals: [Partial<TradingSettings>, string][] = [
  [{ capital: 0 }, 'trading settings: capital must be positive, was 0'],
  [{ capital: Infinity }, 'trading settings: capital must be positive, was Infinity'],
  [{ riskFraction: 2 }, 'trading settings: riskFraction must be 0 to 1, was 2'],
  [{ holdBars: 1.5 }, 'trading settings: holdBars must be a whole number from 1, was 1.5'],
  [{ maxPositions: 0 }, 'trading settings: maxPositions must be a whole number from 1, was 0'],
  [{ feeBps: -1 }, 'trading settings: feeBps must be 0 to below 10000, was -1'],
  [{ slippageBps: NaN }, 'trading settings: slippageBps must be 0 to below 10000, was NaN'],
  [
    { sizing: { kind: 'fixed', fraction: -0.1 } },
    'trading settings: sizing fraction must be 0 or more, was -0.1',
  ],
  [
    { thresholds: { long: 0.4, short: 0.6 } },
    'thresholds: short must be below long, was 0.6 with long 0.4',
  ],
];

test.each(refusals)('%o is refused with its reason', (change, problem) => {
  expect(findSettingsProblem({ ...defaultTradingSettings, ...change })).toBe(problem);
});
