import { type AvailableColumns, declareExtra, type Feature, readAvailableColumns } from './feature';
import { findFeature, isMadeOfBars } from './find-feature';
import { builtInFeatures } from './list';
import { listHigherFeatures } from './timeframes';

/** What a family of features is called and what it is about, for people. */
interface FeatureFamily {
  /** `family` of its features. */
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
}

/** In the order in which they are shown; a family that is not among them comes last, by its name. */
export const featureFamilies: readonly FeatureFamily[] = [
  {
    name: 'price',
    label: 'Price',
    meaning: 'How far price has come over windows of several lengths.',
  },
  { name: 'volatility', label: 'Volatility', meaning: 'How much it moves, whichever way.' },
  { name: 'volume', label: 'Volume', meaning: 'How much is traded, against the hours before.' },
  {
    name: 'order flow',
    label: 'Order flow',
    meaning: 'Who trades: whether takers buy or sell, at what price, in trades of what size.',
  },
  {
    name: 'shape',
    label: 'Shape',
    meaning: 'How bars look: wicks, gaps between them, and which way the large moves went.',
  },
  {
    name: 'clock',
    label: 'Clock',
    meaning:
      'The time within the hour, day and week: orders come at round minutes and in office hours.',
  },
  {
    name: 'higher timeframes',
    label: 'Higher timeframes',
    meaning: 'The same of longer bars, known once such a bar has closed. They look back far.',
  },
  {
    name: 'extra',
    label: 'Columns of the file',
    meaning: 'Each is checked for knowledge of the future first. Live bars do not have them.',
  },
];

/** A named choice of features. */
interface FeaturePreset {
  readonly name: string;
  readonly label: string;
  /** In a sentence. */
  readonly meaning: string;
  readonly picks: (feature: Feature) => boolean;
  /** A dataset of so many bars or more begins with it. */
  readonly minBars: number;
}

/** The first one picks the features that are the default of a model. */
export const featurePresets: readonly FeaturePreset[] = [
  {
    name: 'nine',
    label: 'The nine',
    meaning: 'Returns, volatility, volume, taker buys and trend: a good start, and the fastest.',
    picks: ({ isDefault }) => isDefault,
    minBars: 0,
  },
  {
    name: 'recommended',
    label: 'Recommended',
    meaning: 'All that bars of one interval tell, with the clock, order flow and longer windows.',
    picks: ({ family }) => family !== 'higher timeframes',
    // From so many on they rank better than the nine, on a quarter of them they do not (docs/MODELS.md).
    minBars: 500_000,
  },
  {
    name: 'all',
    label: 'All',
    meaning: 'Higher timeframes too, which cost the most bars at the start and after each gap.',
    picks: () => true,
    minBars: Infinity,
  },
];

/** Returns the preset that a dataset begins with: the one for the most bars of those that it has enough for. */
export function suggestPreset({ bars }: { readonly bars: number }): FeaturePreset {
  return featurePresets.reduce((one, other) =>
    other.minBars <= bars && other.minBars > one.minBars ? other : one,
  );
}

/** Returns the features for a dataset of which a person chose none; undefined for the default ones. */
export function suggestFeatures(dataset: {
  readonly bars: number;
  readonly intervalMs: number;
}): readonly string[] | undefined {
  const preset = suggestPreset(dataset);
  return preset === featurePresets[0] ? undefined : pickPreset(preset, dataset.intervalMs);
}

/** What a dataset can make features of. */
interface FeatureSource {
  readonly columns: AvailableColumns;
  readonly intervalMs: number;
  /** Further columns that may be features. */
  readonly extras: readonly string[];
}

/** Returns what a dataset with this record can make features of, of its further columns only `extras`. */
export function describeSource(
  info: Parameters<typeof readAvailableColumns>[0] & { readonly intervalMs: number },
  extras: readonly string[] = [],
): FeatureSource {
  return { columns: readAvailableColumns(info), intervalMs: info.intervalMs, extras };
}

/** Returns every feature that is offered for bars of `intervalMs`, extras apart, in the order of a model's inputs. */
export function listOffered(intervalMs: number): readonly Feature[] {
  return [...builtInFeatures, ...listHigherFeatures(intervalMs)];
}

/** Returns the names of a preset's features, those for which a source lacks columns included. */
export function pickPreset({ picks }: FeaturePreset, intervalMs: number): readonly string[] {
  return listOffered(intervalMs).flatMap((feature) => (picks(feature) ? feature.name : []));
}

/** Returns the preset that picks just these features; undefined for a choice of one's own. */
export function findPreset(
  names: readonly string[],
  intervalMs: number,
): FeaturePreset | undefined {
  const chosen = new Set(names);
  return featurePresets.find((preset) => {
    const picked = pickPreset(preset, intervalMs);
    return picked.length === chosen.size && picked.every((name) => chosen.has(name));
  });
}

/**
 * Returns those of the named features that a source can give, in the order of a model's inputs: entries of the list,
 * higher timeframes, extras.
 */
export function keepUsable(
  names: readonly string[],
  { columns, intervalMs, extras }: FeatureSource,
): readonly Feature[] {
  const chosen = [...new Set(names)];
  const ranks = new Map(listOffered(intervalMs).map(({ name }, rank) => [name, rank]));
  const rank = (name: string): number => ranks.get(name) ?? ranks.size;
  const made = chosen
    .filter(isMadeOfBars)
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((name) => findFeature(name, intervalMs) ?? [])
    .filter(({ needs }) => needs.every((need) => columns[need]));
  const further = extras.filter((name) => !isMadeOfBars(name) && chosen.includes(name));
  return [...made, ...further.map(declareExtra)];
}

/** Returns how many bars of a dataset have no value of a feature: those at its start and after each gap. */
export function countLostBars(
  { from, to, intervalMs, gaps }: BarTimes,
  lookBackBars: number,
): number {
  const starts = [from, ...gaps.map((gap) => gap.to)];
  const ends = [...gaps.map((gap) => gap.from), to + intervalMs];
  return starts.reduce(
    (lost, start, at) => lost + Math.min(lookBackBars, Math.round((ends[at] - start) / intervalMs)),
    0,
  );
}

/** What the record of a dataset says of its times. */
interface BarTimes {
  /** Open time of the first and of the last bar. */
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
  /** Open times of the first missing bar and of the first one after it. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}
