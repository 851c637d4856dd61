import { computeSortedQuantile } from './statistics';

/** Ten bins with about equal shares of the reference values; ties make some larger. */
export interface ReferenceBins {
  /** The nine inner edges, in order; a value on an edge belongs to the bin below it. */
  readonly edges: Float64Array;
  /** Share of the reference values in each of the ten bins, at least 1e-4. */
  readonly shares: Float64Array;
}

/** A share of nothing would make the index infinite. */
const minShare = 1e-4;

const binCount = 10;
/** The bin of NaN. */
const noBin = 255;

/** Returns bins between the deciles of `reference`, NaN left out; undefined below ten values. */
export function binReference(reference: Float64Array): ReferenceBins | undefined {
  const sorted = reference.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < binCount) return undefined;
  const edges = Float64Array.from({ length: binCount - 1 }, (_, i) =>
    computeSortedQuantile(sorted, (i + 1) / binCount),
  );
  return { edges, shares: computeShares(findBins(edges, sorted)) };
}

/**
 * Returns the population stability index of `values` against reference values: the sum over their bins
 * of (found - expected) ln(found / expected), both shares at least 1e-4. NaN for no values, 0 for the
 * reference itself.
 *
 * Below 0.1, two independent samples count as alike; above 0.25, as different (Siddiqi, "Credit Risk
 * Scorecards", 2006).
 */
export function computePopulationStability(bins: ReferenceBins, values: Float64Array): number {
  return compareShares(bins.shares, computeShares(findBins(bins.edges, values)));
}

/** Returns the index of found against expected shares, both from `toShares`. */
function compareShares(expected: Float64Array, found: Float64Array): number {
  return found.reduce(
    (index, share, bin) => index + (share - expected[bin]) * Math.log(share / expected[bin]),
    0,
  );
}

/** Returns the largest index that any values can have, which is reached when all lie in the rarest bin. */
export function computeLargestStability({ shares }: ReferenceBins): number {
  const rarest = shares.indexOf(Math.min(...shares));
  return compareShares(shares, toShares(shares.map((_, bin) => (bin === rarest ? 1 : 0))));
}

/** Returns the bin of each value: the number of edges below it, 0 to 9; 255 for NaN. */
function findBins(edges: Float64Array, values: Float64Array): Uint8Array {
  const binOfValue = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let bin = 0;
    while (bin < edges.length && values[i] > edges[bin]) bin++;
    binOfValue[i] = Number.isNaN(values[i]) ? noBin : bin;
  }
  return binOfValue;
}

/** Returns counts as shares of their sum, at least 1e-4 each; NaN where all are 0. */
function toShares(counts: Float64Array): Float64Array {
  const count = counts.reduce((sum, value) => sum + value, 0);
  return counts.map((found) => Math.max(minShare, found / count));
}

/** Share of the values in each of ten bins, NaN left out; NaN for no values. */
function computeShares(binOfValue: Uint8Array): Float64Array {
  const counts = new Float64Array(binCount);
  for (const bin of binOfValue) if (bin !== noBin) counts[bin]++;
  return toShares(counts);
}

/** Cumulative counts of a column's values by bin, which give the counts of any range of steps in constant time. */
export interface BinCounts {
  /** Number of whole steps; bars after the last whole step are not counted. */
  readonly steps: number;
  /** Returns how many values of steps `from` to `to - 1` lie in each bin. */
  count(from: number, to: number): Float64Array;
}

/** Returns the counts of `values` in steps of `stepBars`, NaN left out. */
export function countBins(
  { edges }: ReferenceBins,
  values: Float64Array,
  stepBars: number,
): BinCounts {
  const binOfBar = findBins(edges, values);
  const steps = Math.floor(values.length / stepBars);
  /** `[step, bin]`: values before the step. */
  const before = new Float64Array((steps + 1) * binCount);
  for (let step = 0; step < steps; step++) {
    const next = binCount * (step + 1);
    before.copyWithin(next, binCount * step, next);
    for (let i = step * stepBars; i < (step + 1) * stepBars; i++) {
      if (binOfBar[i] !== noBin) before[next + binOfBar[i]]++;
    }
  }
  return {
    steps,
    count: (from, to) =>
      Float64Array.from(
        { length: binCount },
        (_, bin) => before[binCount * to + bin] - before[binCount * from + bin],
      ),
  };
}

/**
 * Returns the population stability index of steps `from` to `to - 1` against all other steps except the
 * `embargo` steps on each side; NaN where either set is empty.
 */
export function compareWithRest(
  counts: BinCounts,
  from: number,
  to: number,
  embargo: number,
): number {
  const near = counts.count(Math.max(0, from - embargo), Math.min(counts.steps, to + embargo));
  const rest = counts.count(0, counts.steps).map((all, bin) => all - near[bin]);
  return compareShares(toShares(rest), toShares(counts.count(from, to)));
}

/** Returns the mean bin, 0 to 9, of the values in steps `from` to `to - 1`; NaN where there are none. */
export function averageBin(counts: BinCounts, from: number, to: number): number {
  const found = counts.count(from, to);
  const weighted = found.reduce((sum, value, bin) => sum + value * bin, 0);
  return weighted / found.reduce((sum, value) => sum + value, 0);
}
