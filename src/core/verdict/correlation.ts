import type { BarIndex } from '../bars/bars';

/** How far features say the same; plain data. */
export interface FeatureCorrelations {
  readonly features: readonly string[];
  /** `[feature, feature]`: Pearson's coefficient, -1 to 1; NaN where a feature does not change. */
  readonly values: Float64Array;
  /** Pairs beyond `strongCorrelation` and what people should know of them, in a sentence. */
  readonly sentence: string;
}

/** From here on, of either sign, two features say nearly the same. */
const strongCorrelation = 0.9;
/** Bars that are looked at; more would say the same. */
const maxBars = 20_000;
/** Pairs that a sentence names. */
const maxNamed = 5;

/**
 * Returns Pearson's correlation of each two features over `bars`, at most 20,000 of them, evenly spaced. `values` are the
 * rows of the model, `[bar, feature]`: scaled and clipped, as it reads them.
 */
export function correlateFeatures(
  features: readonly string[],
  values: Float32Array,
  bars: readonly BarIndex[],
): FeatureCorrelations {
  const width = features.length;
  const stride = Math.max(1, bars.length / maxBars);
  const count = Math.min(bars.length, maxBars);
  // Each column less its mean, over its length: a correlation is then a sum of products.
  const columns = features.map((_, feature) => {
    const column = Float64Array.from(
      { length: count },
      (_, at) => values[bars[Math.floor(at * stride)] * width + feature],
    );
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    const length = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    // What is left of a constant by rounding is no change.
    const isFlat = length <= 1e-9 * Math.sqrt(count) * (1 + Math.abs(mean));
    return isFlat ? column.fill(NaN) : column.map((value) => (value - mean) / length);
  });
  const correlations = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let at = 0; at < count; at++) sum += columns[a][at] * columns[b][at];
      correlations[a * width + b] = correlations[b * width + a] = Math.max(-1, Math.min(1, sum));
    }
  }
  return { features, values: correlations, sentence: describe(features, correlations) };
}

function describe(features: readonly string[], values: Float64Array): string {
  const pairs = features.flatMap((a, row) =>
    features.slice(0, row).flatMap((b, column) => {
      const value = values[row * features.length + column];
      return Math.abs(value) > strongCorrelation ? [{ a, b, value }] : [];
    }),
  );
  if (pairs.length === 0) {
    return `No two features say the same: none correlate by more than ${strongCorrelation}.`;
  }
  const named = pairs
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, maxNamed)
    .map(({ a, b, value }) => `${b} and ${a} (${value.toFixed(2)})`);
  const more = pairs.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return (
    `${pairs.length === 1 ? 'Two features say' : 'Pairs of features that say'} nearly the same: ${list}. ` +
    'Each of a pair seems unimportant while the other is there.'
  );
}
