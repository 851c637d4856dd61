import { createRandom, type Random } from '../random';
import { computeDeviation, computeStudentQuantile, type Estimate, z95 } from './statistics';

/** How days are drawn. */
export interface BootstrapOptions {
  readonly seed?: number;
  /** Number of resamples. */
  readonly runs?: number;
  /** Mean length of a block, days. */
  readonly meanBlockDays?: number;
}

/** Samples of days, drawn with replacement in blocks. */
interface DayResamples {
  readonly days: number;
  readonly runs: number;
  /** `[run, day]`: how often the run has drawn the day; `days` in all. */
  readonly counts: Uint16Array;
  /** Half the width of a 95% interval, in standard deviations of a statistic over the runs. */
  readonly reach: number;
  /** The variance over the runs as a share of that which independent days have: below 1. */
  readonly shrinkage: number;
}

/** With fewer days than this, no interval is given. */
const minBootstrapDays = 5;

/**
 * Returns samples of `days` days by the stationary bootstrap: blocks start at a random day, have geometrically distributed
 * lengths, and go on at the first day after the last. The mean block is at most a third of the days.
 *
 * Politis and Romano (1994), "The Stationary Bootstrap".
 */
export function resampleDays(
  days: number,
  { seed = 1, runs = 1000, meanBlockDays = 5 }: BootstrapOptions = {},
): DayResamples {
  const goOn = findContinuation(days, meanBlockDays);
  const counts = new Uint16Array(runs * days);
  const random = createRandom(seed);
  const drawn = new Int32Array(days);
  for (let first = 0; first < counts.length; first += days) {
    drawDays(drawn, goOn, random);
    for (const day of drawn) counts[first + day]++;
  }
  return { days, runs, counts, ...findReach(days, goOn) };
}

/** Returns the probability with which a block goes on, for blocks of `meanBlockDays` or a third of the days. */
export function findContinuation(days: number, meanBlockDays = 5): number {
  return 1 - 1 / Math.max(1, Math.min(meanBlockDays, days / 3));
}

/** Fills `drawn` with as many days as it has places, in the order in which the stationary bootstrap draws them. */
export function drawDays(drawn: Int32Array, goOn: number, random: Random): void {
  const days = drawn.length;
  let day = 0;
  for (let at = 0; at < days; at++) {
    day = at > 0 && random.uniform() < goOn ? (day + 1) % days : random.below(days);
    drawn[at] = day;
  }
}

/**
 * Returns a statistic with its 95% interval: the deviation over the resamples times `reach` to either side.
 * `compute` gets how often each day counts: once for the value, the counts of each run for the
 * interval. The interval is NaN below `minBootstrapDays`, and where the statistic is undefined in more than one run of twenty.
 */
export function estimateByDays(
  { days, runs, counts, reach }: DayResamples,
  compute: (counts: Uint16Array) => number,
): Estimate {
  const value = compute(new Uint16Array(days).fill(1));
  const drawn: number[] = [];
  for (let run = 0; run < runs; run++) {
    const one = compute(counts.subarray(run * days, (run + 1) * days));
    if (Number.isFinite(one)) drawn.push(one);
  }
  const isKnown = days >= minBootstrapDays && drawn.length >= 0.95 * runs;
  const width = isKnown ? reach * computeDeviation(drawn) : NaN;
  return { value, ci: [value - width, value + width] };
}

/** Returns the sum of a value of each day, each counted as often as it was drawn. */
export function sumDrawn(values: ArrayLike<number>, counts: Uint16Array): number {
  let sum = 0;
  for (let day = 0; day < counts.length; day++) sum += (counts[day] ?? 0) * (values[day] ?? 0);
  return sum;
}

/**
 * Returns the correction that few days need. The variance of a mean over all resamples is `sum k(i) r(i)` over the
 * circular autocovariances r of the days, with `k(i) = (1 - i/n) q^i + (i/n) q^(n-i)` (Politis and Romano, lemma 1). Where days are
 * independent and normal, r has a mean of -1/n of the variance at each lag, since the sample's own mean was taken off; so
 * the variance is too small by `1 - sum k / n`, and it varies like a chi-squared with `(sum e)^2 / sum e^2`
 * degrees of freedom, e the eigenvalues of k but the first (Satterthwaite 1946). Both follow exactly; Student's t does the rest.
 */
function findReach(days: number, goOn: number): { reach: number; shrinkage: number } {
  let sum = 0;
  let squares = 0;
  for (let lag = 0; lag < days; lag++) {
    const weight = (1 - lag / days) * goOn ** lag + (lag / days) * goOn ** (days - lag);
    sum += weight;
    squares += weight ** 2;
  }
  const shrinkage = 1 - sum / days;
  const freedom = (days - sum) ** 2 / (days * squares - sum ** 2);
  return { reach: computeStudentQuantile(z95, freedom) / Math.sqrt(shrinkage), shrinkage };
}
