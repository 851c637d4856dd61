import { computeMean } from '../metrics/statistics';
import type { TriedSeries } from './ledger';

/** How often the best try on one half of the days disappoints on the other half. */
export interface Overfitting {
  /**
   * Probability of backtest overfitting: share of halves whose best try is below the median of all tries on the other
   * half. NaN below two tries or four blocks.
   */
  readonly pbo: number;
  /** Blocks that the days are cut into, an even number. */
  readonly blocks: number;
  /** Ways to choose half of the blocks. */
  readonly combinations: number;
  /** Tries, those of equal returns included. */
  readonly trials: number;
  readonly days: number;
  /** Slope of the best try's daily Sharpe ratio on the other half over that on its own half; NaN where the latter is always the same. */
  readonly degradation: number;
  /** Share of halves whose best try loses on the other half. */
  readonly probabilityOfLoss: number;
}

/** A block needs two days for a deviation, and fewer than four blocks give two halves. */
const minBlockDays = 2;
const minBlocks = 4;

/**
 * Returns the probability of backtest overfitting by combinatorially symmetric cross-validation. `returns` has one series
 * of daily returns a try, all of the same days, which are cut into `blocks` in a row, or fewer so that each has two days. For
 * each half of the blocks, the try with the best Sharpe ratio on it is ranked by its Sharpe ratio on the other half. A rank
 * in the very middle counts half, and tries that are equally good share the choice, so that the mean is 0.5 where no
 * try has skill. Takes time in proportion to tries x halves, 12,870 of 16 blocks.
 *
 * Each series counts as so many equal tries as `weights` says.
 *
 * Bailey, Borwein, Lopez de Prado and Zhu (2017), "The Probability of Backtest Overfitting".
 */
export function estimateOverfitting(
  returns: readonly ArrayLike<number>[],
  {
    blocks: wanted = 16,
    weights = returns.map(() => 1),
  }: { readonly blocks?: number; readonly weights?: readonly number[] } = {},
): Overfitting {
  const series = returns.length;
  const trials = weights.reduce((sum, weight) => sum + weight, 0);
  const days = returns[0]?.length ?? 0;
  const blocks = 2 * Math.floor(Math.min(wanted, days / minBlockDays) / 2);
  if (trials < 2 || blocks < minBlocks) {
    const unknown = { pbo: NaN, degradation: NaN, probabilityOfLoss: NaN };
    return { ...unknown, blocks, combinations: 0, trials, days };
  }
  const scores = returns.map((daily) => scoreHalves(daily, blocks));
  const halves = listHalves(blocks);
  const every = 2 ** blocks - 1;
  const first = new Float64Array(series);
  const second = new Float64Array(series);
  let [below, losses] = [0, 0];
  const pairs: { readonly own: number; readonly other: number }[] = [];
  const judge = (inside: Float64Array, outside: Float64Array): void => {
    let best = -Infinity;
    for (const score of inside) if (score > best) best = score;
    let [chosen, sum] = [0, 0];
    for (let at = 0; at < series; at++) if (inside[at] === best) chosen += weights[at];
    for (let at = 0; at < series; at++) {
      if (inside[at] !== best) continue;
      const own = outside[at];
      // How many more tries are better than worse: above 0, it is below the median.
      let balance = 0;
      for (let other = 0; other < series; other++) {
        if (outside[other] > own) balance += weights[other];
        else if (outside[other] < own) balance -= weights[other];
      }
      const share = weights[at] / chosen;
      below += (share * (1 + Math.sign(balance))) / 2;
      if (own < 0) losses += share;
      sum += share * own;
    }
    pairs.push({ own: best, other: sum });
  };
  // Each half is judged with its other half at once, so the second half of the list is done with the first.
  for (const half of halves.slice(0, halves.length / 2)) {
    for (let at = 0; at < series; at++) {
      first[at] = scores[at](half);
      second[at] = scores[at](every - half);
    }
    judge(first, second);
    judge(second, first);
  }
  return {
    pbo: below / halves.length,
    blocks,
    combinations: halves.length,
    trials,
    days,
    degradation: fitSlope(pairs),
    probabilityOfLoss: losses / halves.length,
  };
}

