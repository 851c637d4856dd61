import { computeDeviation, computeMean, computeStudentQuantile } from './statistics';
import {
  averageBin,
  type BinCounts,
  binReference,
  compareWithRest,
  computeLargestStability,
  computePopulationStability,
  countBins,
  type ReferenceBins,
} from './population-stability';

/** Reference values in bins, and how large the index of a part of them usually is. */
export interface StabilityReference {
  readonly bins: ReferenceBins;
  /** Shortest window first; without those lengths of which the reference has too few windows. */
  readonly limits: readonly StabilityLimit[];
}

/** The value that an index over at least `bars` bars must exceed to count as a shift. */
interface StabilityLimit {
  readonly bars: number;
  /** Infinity where no index can be above the limit. */
  readonly psi: number;
}

/** The references of several columns of the same bars. */
interface StabilityGroup {
  /** Undefined for a column with fewer than ten values. */
  readonly references: readonly (StabilityReference | undefined)[];
  /** How much a day resembles the day before, 0 to 0.99; the max over the columns. */
  readonly persistence: number;
}

/** Above it, two independent samples count as different. */
export const independentLimit = 0.25;
/** Fewer independent windows say too little about how much windows vary. */
const minWindows = 5;
/** Whole days, since volume and volatility follow the time of day, so that a part of a day always differs. */
const windowDays = [1, 2, 3, 5, 7];
/** Normal quantile of the share of new windows that stay below all limits of their length: 99%. */
const zKept = 2.3263478740408408;

/**
 * Returns, for columns of the same bars, their bins and the limits above which the index of a window counts
 * as a shift.
 *
 * A day of volatility is one state of the market, not 1,440 independent draws, so most days differ from the
 * surrounding weeks by more than 0.25. Limits are therefore measured on windows of the reference, each compared
 * with the rest of the reference except a day on each side, since a live window is not part of the reference
 * either. The square root of the index is used because it grows in proportion to a shift. Each window counts by
 * the column that lies most deviations above its mean, so that the limits hold for all columns together. The
 * limit is the upper 99% prediction limit of a normal sample (Hahn and Meeker, 1991, "Statistical Intervals"),
 * with the number of independent windows as its size; at least 0.25.
 *
 * `minPersistence` is the persistence of a longer record of the same market, since a short record cannot
 * show its own.
 */
export function gatherStability(
  columns: readonly Float64Array[],
  dayBars: number,
  minPersistence = 0,
): StabilityGroup {
  const stepsOfDay = dayBars % 2 === 0 ? 2 : 1;
  const binned = columns.map(binReference);
  const coded = columns.flatMap((values, column) => {
    const bins = binned[column];
    return bins ? [{ column, bins, counts: countBins(bins, values, dayBars / stepsOfDay) }] : [];
  });
  const counts = coded.map((code) => code.counts);
  const persistence = Math.max(
    minPersistence,
    ...counts.map((count) => computePersistence(listDays(count, stepsOfDay))),
  );
  const byLength = windowDays.map((days) => ({
    bars: days * dayBars,
    psi: findLimits(counts, days, stepsOfDay, persistence),
  }));
  const references = new Array<StabilityReference | undefined>(columns.length).fill(undefined);
  coded.forEach(({ column, bins }, i) => {
    const largest = computeLargestStability(bins);
    const limits = byLength.flatMap(({ bars, psi }) =>
      psi === undefined || Number.isNaN(psi[i])
        ? []
        : [{ bars, psi: psi[i] < largest ? psi[i] : Infinity }],
    );
    references[column] = { bins, limits };
  });
  return { references, persistence };
}

/**
 * Returns the index of `values` and the limit that it must exceed to count as a shift: that of the longest
 * windows with at most as many values, since longer windows vary less. The limit is NaN where there is none.
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

/** The limit of each column for windows of one length; undefined where there are too few of them. */
function findLimits(
  columns: readonly BinCounts[],
  days: number,
  stepsOfDay: number,
  persistence: number,
): readonly number[] | undefined {
  const steps = columns[0]?.steps ?? 0;
  const independent = countIndependentWindows(steps / stepsOfDay, days, persistence);
  if (independent < minWindows) return undefined;
  const window = days * stepsOfDay;
  const starts = Array.from({ length: steps - window + 1 }, (_, start) => start);
  const spreads = columns.map((counts) => {
    const roots = starts.map((start) =>
      Math.sqrt(compareWithRest(counts, start, start + window, stepsOfDay)),
    );
    const known = roots.filter((root) => !Number.isNaN(root));
    return { roots, mean: computeMean(known), deviation: computeDeviation(known) };
  });
  // How many deviations each window lies above the mean, in the column where that is the max.
  const heights = starts
    .map((_, i) =>
      Math.max(
        ...spreads.map(({ roots, mean, deviation }) => (roots[i] - mean) / deviation || -Infinity),
      ),
    )
    .filter(Number.isFinite);
  const height = heights.length < 2 ? 0 : predictUpper(heights, independent);
  return spreads.map(({ mean, deviation }) =>
    Math.max(independentLimit, (mean + height * deviation) ** 2),
  );
}

/** Limit below which 99% of further values stay, for a normal sample worth `size` independent values. */
function predictUpper(sample: readonly number[], size: number): number {
  const reach = computeStudentQuantile(zKept, size - 1) * Math.sqrt(1 + 1 / size);
  return computeMean(sample) + reach * computeDeviation(sample);
}

/** The mean bin of each whole day. */
function listDays(counts: BinCounts, stepsOfDay: number): readonly number[] {
  return Array.from({ length: Math.floor(counts.steps / stepsOfDay) }, (_, day) =>
    averageBin(counts, day * stepsOfDay, (day + 1) * stepsOfDay),
  );
}

/**
 * Returns the lag-1 autocorrelation of values, clipped to 0 to 0.99, NaN left out.
 *
 * The estimate from a short series is too low by about (1 + 3 r) / n (Marriott and Pope, 1954, "Bias in the
 * estimation of autocorrelations"), which is added.
 */
export function computePersistence(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = computeMean(known);
  let squares = 0;
  let products = 0;
  known.forEach((value, i) => {
    squares += (value - mean) ** 2;
    if (i > 0) products += (value - mean) * (known[i - 1] - mean);
  });
  const raw = squares === 0 ? 0 : products / squares;
  return Math.min(0.99, Math.max(0, raw + (1 + 3 * raw) / known.length));
}

/**
 * Returns how many independent windows of `windowDays` days the given days are worth. A day of persistence r
 * is worth (1 - r) / (1 + r) independent days: the 2 r / (1 - r) days that resemble their neighbours are
 * added to the window's own length.
 */
export function countIndependentWindows(
  days: number,
  windowDays: number,
  persistence: number,
): number {
  return days / (windowDays + (2 * persistence) / (1 - persistence));
}
