import { type Bars, countBars, viewBars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import { dollarVolumeFeature } from './volume';
import { type Feature, isAlwaysAvailable, shareColumns } from './feature';
import { highLowRangeFeature, returnFeatures, trendFeature } from './price';
import { takerBuyRatioFeature } from './order-flow';
import { volatilityFeatures } from './volatility';

/** Features of bars in float64, not scaled. */
export interface FeatureTable {
  readonly names: readonly string[];
  /** One a name, one value a bar; NaN where undefined. They share one piece of memory. */
  readonly columns: readonly Float64Array[];
  /** Bars after the start or a gap before all features are defined, unless an extra has holes. */
  readonly warmUpBars: number;
}

/** A feature was asked for that the bars cannot give. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError';
}

/** The nine features of every model, in their order. */
export const builtInFeatures: readonly Feature[] = [
  ...returnFeatures,
  ...volatilityFeatures,
  dollarVolumeFeature,
  takerBuyRatioFeature,
  highLowRangeFeature,
  trendFeature,
];

/** Bars that the longest feature looks back. */
export const longestFeatureBars = Math.max(...builtInFeatures.map(({ warmUpBars }) => warmUpBars));

/**
 * Returns the names of the features that a model gets unless it is asked for others: the nine, without
 * `taker_buy_ratio` where taker columns are absent and `dollar_volume` where no bar has a volume. Extras
 * are for a person to choose, who alone knows whether they were known at the close of their bar.
 */
export function defaultFeatures(bars: Bars): string[] {
  return listBuiltIn(bars)
    .filter(isOffered(bars))
    .map(({ name }) => name);
}

/**
 * Returns the names of all features that `bars` can give: the default ones, then the extras (an extra
 * with a built-in name is not offered).
 */
export function availableFeatures(bars: Bars): string[] {
  return listFeatures(bars)
    .filter(isOffered(bars))
    .map(({ name }) => name);
}

/**
 * Returns the named features at every bar, those of `defaultFeatures` where none are named.
 *
 * The value at t follows from bars <= t after the last gap: bars after t change no bit of it, and
 * nothing crosses a gap. Throws `FeatureError` for a name that is not available.
 */
export function computeFeatures(
  bars: Bars,
  names: readonly string[] = defaultFeatures(bars),
): FeatureTable {
  const features = pickFeatures(bars, names);
  const count = countBars(bars);
  // One piece of memory for all: many large ones cost the system more.
  const memory = new Float64Array(features.length * count);
  const columns = features.map((_, at) => memory.subarray(at * count, (at + 1) * count));
  for (const segment of findSegments(bars)) {
    const view = viewBars(bars, segment);
    const shared = shareColumns(view);
    features.forEach(({ fill }, column) =>
      fill(view, columns[column].subarray(segment.start, segment.end), shared),
    );
  }
  const warmUpBars = Math.max(0, ...features.map((feature) => feature.warmUpBars));
  return { names, columns, warmUpBars };
}

function isOffered(bars: Bars): (feature: Feature) => boolean {
  return ({ isInformative }) => isInformative?.(bars) ?? true;
}

function listBuiltIn(bars: Bars): Feature[] {
  return builtInFeatures.filter(({ isAvailable }) => isAvailable(bars));
}

function listFeatures(bars: Bars): Feature[] {
  const builtIn = listBuiltIn(bars);
  const taken = new Set(builtInFeatures.map(({ name }) => name));
  const extras = Object.keys(bars.extras ?? {}).filter((name) => !taken.has(name));
  return [...builtIn, ...extras.map(declareExtra)];
}

function pickFeatures(bars: Bars, names: readonly string[]): Feature[] {
  const available = new Map(listFeatures(bars).map((feature) => [feature.name, feature]));
  return names.map((name) => {
    const feature = available.get(name);
    if (feature !== undefined) return feature;
    const choice = [...available.keys()].join(', ');
    throw new FeatureError(`features: ${name} must be one that the bars can give: ${choice}`);
  });
}

/** A numeric column of the source, taken as it is: it is known at the close of its bar. */
function declareExtra(name: string): Feature {
  return {
    name,
    warmUpBars: 0,
    isAvailable: isAlwaysAvailable,
    fill: ({ extras }, out) => out.set(extras?.[name] ?? []),
  };
}
