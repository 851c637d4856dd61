/** A plain or typed array of numbers. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/** Lower and upper end of a 95% confidence interval. */
export type Interval = readonly [low: number, high: number];

/** A figure with its uncertainty; NaN where it is undefined. */
export interface Estimate {
  readonly value: number;
  readonly ci: Interval;
}

/** Normal quantile of 97.5%: half the width of a 95% interval, in standard errors. */
export const z95 = 1.959963984540054;

/** Returns the arithmetic mean; NaN without values. */
export function computeMean(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Returns the sample standard deviation, `sqrt(sum((x - mean)^2) / (n - 1))`; NaN below two values. */
export function computeDeviation(values: Numbers): number {
  if (values.length < 2) return NaN;
  const mean = computeMean(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Returns the `level` quantile (0 to 1), interpolated linearly between the two nearest order statistics; NaN
 * without values.
 *
 * Hyndman and Fan (1996), definition 7, which is NumPy's default.
 */
export function computeQuantile(values: Numbers, level: number): number {
  return computeSortedQuantile(Float64Array.from(values).sort(), level);
}

/** Returns `computeQuantile` of values that are sorted already. */
export function computeSortedQuantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return NaN;
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}

/**
 * Returns Pearson's correlation of two series of the same length, -1 to 1; NaN below two values or where a
 * series does not vary.
 */
export function computeCorrelation(a: Numbers, b: Numbers): number {
  const meanA = computeMean(a);
  const meanB = computeMean(b);
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const fromA = (a[i] ?? NaN) - meanA;
    const fromB = (b[i] ?? NaN) - meanB;
    product += fromA * fromB;
    squaresA += fromA ** 2;
    squaresB += fromB ** 2;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

/**
 * Returns the share `hits / runs` with its 95% interval, which allows for the number of runs alone; `runs` may be a
 * fraction where that many independent ones are worth as much.
 *
 * Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".
 */
export function estimateShare(hits: number, runs: number): Estimate {
  const share = hits / runs;
  const z2 = z95 ** 2 / runs;
  const middle = (share + z2 / 2) / (1 + z2);
  const reach = (z95 * Math.sqrt((share * (1 - share)) / runs + z2 / (4 * runs))) / (1 + z2);
  return { value: share, ci: [Math.max(0, middle - reach), Math.min(1, middle + reach)] };
}

/**
 * Returns the quantile of Student's t with `freedom` degrees of freedom, at the level whose normal quantile is
 * `z`; within 1% for at least 4 degrees of freedom and levels up to 99%.
 *
 * Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 26.7.5: the Cornish-Fisher expansion.
 */
export function computeStudentQuantile(z: number, freedom: number): number {
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}

/**
 * Returns the share of a standard normal distribution below `z`, to about 1e-16.
 *
 * Marsaglia (2004), "Evaluating the Normal Distribution": the density times z + z^3/3 + z^5/(3 x 5) + ...
 */
export function computeNormalCdf(z: number): number {
  // So far out the density, and with it the share, is below 1e-16.
  if (Math.abs(z) > 8.3) return z > 0 ? 1 : 0;
  let sum = z;
  for (let term = z, odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * computeNormalDensity(z);
}

/** Returns the value below which a share of a standard normal distribution lies; infinite for a share of 0 or 1. */
export function computeNormalQuantile(share: number): number {
  if (share <= 0 || share >= 1) return share <= 0 ? -Infinity : Infinity;
  // From 0 on, the steps of Newton's method approach the value from one side.
  let z = 0;
  for (let step = Infinity, i = 0; Math.abs(step) > 1e-14 && i < 100; i++) {
    step = (share - computeNormalCdf(z)) / computeNormalDensity(z);
    z += step;
  }
  return z;
}

function computeNormalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
