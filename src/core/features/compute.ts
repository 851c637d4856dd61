import { type Bars, countBars, hasTakerColumns, viewBars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import { type Feature, findToldColumns, shareColumns, type ToldColumns } from './feature';
import { builtInFeatures } from './list';

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

/** Bars that the longest feature of a model looks back, unless it is asked for others. */
export const defaultLookBackBars = longestLookBack(
  builtInFeatures.filter(({ isDefault }) => isDefault),
);

/** Returns how many bars the longest of the features looks back. */
export function longestLookBack(features: readonly Feature[]): number {
  return Math.max(0, ...features.map(({ lookBackBars }) => lookBackBars));
}

/**
 * Returns the features that a model gets unless it is asked for others: the default ones that have
 * something to say, given what the source tells. Extras are for a person to choose, who alone knows
 * whether they were known at the close of their bar.
 */
export function chooseFeatures(told: ToldColumns): readonly Feature[] {
  return builtInFeatures.filter(
    ({ isDefault, needs }) => isDefault && needs.every((need) => told[need]),
  );
}

/** Returns the names of `chooseFeatures` of bars. */
export function defaultFeatures(bars: Bars): string[] {
  return chooseFeatures(findToldColumns(bars)).map(({ name }) => name);
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
  const features = findFeatures(bars, names);
  const count = countBars(bars);
  // One piece of memory for all: many large ones cost the system more.
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

function findFeatures(bars: Bars, names: readonly string[]): Feature[] {
  // Bars without a volume have zeros: a model that was trained with one can still be asked.
  const told = { volume: true, takers: hasTakerColumns(bars) };
  const builtIn = builtInFeatures.filter(({ needs }) => needs.every((need) => told[need]));
  const taken = new Set(builtInFeatures.map(({ name }) => name));
  const extras = Object.keys(bars.extras ?? {}).filter((name) => !taken.has(name));
  const available = [...builtIn, ...extras.map(declareExtra)];
  return names.map((name) => {
    const feature = available.find((one) => one.name === name);
    if (feature !== undefined) return feature;
    const choice = available.map((one) => one.name).join(', ');
    throw new FeatureError(`features: ${name} must be one that the bars can give: ${choice}`);
  });
}

/** A numeric column of the source, taken as it is: it is known at the close of its bar. */
function declareExtra(name: string): Feature {
  return {
    name,
    family: 'extra',
    meaning: 'a column of the source',
    lookBackBars: 0,
    needs: [],
    isDefault: false,
    compute: ({ extras }, out) => out.set(extras?.[name] ?? []),
  };
}
