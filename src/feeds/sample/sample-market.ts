import type { Bars } from '../../core/bars/bars';
import { splitBlocks } from '../../core/dataset/splits';
import { labelDirection } from '../../core/labels/direction';
import type { SampleFacts, SampleKind } from '../../core/library';
import { computeAuc } from '../../core/metrics/auc';
import { generateBars } from './generate-bars';
import { chooseParameters } from './parameters';
import { computeTrueProbability } from './true-probability';

/** The seed of the market that the page offers. */
export const defaultSampleSeed = 1;

export interface SampleOptions {
  readonly kind: SampleKind;
  /** A whole number. */
  readonly seed: number;
  readonly bars?: number;
  /** Horizon that `SampleFacts.bestAuc` speaks of. */
  readonly horizonBars?: number;
}

export interface SampleMarket {
  readonly bars: Bars;
  readonly facts: SampleFacts;
  readonly name: string;
  readonly symbol: string;
}

/**
 * Returns an invented market: one-minute bars with fat tails, clustered volatility, an intraday season
 * and volume that follows both.
 *
 * In kind `edge`, buying by takers drives the price. With the visible imbalance of a bar,
 * `2 takerBuyQuote / quoteVolume - 1`, and its memory `m[t] = memoryDecay m[t-1] + imbalance[t]`, the
 * drift of bar t+1 is `edge f(m[t] / memoryScale)` of its volatility, `f(x) = x / sqrt(1 + x^2)`. Kind
 * `noise` is the same market without the drift.
 *
 * The same options give the same bytes on every machine: the market is made of additions,
 * multiplications, divisions and square roots, which IEEE 754 defines to the last bit, and not of
 * `Math.exp` and the like, which it does not. Throws `DatasetError` when the bars are too few to split.
 */
export function generateSampleMarket(
  { kind, seed, bars: barCount = 129_600, horizonBars = 10 }: SampleOptions,
  onProgress?: (done: number, total: number) => void,
): SampleMarket {
  const parameters = chooseParameters(kind);
  const bars = generateBars(parameters, seed, barCount, onProgress);
  const probability = computeTrueProbability(bars, parameters, horizonBars);
  const { start, end } = splitBlocks(barCount, { horizonBars }).test.labels;
  const labels = labelDirection(bars, horizonBars);
  const bestAuc = computeAuc(labels.subarray(start, end), probability.subarray(start, end));
  return {
    bars,
    facts: { kind, seed, horizonBars, bestAuc, feeBps: 2, slippageBps: 1 },
    name: kind === 'edge' ? `Sample market ${seed}` : `Pure noise ${seed}`,
    symbol: kind === 'edge' ? 'SAMPLE' : 'NOISE',
  };
}
