import { createStreaming, receptiveField } from './spec';
import { type Bar, barColumns, type Bars, countBars } from '../bars/bars';
import { scaledLimit, type Scaler } from '../dataset/scaler';
import { computeFeatures, FeatureError, longestLookBack } from '../features/compute';
import type { Feature } from '../features/feature';
import { builtInFeatures } from '../features/list';
import { type ModelSpec, type NamedWeights } from './model-kind';

/** What of a stored model is needed to ask it one bar at a time. */
export interface PredictorModel {
  readonly spec: ModelSpec;
  readonly features: readonly string[];
  readonly scaler: Scaler;
  readonly weights: NamedWeights;
}

/** A model that is asked one closed bar at a time. */
export interface LivePredictor {
  /**
   * Takes the next bar and returns the probability of a rise, NaN until there are as many bars without
   * a gap as features and network look back. Uses no later bar.
   */
  push(bar: Bar): number;
  /** The features of the last bar, not scaled; NaN in their warm-up. */
  features(): Float64Array;
}

/** Bars up to and with its own that decide a model's probability. */
export function countHistoryBars({
  spec,
  features,
}: Pick<PredictorModel, 'spec' | 'features'>): number {
  return (
    receptiveField(spec) +
    longestLookBack(builtInFeatures.filter(({ name }) => features.includes(name)))
  );
}

/**
 * Returns a predictor that has seen no bar.
 *
 * A probability is a function of the `countHistoryBars` bars up to its own alone, to the last bit: features
 * are computed from no more bars than the longest of them looks back on, whenever the session began, so
 * that a session that was interrupted goes on as one that was not. Throws where the weights do not fit
 * the network or a feature is none of the built-in ones.
 */
export function createLivePredictor(model: PredictorModel, intervalMs: number): LivePredictor {
  const { spec, features: names, scaler, weights } = model;
  const lookBackBars = longestLookBack(findFeatures(names));
  const asked = createStreaming(spec, names.length, weights);
  const row = new Float32Array(names.length);
  const features = new Float64Array(names.length).fill(NaN);
  const stretch = createStretch(intervalMs, lookBackBars + 1);

  return {
    push(bar) {
      if (!stretch.push(bar)) asked.reset();
      const bars = stretch.read();
      const { columns } = computeFeatures(bars, names);
      columns.forEach((values, column) => (features[column] = values[countBars(bars) - 1]));
      if (features.some(Number.isNaN)) {
        asked.reset();
        return NaN;
      }
      features.forEach((value, column) => {
        const score = (value - scaler.mean[column]) / scaler.deviation[column];
        row[column] = Math.min(scaledLimit, Math.max(-scaledLimit, score));
      });
      return 1 / (1 + Math.exp(-asked.push(row)));
    },
    features: () => features.slice(),
  };
}

function findFeatures(names: readonly string[]): readonly Feature[] {
  const found = builtInFeatures.filter(({ name }) => names.includes(name));
  const unknown = names.filter((name) => !found.some((known) => known.name === name));
  if (unknown.length === 0) return found;
  throw new FeatureError(`live bars do not have ${unknown.join(', ')}, which the model reads`);
}

/** The newest bars without a gap, as columns. */
interface Stretch {
  /** Takes the next bar; returns false where that does not follow on the last, and so begins anew. */
  push(bar: Bar): boolean;
  /** A view of the bars. */
  read(): Bars;
}

/** Keeps `maxBars` bars. Columns are written once a bar, and moved to their beginning when they are full. */
function createStretch(intervalMs: number, maxBars: number): Stretch {
  const room = 4 * maxBars;
  const memory = barColumns.map((column) => [column, new Float64Array(room)] as const);
  const openTime = new Map(memory).get('openTime') ?? new Float64Array();
  let start = 0;
  let end = 0;
  return {
    push(bar) {
      const follows = start < end && bar.openTime - openTime[end - 1] === intervalMs;
      if (!follows) start = end = 0;
      if (end === room) {
        for (const [, values] of memory) values.copyWithin(0, start, end);
        end -= start;
        start = 0;
      }
      for (const [column, values] of memory) values[end] = bar[column];
      end++;
      start = Math.max(start, end - maxBars);
      return follows;
    },
    read() {
      const columns = memory.map(([column, values]) => [column, values.subarray(start, end)]);
      return { intervalMs, ...(Object.fromEntries(columns) as Omit<Bars, 'intervalMs'>) };
    },
  };
}