/** Half of the blocks each time, as numbers whose bits are blocks, ascending: each with its other half at the same place from the end. */
function listHalves(blocks: number): readonly number[] {
  const halves: number[] = [];
  for (let bits = 0; bits < 2 ** blocks; bits++) {
    let count = 0;
    for (let left = bits; left > 0; left &= left - 1) count++;
    if (count === blocks / 2) halves.push(bits);
  }
  return halves;
}

/** Returns the daily Sharpe ratio on any blocks, from sums of returns and of their squares; 0 where they do not vary. */
function scoreHalves(series: ArrayLike<number>, blocks: number): (bits: number) => number {
  const width = blocks / 2;
  const low = sumSubsets(series, blocks, 0, width);
  const high = sumSubsets(series, blocks, width, blocks);
  const mask = 2 ** width - 1;
  return (bits) => {
    const a = 3 * (bits & mask);
    const b = 3 * (bits >> width);
    const days = low[a] + high[b];
    const sum = low[a + 1] + high[b + 1];
    const squares = low[a + 2] + high[b + 2];
    const spread = squares - (sum * sum) / days;
    // What is left of squares by rounding alone is no variation.
    return spread > 1e-12 * squares ? sum / days / Math.sqrt(spread / (days - 1)) : 0;
  };
}

/** Number of days, sum of returns and sum of their squares for each subset of the blocks `from` to `to`. */
function sumSubsets(
  series: ArrayLike<number>,
  blocks: number,
  from: number,
  to: number,
): Float64Array {
  const sums = new Float64Array(3 * 2 ** (to - from));
  for (let block = from; block < to; block++) {
    const own = 2 ** (block - from);
    const end = Math.floor(((block + 1) * series.length) / blocks);
    for (let day = Math.floor((block * series.length) / blocks); day < end; day++) {
      sums[3 * own]++;
      sums[3 * own + 1] += series[day];
      sums[3 * own + 2] += series[day] ** 2;
    }
    for (let rest = 1; rest < own; rest++) {
      for (let part = 0; part < 3; part++) {
        sums[3 * (own + rest) + part] = sums[3 * own + part] + sums[3 * rest + part];
      }
    }
  }
  return sums;
}

function fitSlope(pairs: readonly { readonly own: number; readonly other: number }[]): number {
  const ownMean = computeMean(pairs.map(({ own }) => own));
  const otherMean = computeMean(pairs.map(({ other }) => other));
  let [product, square] = [0, 0];
  for (const { own, other } of pairs) {
    product += (own - ownMean) * (other - otherMean);
    square += (own - ownMean) ** 2;
  }
  return square > 0 ? product / square : NaN;
}

/** Daily returns on the same days, one series a try or a group of tries that are alike. */
interface AlignedReturns {
  readonly returns: readonly (readonly number[])[];
  /** Tries that each series stands for. */
  readonly weights: readonly number[];
}

/**
 * Returns the returns of tries on the days that they share, a series for each. The days are those of the last one; another
 * one is taken in, those with most of these days first, as long as at least half of them, and eight, are shared by all.
 */
export function alignReturns(tried: readonly TriedSeries[]): AlignedReturns {
  let days = tried.at(-1)?.days ?? [];
  const minDays = Math.max(minBlocks * minBlockDays, days.length / 2);
  const dated = tried.map(({ days: own, returns, cells }) => {
    const returnOf = new Map(own.map((day, at) => [day, returns[at]]));
    return { returnOf, cells, shared: days.filter((day) => returnOf.has(day)).length };
  });
  const kept = dated
    .sort((a, b) => b.shared - a.shared)
    .filter(({ returnOf }) => {
      const rest = days.filter((day) => returnOf.has(day));
      if (rest.length < minDays) return false;
      days = rest;
      return true;
    });
  return {
    returns: kept.map(({ returnOf }) => days.map((day) => returnOf.get(day) ?? 0)),
    weights: kept.map(({ cells }) => cells),
  };
}
