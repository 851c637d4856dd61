import { computeSortedQuantile } from './quantile';

/** About ten bins of equal share of some reference values; tied values make some larger. */
export interface ReferenceBins {
  /** The nine inner edges, in order; a value on an edge belongs to the bin below it. */
  readonly edges: Float64Array;
  /** What share of the reference each of the ten bins holds, at least 1e-4. */
  readonly shares: Float64Array;
}

/** A share of nothing would make the index infinite. */
const leastShare = 1e-4;

export const binCount = 10;
/** Stands for the bin of NaN. */
export const noBin = 255;

/** Returns `reference` cut at its deciles, NaN left out; undefined below ten values. */
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
 * Below 0.1 two independent samples are alike, above 0.25 they differ (Siddiqi, "Credit Risk
 * Scorecards", 2006).
 */
export function computePopulationStability(bins: ReferenceBins, values: Float64Array): number {
  return compareShares(bins.shares, computeShares(findBins(bins.edges, values)));
}

/** Returns the index of shares found against shares expected, both from `toShares`. */
export function compareShares(expected: Float64Array, found: Float64Array): number {
  return found.reduce(
    (index, share, bin) => index + (share - expected[bin]) * Math.log(share / expected[bin]),
    0,
  );
}

/** Returns the largest index that any values can have: that of values which are all in the rarest bin. */
export function computeLargestStability({ shares }: ReferenceBins): number {
  const rarest = shares.indexOf(Math.min(...shares));
  return compareShares(shares, toShares(shares.map((_, bin) => (bin === rarest ? 1 : 0))));
}

/** Returns the bin of each value, 0 to 9: how many edges lie below it; 255 for NaN. */
export function findBins(edges: Float64Array, values: Float64Array): Uint8Array {
  const binOfValue = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let bin = 0;
    while (bin < edges.length && values[i] > edges[bin]) bin++;
    binOfValue[i] = Number.isNaN(values[i]) ? noBin : bin;
  }
  return binOfValue;
}

/** Returns the shares that counts amount to, at least 1e-4; NaN where all are 0. */
export function toShares(counts: Float64Array): Float64Array {
  const count = counts.reduce((sum, value) => sum + value, 0);
  return counts.map((found) => Math.max(leastShare, found / count));
}

/** Share of the values in each of ten bins, NaN left out; NaN for no values. */
function computeShares(binOfValue: Uint8Array): Float64Array {
  const counts = new Float64Array(binCount);
  for (const bin of binOfValue) if (bin !== noBin) counts[bin]++;
  return toShares(counts);
}
