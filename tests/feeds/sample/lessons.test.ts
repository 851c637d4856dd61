import { describe, expect, it } from 'vitest';
import { splitBlocks } from '../../../src/core/dataset/splits';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { costPresets, defaultTradingSettings } from '../../../src/core/trading/settings';
import { choose } from '../../../src/core/trading/choice';
import type { Costs } from '../../../src/core/trading/positions';
import { probabilityThresholds } from '../../../src/core/trading/strategies/thresholds';
import { chooseParameters } from '../../../src/feeds/sample/market';
import { defaultSampleSeed, generateSampleMarket } from '../../../src/feeds/sample/sample-market';
import { computeTrueProbability } from '../../../src/feeds/sample/true-probability';

/** Returns profit functions of traders who know the true probability, over the test block. */
function openMarket(seed: number): (preset: string, costs?: Costs) => number {
  const { bars, facts } = generateSampleMarket({ kind: 'edge', seed });
  const { horizonBars, feeBps, slippageBps } = facts;
  const probability = computeTrueProbability(bars, chooseParameters('edge'), horizonBars);
  const range = splitBlocks(bars.close.length, { horizonBars }).test.bars;
  return (preset, costs = { feeBps, slippageBps }) => {
    const { values } =
      probabilityThresholds.presets.find(({ name }) => name === preset) ?? expect.unreachable();
    const strategy = choose(probabilityThresholds, values);
    const settings = { ...defaultTradingSettings, ...costs, strategy };
    const engine = createEngine(settings, bars.intervalMs);
    stepThrough(engine, bars, probability, range);
    return reportPerformance(engine.record).pnl;
  };
}

describe.each([defaultSampleSeed, 2, 3, 4, 5, 6, 7, 8])('out of sample, market %i', (seed) => {
  const trade = openMarket(seed);
  const { feeBps, slippageBps } = costPresets.spotTaker;

  it('lets Conservative earn and Aggressive lose at its own costs', () => {
    expect(trade('conservative')).toBeGreaterThan(0);
    expect(trade('aggressive')).toBeLessThan(0);
  });

  it('makes both lose at the costs of a spot exchange', () => {
    expect(trade('conservative', { feeBps, slippageBps })).toBeLessThan(0);
    expect(trade('aggressive', { feeBps, slippageBps })).toBeLessThan(0);
  });
});
