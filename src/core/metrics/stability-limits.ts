import {
  binReference,
  compareBins,
  computePopulationStability,
  findBins,
  type ReferenceBins,
} from './population-stability';
import { computeQuantile } from './quantile';

/** Reference values in bins, and how large the index of a part of them is by nature. */
export interface StabilityReference {
  readonly bins: ReferenceBins;
  /** From the shortest window on; none where the reference has too few windows of a length. */
  readonly limits: readonly StabilityLimit[];
}

/** What an index over so many bars or more must exceed to be a shift. */
export interface StabilityLimit {
  readonly bars: number;
  readonly psi: number;
}

/** Above it two independent samples count as different ones. */
export const independentLimit = 0.25;
/** Fewer windows beside each other say too little of how much they vary. */
export const leastWindows = 8;
/** More tell hardly more of a 95th percentile. */
const mostWindows = 128;
/** Of the reference's own windows so many stay below their limits. */
const keptShare = 0.95;

/**
 * Returns, for columns of the same bars, their bins and the limits above which the index of a window is
 * a shift; undefined for a column with fewer than ten values.
 *
 * A day of volatility is one state of the market, not 1,440 independent draws, so that most days differ
 * from the weeks around them by more than 0.25. The limit of a column is therefore the 95th percentile of
 * the index of windows of its own reference, at least 0.25. All limits of a length are then raised by
 * one factor, so that of 20 such windows only one has any column above its limit.
 */
export function gatherStability(
  columns: readonly Float64Array[],
  windowBars: readonly number[],
): readonly (StabilityReference | undefined)[] {
  const binned = columns.map(binReference);
  const coded = columns.map((values, column) => {
    const bins = binned[column];
    return bins && { bins, binOfBar: findBins(bins.edges, values) };
  });
  const count = columns[0]?.length ?? 0;
  const byLength = windowBars.map((bars) => ({ bars, psi: findLimits(coded, count, bars) }));
  return binned.map(
    (bins, column) =>
      bins && {
        bins,
        limits: byLength
          .map(({ bars, psi }) => ({ bars, psi: psi[column] ?? NaN }))
          .filter(({ psi }) => !Number.isNaN(psi)),
      },
  );
}

/**
 * Returns the index of `values` and the limit that it must exceed to be a shift: that of the longest
 * windows with no more values, since longer windows vary less. The limit is NaN where there is none.
 */
export function measureShift(
  { bins, limits }: StabilityReference,
  values: Float64Array,
): { readonly psi: number; readonly limit: number } {
  const count = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  return {
    psi: computePopulationStability(bins, values),
    limit: limits.filter(({ bars }) => bars <= count).at(-1)?.psi ?? NaN,
  };
}

/** A column of the reference by the bins of its bars. */
interface CodedColumn {
  readonly bins: ReferenceBins;
  readonly binOfBar: Uint8Array;
}

/** The limit of each column for windows of one length; NaN where it has too few of them. */
function findLimits(
  columns: readonly (CodedColumn | undefined)[],
  count: number,
  bars: number,
): readonly number[] {
  const starts = placeWindows(count, bars);
  const indices = columns.map((column) =>
    column === undefined
      ? []
      : starts.map((start) =>
          compareBins(column.bins, column.binOfBar.subarray(start, start + bars)),
        ),
  );
  const limits = indices.map((psi) => {
    const known = psi.filter((value) => !Number.isNaN(value));
    return known.length < leastWindows
      ? NaN
      : Math.max(independentLimit, computeQuantile(known, keptShare));
  });
  // By how much each window exceeds the limits where it does so most.
  const excess = starts.map((_, window) =>
    Math.max(1, ...limits.map((limit, column) => (indices[column][window] ?? NaN) / limit || 0)),
  );
  const factor = computeQuantile(excess, keptShare);
  return limits.map((limit) => limit * factor);
}

/** Starts of windows that overlap by half, spread evenly over all bars; none where they are too few. */
function placeWindows(count: number, bars: number): readonly number[] {
  const apart = Math.floor(count / bars);
  if (apart < leastWindows) return [];
  const windows = Math.min(mostWindows, 2 * apart - 1);
  return Array.from({ length: windows }, (_, i) =>
    Math.floor((i * (count - bars)) / (windows - 1)),
  );
}
