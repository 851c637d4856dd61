import { type Bars, countBars, viewBars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import {
  type AvailableColumns,
  declareExtra,
  type Feature,
  findAvailableColumns,
  shareColumns,
} from './feature';
import { findFeature, isMadeOfBars } from './find-feature';
import { builtInFeatures } from './list';

/** Features of bars in float64, not scaled. */
export interface FeatureTable {
  readonly names: readonly string[];
  /** One per name, with one value per bar; NaN where undefined. They share one buffer. */
  readonly columns: readonly Float64Array[];
  /** Bars after the start or a gap until all features are defined; an extra may have further NaN. */
  readonly warmUpBars: number;
}

/** A feature was named that cannot be computed from the bars. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError';
}

/** The longest look-back of the default features, in bars. */
export const defaultLookBackBars = longestLookBack(
  builtInFeatures.filter(({ isDefault }) => isDefault),
);

/** Returns how many bars the longest of the features looks back. */
export function longestLookBack(features: readonly Feature[]): number {
  return Math.max(0, ...features.map(({ lookBackBars }) => lookBackBars));
}

/**
 * Returns the features that a model gets when none are named: the default ones that the available
 * columns suffice for. Extras are never among them, since only a person can know whether their values
 * were known at the close of the bar.
 */
export function chooseFeatures(available: AvailableColumns): readonly Feature[] {
  return builtInFeatures.filter(
    ({ isDefault, needs }) => isDefault && needs.every((need) => available[need]),
  );
}

/** Returns the names of the features that `chooseFeatures` returns for these bars. */
export function defaultFeatures(bars: Bars): string[] {
  return chooseFeatures(findAvailableColumns(bars)).map(({ name }) => name);
}

/**
 * Returns the named features at every bar; those of `defaultFeatures` when none are named.
 *
 * The value at t depends only on bars <= t after the last gap: later bars change no bit of it. Throws
 * `FeatureError` for a name that is not available.
 */
export function computeFeatures(
  bars: Bars,
  names: readonly string[] = defaultFeatures(bars),
): FeatureTable {
  const features = findFeatures(bars, names);
  const count = countBars(bars);
  // One buffer for all: several large ones take the system longer to provide.
  const memory = new Float64Array(features.length * count);
  const columns = features.map((_, at) => memory.subarray(at * count, (at + 1) * count));
  for (const segment of findSegments(bars)) {
    const view = viewBars(bars, segment);
    const shared = shareColumns(view);
    features.forEach(({ compute }, column) =>
      compute(view, columns[column].subarray(segment.start, segment.end), shared),
    );
  }
  return { names, columns, warmUpBars: longestLookBack(features) };
}

/** Returns how many bars the named features look back; those of `defaultFeatures` when none are named. */
export function findLookBack(bars: Bars, names: readonly string[] = defaultFeatures(bars)): number {
  return longestLookBack(findFeatures(bars, names));
}

function findFeatures(bars: Bars, names: readonly string[]): Feature[] {
  // Bars without a volume have zeros, so a model that was trained with volume can still predict on them.
  const columns = { ...findAvailableColumns(bars), volume: true };
  const isPossible = ({ needs }: Feature): boolean => needs.every((need) => columns[need]);
  const extras = Object.keys(bars.extras ?? {}).filter((name) => !isMadeOfBars(name));
  return names.map((name) => {
    const feature = extras.includes(name) ? declareExtra(name) : findFeature(name, bars.intervalMs);
    if (feature !== undefined && isPossible(feature)) return feature;
    const possible = builtInFeatures.filter(isPossible).map((one) => one.name);
    const choice = [...possible, ...extras].join(', ');
    throw new FeatureError(`features: ${name} must be one that the bars can give: ${choice}`);
  });
}
