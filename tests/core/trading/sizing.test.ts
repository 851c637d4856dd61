import { expect, test } from 'vitest';
import { defaultTradingSettings, type TradingSettings } from '../../../src/core/trading/settings';
import { resolveRules } from '../../../src/core/trading/rules';
import { sizePosition } from '../../../src/core/trading/sizing/sizing-rule';

function size(settings: TradingSettings, confidence: number, equity: number, openValue?: number) {
  return sizePosition(resolveRules(settings).size, settings, confidence, equity, openValue);
}

const settings = { ...defaultTradingSettings, capital: 10_000, riskFraction: 0.02 };

test.each([
  [0, 100],
  [0.5, 200],
  [1, 300],
])('a confidence of %f asks for %f dollars of 10,000 at 2%% risk', (confidence, dollars) => {
  expect(size(settings, confidence, 10_000)).toBeCloseTo(dollars, 9);
});

test('a fixed fraction ignores confidence', () => {
  const fixed = { ...settings, sizing: { kind: 'fixed', fraction: 0.25 } } as const;
  expect(size(fixed, 0, 10_000)).toBe(2500);
  expect(size(fixed, 1, 10_000)).toBe(2500);
});

test('all positions together are worth at most equity times leverage', () => {
  const greedy = { ...settings, sizing: { kind: 'fixed', fraction: 5 } } as const;
  expect(size(greedy, 0, 8000)).toBe(8000);
  expect(size({ ...greedy, maxLeverage: 3 }, 0, 8000)).toBe(24_000);
  expect(size(greedy, 0, 8000, 7500)).toBe(500);
});

test('nothing is opened without equity, without room, or for less than a cent', () => {
  expect(size(settings, 1, 0)).toBe(0);
  expect(size(settings, 1, -50)).toBe(0);
  expect(size(settings, 1, 10_000, 10_000)).toBe(0);
  expect(size(settings, 1, 10_000, 9_999.995)).toBe(0);
});
