import {
  binCount,
  compareShares,
  findBins,
  noBin,
  toShares,
  type ReferenceBins,
} from './population-stability';

/** A column of reference bars, counted by bin, so that any part of it is counted at once. */
export interface BinCounts {
  /** Steps of equal length that the bars make, what is left at their end left out. */
  readonly steps: number;
  /** Returns how many values of the steps from `from` to before `to` lie in each bin. */
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
 * Returns the population stability index of the steps from `from` to before `to` against all others but
 * `embargo` steps to each side; NaN where there are none of either.
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

/** Returns the mean bin of some steps' values, 0 to 9; NaN where there are none. */
export function averageBin(counts: BinCounts, from: number, to: number): number {
  const found = counts.count(from, to);
  const weighted = found.reduce((sum, value, bin) => sum + value * bin, 0);
  return weighted / found.reduce((sum, value) => sum + value, 0);
}
