import { computeAucWithDeLong } from '../../../src/core/metrics/auc';
import { estimateDailyAuc } from '../../../src/core/metrics/daily-scores';
import { z95 } from '../../../src/core/metrics/statistics';
import { createRandom } from '../../../src/core/random';

/** How a market of pure noise and the score of its bars are made. */
export interface NoiseOptions {
  readonly seed: number;
  readonly days: number;
  readonly dayBars?: number;
  readonly horizonBars?: number;
  /** Bars over which the slow part of the score looks back. */
  readonly slowBars?: number;
}

/** Labelled bars of pure noise: no score can rank them, whatever it is made of. */
export interface NoiseSample {
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly openTimes: Float64Array;
}

/**
 * Returns the bars of a random walk, labelled by the sign of the next `horizonBars` steps. The score is the sum of two causal
 * features, each of deviation 1: the walk less its average of the last `slowBars` bars, and the last five steps.
 */
export function makeNoise({
  seed,
  days,
  dayBars = 288,
  horizonBars = 10,
  slowBars = 288,
}: NoiseOptions): NoiseSample {
  const random = createRandom(seed);
  const warmUp = 3 * slowBars;
  const count = days * dayBars;
  const walk = new Float64Array(warmUp + count + horizonBars);
  for (let i = 1; i < walk.length; i++) walk[i] = walk[i - 1] + random.normal();
  const labels = new Uint8Array(count);
  const scores = new Float64Array(count);
  const openTimes = new Float64Array(count);
  let average = 0;
  for (let i = 5; i < warmUp + count; i++) {
    average += (walk[i] - average) / slowBars;
    const bar = i - warmUp;
    if (bar < 0) continue;
    labels[bar] = Number(walk[i + horizonBars] > walk[i]);
    const slow = (walk[i] - average) / Math.sqrt(slowBars / 2);
    const fast = (walk[i] - walk[i - 5]) / Math.sqrt(5);
    scores[bar] = slow + fast;
    openTimes[bar] = (bar * 86_400_000) / dayBars;
  }
  return { labels, scores, openTimes };
}

/** Shares of samples whose interval holds 0.5. */
export interface Coverage {
  /** By days. */
  readonly byDays: number;
  /** DeLong's with its variance times the horizon. */
  readonly byHorizon: number;
  /** DeLong's. */
  readonly delong: number;
  /** Of samples whose interval by days lies above 0.5: skill is claimed where there is none. */
  readonly claimed: number;
  readonly meanWidth: number;
  readonly meanEffectiveShare: number;
}

/** Returns how often the intervals of the AUC hold 0.5, where it is the truth, over `seeds` samples of noise. */
export function measureCoverage(
  seeds: number,
  options: Omit<NoiseOptions, 'seed'>,
  make = makeNoise,
): Coverage {
  const { horizonBars = 10 } = options;
  const sums = {
    byDays: 0,
    byHorizon: 0,
    delong: 0,
    claimed: 0,
    meanWidth: 0,
    meanEffectiveShare: 0,
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const { labels, scores, openTimes } = make({ ...options, seed });
    const { ci, effectiveLabels } = estimateDailyAuc(labels, scores, openTimes, { seed });
    const { auc, variance } = computeAucWithDeLong(labels, scores);
    const isWithin = (width: number) => Number(Math.abs(auc - 0.5) <= width);
    sums.byDays += Number(ci[0] <= 0.5 && 0.5 <= ci[1]);
    sums.byHorizon += isWithin(z95 * Math.sqrt(variance * horizonBars));
    sums.delong += isWithin(z95 * Math.sqrt(variance));
    sums.claimed += Number(ci[0] > 0.5);
    sums.meanWidth += ci[1] - ci[0];
    sums.meanEffectiveShare += (effectiveLabels * horizonBars) / labels.length;
  }
  const entries = Object.entries(sums).map(([name, sum]) => [name, sum / seeds]);
  return Object.fromEntries(entries) as unknown as Coverage;
}
