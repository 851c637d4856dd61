import { describe, expect, it, test } from 'vitest';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import {
  isReferenceMode,
  leaveReferenceMode,
  referenceRules,
} from '../../../src/core/trading/reference-mode';
import { exitsAfter } from './engine-scenario';

describe('reference mode', () => {
  const entered = { ...defaultTradingSettings, ...referenceRules };

  it('is off by default and on once entered', () => {
    expect(isReferenceMode(defaultTradingSettings)).toBe(false);
    expect(isReferenceMode(entered)).toBe(true);
  });
  it('is off as soon as one of its rules is changed', () => {
    expect(isReferenceMode({ ...entered, feeBps: 1 })).toBe(false);
    expect(isReferenceMode({ ...entered, fillAt: 'next-open' })).toBe(false);
  });
  it('does not depend on what is not one of its rules', () => {
    expect(isReferenceMode({ ...entered, capital: 500, minConfidence: 0.1 })).toBe(true);
  });
  it('leaves to the default rules', () => {
    const left = leaveReferenceMode(undefined, 10);
    expect({ ...entered, ...left }).toEqual(defaultTradingSettings);
  });
  it("leaves to the dataset's costs and the model's horizon", () => {
    expect(leaveReferenceMode({ feeBps: 2, slippageBps: 1 }, 30)).toMatchObject({
      feeBps: 2,
      slippageBps: 1,
      exits: exitsAfter(30),
    });
  });
});

test('reference mode changes the execution rules and nothing else', () => {
  const own = { ...defaultTradingSettings, capital: 5000, riskFraction: 0.1, minConfidence: 0.3 };
  expect({ ...own, ...referenceRules }).toEqual({
    ...own,
    fillAt: 'same-close',
    exits: exitsAfter(10, false),
    maxPositions: 10,
    maxLeverage: 10,
    feeBps: 0,
    slippageBps: 0,
  });
});
