import { minAnnualDays } from '../metrics/risk-metrics';
import { computeSharpe } from '../metrics/risk';
import { computeDeviation, computeMean } from '../metrics/statistics';
import { expectMax, type SharpeTrials } from '../metrics/sharpe-inference';
import { createRandom } from '../random';
import {
  type BrokenLink,
  listDistinct,
  listSeries,
  listTriesOn,
  type Trial,
  type TriedBars,
  type TriedSeries,
} from './ledger';
import { alignReturns, estimateOverfitting, type Overfitting } from './overfitting';

/** How many tries there were, and what luck they give. */
export interface TrialSummary {
  /** Entries, repetitions included; a map counts as often as it has cells. */
  readonly count: number;
  /** Different configurations; those of different maps count as different. */
  readonly distinct: number;
  /** Variance of their daily Sharpe ratios, as found: that of skill and costs as well as of luck; NaN below two. */
  readonly sharpeVariance: number;
  /** What the deflated Sharpe ratio allows for: as many independent tries without skill would reach as far by luck. */
  readonly luck: SharpeTrials;
}

/** Draws of `summarizeTrials`. */
const luckRuns = 500;
/** Products of numbers that its draws may take, so that thousands of tries take about a second. */
const maxProducts = 3e8;

/** A trial without its returns, for a list. */
export interface TrialRow extends Pick<Trial, 'number' | 'at' | 'kind' | 'name' | 'hash'> {
  /** NaN where there is none. */
  readonly auc: number;
  /** Annual; NaN where returns do not vary. */
  readonly sharpe: number;
  /** Fraction gained out of sample, net of costs. */
  readonly netReturn: number;
}

/** The tries on some bars, and what they say together. */
export interface TrialReview {
  /** Newest first. */
  readonly rows: readonly TrialRow[];
  readonly summary: TrialSummary;
  /** Annual Sharpe ratio that the best of so many tries is expected to reach by luck; 0 for one try. */
  readonly luckySharpe: number;
  /** Of the distinct tries that share most days. */
  readonly overfitting: Overfitting;
  /** Where the ledger is not what was written. */
  readonly broken: BrokenLink | undefined;
}

/** Returns what a ledger says of the tries on `bars`. */
export function reviewTrials(
  trials: readonly Trial[],
  bars: TriedBars,
  broken?: BrokenLink,
): TrialReview {
  const tried = listTriesOn(trials, bars);
  const summary = summarizeTrials(tried);
  const { luck } = summary;
  const daysPerYear = tried.at(-1)?.daysPerYear ?? NaN;
  const aligned = alignReturns(listDistinct(tried).flatMap(listSeries));
  const rows = tried.map(
    ({ number, at, kind, name, hash, auc = NaN, returns, daysPerYear: perYear }) => ({
      number,
      at,
      kind,
      name,
      hash,
      auc,
      sharpe: returns.length >= minAnnualDays ? computeSharpe(returns, perYear) : NaN,
      netReturn: returns.reduce((growth, daily) => growth * (1 + daily), 1) - 1,
    }),
  );
  return {
    rows: rows.reverse(),
    summary,
    luckySharpe:
      luck.trials > 1 ? Math.sqrt(luck.variance * daysPerYear) * expectMax(luck.trials) : 0,
    overfitting: estimateOverfitting(aligned.returns, { weights: aligned.weights }),
    broken,
  };
}

/** What of a trial says how lucky it can be. */
type TriedReturns = Pick<Trial, 'datasetId' | 'key' | 'days' | 'returns' | 'map'>;

/**
 * Returns how many tries there were and the luck to allow for.
 *
 * Tries of one model resemble each other, so the best of fifty is not as lucky as that of fifty independent ones. How far the
 * best reaches without skill is drawn `runs` times: each trial's returns, less their mean, are multiplied day by
 * day with standard normal numbers, the same for all trials, which keeps all their correlations (the multiplier bootstrap of
 * Chernozhukov, Chetverikov and Kato 2013). Half the distance from the worst to the best Sharpe ratio, in standard
 * errors, has the mean of the best. `luck.trials` is the number of independent tries for which the formula of Bailey
 * and Lopez de Prado (2014) gives this mean, and `luck.variance` that of one ratio without skill, 1 / (days - 1),
 * averaged over the trials. The variance found among the trials would count their correlation twice, and costs, which
 * make ratios differ much more than luck does, as luck. A map counts with all its cells; the draws are of those that stand for them.
 */
