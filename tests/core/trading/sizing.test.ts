import { expect, test } from 'vitest';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { sizePosition } from '../../../src/core/trading/sizing';

const settings = { ...defaultTradingSettings, capital: 10_000, riskFraction: 0.02 };

test.each([
  [0, 100],
  [0.5, 200],
  [1, 300],
])('a confidence of %f asks for %f dollars of 10,000 at 2%% risk', (confidence, dollars) => {
  expect(sizePosition(settings, confidence, 10_000)).toBeCloseTo(dollars, 9);
});

test('a fixed fraction ignores confidence', () => {
  const fixed = { ...settings, sizing: { kind: 'fixed', fraction: 0.25 } } as const;
  expect(sizePosition(fixed, 0, 10_000)).toBe(2500);
  expect(sizePosition(fixed, 1, 10_000)).toBe(2500);
});

test('all positions together are worth at most equity times leverage', () => {
  const greedy = { ...settings, sizing: { kind: 'fixed', fraction: 5 } } as const;
  expect(sizePosition(greedy, 0, 8000)).toBe(8000);
  expect(sizePosition({ ...greedy, maxLeverage: 3 }, 0, 8000)).toBe(24_000);
  expect(sizePosition(greedy, 0, 8000, 7500)).toBe(500);
});

test('nothing is opened without equity, without room, or for less than a cent', () => {
  expect(sizePosition(settings, 1, 0)).toBe(0);
  expect(sizePosition(settings, 1, -50)).toBe(0);
  expect(sizePosition(settings, 1, 10_000, 10_000)).toBe(0);
  expect(sizePosition(settings, 1, 10_000, 9_999.995)).toBe(0);
});
