import { describe, expect, it } from 'vitest';
import { defaultTradingSettings } from '../../../../src/core/portfolio/default-settings';
import {
  enterReferenceMode,
  isReferenceMode,
  leaveReferenceMode,
} from '../../../../src/ui/views/simulate/reference-mode';

describe('reference mode', () => {
  const entered = { ...defaultTradingSettings, ...enterReferenceMode(defaultTradingSettings) };

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
    const left = leaveReferenceMode(undefined, defaultTradingSettings.holdBars);
    expect({ ...entered, ...left }).toEqual(defaultTradingSettings);
  });
  it("leaves to the dataset's costs and the model's horizon", () => {
    expect(leaveReferenceMode({ feeBps: 2, slippageBps: 1 }, 30)).toMatchObject({
      feeBps: 2,
      slippageBps: 1,
      holdBars: 30,
    });
  });
});
