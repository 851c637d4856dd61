import { expect, test } from 'vitest';
import {
  defaultTradingSettings,
  referenceModeSettings,
} from '../../../src/core/portfolio/default-settings';

test('reference mode changes the execution rules and nothing else', () => {
  const own = { ...defaultTradingSettings, capital: 5000, riskFraction: 0.1, minConfidence: 0.3 };
  expect(referenceModeSettings(own)).toEqual({
    ...own,
    fillAt: 'same-close',
    holdBars: 10,
    exitOnOpposite: false,
    maxPositions: 10,
    maxLeverage: 10,
    feeBps: 0,
    slippageBps: 0,
  });
});
