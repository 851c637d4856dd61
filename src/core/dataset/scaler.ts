import type { BarRange } from '../bars/bars';
import { countInRanges } from '../bars/gaps';
import type { FeatureTable } from '../features/compute';
import { DatasetError } from './splits';

/** Mean and standard deviation of each feature over the training bars. */
export interface Scaler {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** False of a model that was trained elsewhere, on scaled values of any size. */
  readonly isClipped?: false | undefined;
}

/** Scaled values are clipped to plus and minus this. */
export const scaledLimit = 8;

/** Returns what the values of a scaler are clipped to, plus and minus. */
export function limitOf({ isClipped }: Scaler): number {
  return isClipped === false ? Infinity : scaledLimit;
}

/** Bars of one market that a scaler is fitted to. */
interface ScaledPart {
  readonly table: FeatureTable;
  /** Where all features are defined. */
  readonly ranges: readonly BarRange[];
}

/**
 * Returns mean and population standard deviation (ddof 0) of every feature over the bars in `ranges`
 * alone, where all features must be defined; a deviation of 0 becomes 1.
 *
 * Throws `DatasetError` when `ranges` contain no bar.
 */
export function fitScaler(table: FeatureTable, ranges: readonly BarRange[]): Scaler {
  return fitSharedScaler([{ table, ranges }]);
}

/** Like `fitScaler`, over the bars of several markets, which have the same features. */
export function fitSharedScaler(parts: readonly ScaledPart[]): Scaler {
  const count = countInRanges(parts.flatMap(({ ranges }) => ranges));
  if (count === 0) {
    throw new DatasetError('dataset: a scaler needs at least 1 training bar, has 0');
  }
  const moments = parts[0].table.names.map((_, feature) => measure(parts, feature, count));
  return {
    mean: moments.map(({ mean }) => mean),
    deviation: moments.map(({ deviation }) => (deviation === 0 ? 1 : deviation)),
  };
}

/**
 * Returns (value - mean) / deviation clipped to +-8 (`limitOf`), `[bar, feature]` row-major; rows outside
 * `stretches` are 0. Throws `DatasetError` when the scaler has another number of features.
 */
export function scaleFeatures(
  table: FeatureTable,
  scaler: Scaler,
  stretches: readonly BarRange[],
): Float32Array {
  const width = table.names.length;
  if (scaler.mean.length !== width || scaler.deviation.length !== width) {
    throw new DatasetError(
      `dataset: scaler must have one mean and deviation for each of ${width} features, ` +
        `has ${scaler.mean.length} and ${scaler.deviation.length}`,
    );
  }
  const bars = table.columns[0].length;
  const limit = limitOf(scaler);
  const scaled = new Float32Array(bars * width);
  table.columns.forEach((values, feature) => {
    const mean = scaler.mean[feature];
    const deviation = scaler.deviation[feature];
    for (const { start, end } of stretches) {
      for (let bar = start; bar < end; bar++) {
        const score = (values[bar] - mean) / deviation;
        scaled[bar * width + feature] = Math.min(limit, Math.max(-limit, score));
      }
    }
  });
  return scaled;
}

/** Sums differences from the first value, so that equal values have a deviation of exactly 0. */
function measure(
  parts: readonly ScaledPart[],
  feature: number,
  count: number,
): { mean: number; deviation: number } {
  const stretches = parts.flatMap(({ table, ranges }) =>
    ranges
      .filter(({ start, end }) => start < end)
      .map(({ start, end }) => table.columns[feature].subarray(start, end)),
  );
  const pivot = stretches[0][0];
  let sum = 0;
  for (const values of stretches) {
    for (const value of values) sum += value - pivot;
  }
  const mean = pivot + sum / count;
  let squares = 0;
  for (const values of stretches) {
    for (const value of values) squares += (value - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}
