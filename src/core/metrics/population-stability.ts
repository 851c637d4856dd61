import { computeQuantile } from './quantile';

/** Ten bins of equal share of some reference values: their nine inner edges, in order. */
export type DecileEdges = Float64Array;

/** A share of nothing would make the index infinite. */
const leastShare = 1e-4;

/** Returns the deciles of `reference`, NaN left out; undefined where fewer than ten values are left. */
export function findDeciles(reference: Float64Array): DecileEdges | undefined {
  const sorted = reference.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < 10) return undefined;
  return Float64Array.from({ length: 9 }, (_, i) => computeQuantile(sorted, (i + 1) / 10));
}

/**
 * Returns the population stability index of `values` against the reference whose deciles are `edges`:
 * sum over the ten bins of (share - 0.1) ln(share / 0.1). NaN for no values.
 *
 * Below 0.1 the two are alike, above 0.25 they differ (Siddiqi, "Credit Risk Scorecards", 2006).
 */
export function computePopulationStability(edges: DecileEdges, values: Float64Array): number {
  const counts = new Float64Array(edges.length + 1);
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    counts[findBin(edges, value)]++;
    count++;
  }
  if (count === 0) return NaN;
  const expected = 1 / counts.length;
  let index = 0;
  for (const found of counts) {
    const share = Math.max(leastShare, found / count);
    index += (share - expected) * Math.log(share / expected);
  }
  return index;
}

/** Returns how many edges lie below `value`. */
function findBin(edges: DecileEdges, value: number): number {
  let bin = 0;
  while (bin < edges.length && value > edges[bin]) bin++;
  return bin;
}