export function summarizeTrials(
  trials: readonly TriedReturns[],
  { seed = 1, runs = luckRuns } = {},
): TrialSummary {
  const distinct = listDistinct(trials);
  const series = distinct.flatMap(listSeries);
  const rated = series.filter(({ returns }) => returns.length > 2);
  const weight = rated.reduce((sum, { cells }) => sum + cells, 0);
  const variance =
    rated.reduce((sum, { returns, cells }) => sum + cells / (returns.length - 1), 0) / weight;
  const configurations = countConfigurations(distinct);
  return {
    count: countConfigurations(trials),
    distinct: configurations,
    sharpeVariance: poolSharpes(distinct),
    luck: {
      trials: countIndependent(drawExpectedMax(rated, seed, runs), configurations),
      variance,
    },
  };
}

function countConfigurations(trials: readonly Pick<Trial, 'map'>[]): number {
  return trials.reduce((sum, { map }) => sum + (map?.cells ?? 1), 0);
}

/** Returns the variance of the daily Sharpe ratios of all configurations; NaN below two. */
function poolSharpes(trials: readonly TriedReturns[]): number {
  const groups = trials.map(({ returns, map }) => ({
    cells: map?.cells ?? 1,
    mean: map?.sharpeMean ?? computeDailySharpe(returns),
    variance: map?.sharpeVariance ?? 0,
  }));
  const count = groups.reduce((sum, { cells }) => sum + cells, 0);
  const mean = groups.reduce((sum, group) => sum + group.cells * group.mean, 0) / count;
  const squares = groups.reduce(
    (sum, group) =>
      sum + (group.cells - 1) * group.variance + group.cells * (group.mean - mean) ** 2,
    0,
  );
  return count < 2 ? NaN : squares / (count - 1);
}

/** Returns the mean of daily returns over their deviation; 0 where they do not vary. */
export function computeDailySharpe(returns: readonly number[] | Float64Array): number {
  const deviation = computeDeviation(returns);
  return deviation > 0 ? computeMean(returns) / deviation : 0;
}

/** The mean of the highest Sharpe ratio among trials without skill, in standard errors. */
function drawExpectedMax(trials: readonly TriedSeries[], seed: number, maxRuns: number): number {
  const places = new Map(
    [...new Set(trials.flatMap(({ days }) => days))].map((day, at) => [day, at]),
  );
  const scaled = trials.flatMap(({ days, returns }) => {
    const mean = computeMean(returns);
    const size = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    // An account that never trades cannot be lucky.
    if (size === 0) return [];
    return {
      place: Int32Array.from(days, (day) => places.get(day) ?? 0),
      share: Float64Array.from(returns, (value) => (value - mean) / size),
    };
  });
  const products = scaled.reduce((sum, { share }) => sum + share.length, 0);
  const runs = Math.max(50, Math.min(maxRuns, Math.floor(maxProducts / products)));
  if (scaled.length < 2) return 0;
  const { normal } = createRandom(seed);
  const noise = new Float64Array(places.size);
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    for (let day = 0; day < noise.length; day++) noise[day] = normal();
    let [low, high] = [Infinity, -Infinity];
    for (const { place, share } of scaled) {
      let score = 0;
      for (let at = 0; at < share.length; at++) score += share[at] * noise[place[at]];
      low = Math.min(low, score);
      high = Math.max(high, score);
    }
    sum += (high - low) / 2;
  }
  return sum / runs;
}

/** The number of independent tries, 1 to `most`, whose best one is expected at `expectedMax`. */
function countIndependent(expectedMax: number, most: number): number {
  if (expectedMax === 0) return Math.min(1, most);
  // From a little above one on, the formula rises with the number.
  let [low, high] = [1.0001, Math.max(2, most)];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (expectMax(middle) < expectedMax) low = middle;
    else high = middle;
  }
  return Math.min(high, most);
}
