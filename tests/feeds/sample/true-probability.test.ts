import { describe, expect, it } from 'vitest';
import { sliceBars } from '../../../src/core/bars/bars';
import { labelDirection } from '../../../src/core/labels/direction';
import { computeAuc } from '../../../src/core/metrics/auc';
import {
  chooseParameters,
  createMarketState,
  nextDrift,
  observeBar,
  readBar,
} from '../../../src/feeds/sample/market';
import { defaultSampleSeed, generateSampleMarket } from '../../../src/feeds/sample/sample-market';
import { computeTrueProbability } from '../../../src/feeds/sample/true-probability';

const parameters = chooseParameters('edge');
const { bars } = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed });
const horizonBars = 10;
const probability = computeTrueProbability(bars, parameters, horizonBars);
const labels = labelDirection(bars, horizonBars);
const labelled = bars.close.length - horizonBars;

describe('computeTrueProbability', () => {
  it('follows from the past alone: cutting the future off changes no value', () => {
    for (const end of [1, 2, 997, 50_000]) {
      const cut = computeTrueProbability(
        sliceBars(bars, { start: 0, end }),
        parameters,
        horizonBars,
      );
      expect(cut).toEqual(probability.slice(0, end));
    }
  });

  it('is calibrated: bars rise as often as it says', () => {
    const width = 0.05;
    let checked = 0;
    for (let low = 0.25; low < 0.75; low += width) {
      let [count, rises, stated] = [0, 0, 0];
      for (let t = 0; t < labelled; t++) {
        if (probability[t] < low || probability[t] >= low + width) continue;
        count += 1;
        rises += labels[t];
        stated += probability[t];
      }
      if (count < 2000) continue;
      checked += 1;
      // Neighbouring labels overlap, so that about a tenth of them is independent.
      const error = Math.sqrt(0.25 / (count / horizonBars));
      expect(Math.abs(rises - stated) / count).toBeLessThan(3 * error);
    }
    expect(checked).toBeGreaterThanOrEqual(8);
  });

  it('is spread over both sides of 0.5', () => {
    const above = (p: number): number =>
      probability.filter((value) => value > p).length / probability.length;
    expect(above(0.5)).toBeCloseTo(0.5, 1);
    expect(above(0.55)).toBeGreaterThan(0.2);
    expect(above(0.45)).toBeLessThan(0.8);
  });

  it('is 0.5 at every bar of pure noise, whose memory tells nothing', () => {
    const noise = generateSampleMarket({ kind: 'noise', seed: defaultSampleSeed }).bars;
    const none = computeTrueProbability(noise, chooseParameters('noise'), horizonBars);
    expect(none.every((p) => p === 0.5)).toBe(true);
    const misled = computeTrueProbability(noise, parameters, horizonBars);
    const auc = computeAuc(labelDirection(noise, horizonBars), misled);
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.012);
  });
});

describe('the planted edge', () => {
  it('moves the next bar by what the visible memory says', () => {
    const state = createMarketState();
    const bins = [0.2, 0.1, 0, -0.1, -0.2].map((low) => ({ low, drift: 0, actual: 0, count: 0 }));
    for (let t = 0; t + 1 < bars.close.length; t++) {
      observeBar(state, readBar(bars, t, parameters), parameters);
      const drift = nextDrift(state, parameters);
      const actual = readBar(bars, t + 1, parameters).scaledReturn / state.relativeVolatility;
      const bin = bins.find(({ low }) => drift >= low);
      if (bin === undefined) continue;
      bin.drift += drift;
      bin.actual += actual;
      bin.count += 1;
    }
    for (const { drift, actual, count } of bins) {
      expect(Math.abs(actual - drift) / count).toBeLessThan(4 / Math.sqrt(count));
      expect(count).toBeGreaterThan(5000);
    }
  });
});
