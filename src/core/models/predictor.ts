import { calibrate, type Calibration, squash } from './calibration';
import { receptiveField } from './spec';
import { createStreaming } from './streaming/create-streaming';
import { type Bar, barColumns, type Bars, countBars } from '../bars/bars';
import { limitOf, type Scaler } from '../dataset/scaler';
import { computeFeatures, FeatureError, longestLookBack } from '../features/compute';
import type { Feature } from '../features/feature';
import { findFeature } from '../features/find-feature';
import { type ModelSpec, type NamedWeights } from './model-kind';

/** The parts of a stored model that are needed to predict one bar at a time. */
export interface PredictorModel {
  readonly spec: ModelSpec;
  readonly features: readonly string[];
  readonly scaler: Scaler;
  readonly calibration: Calibration;
  readonly weights: NamedWeights;
}

/** Predicts from one closed bar at a time. */
export interface LivePredictor {
  /**
   * Takes the next bar and returns the calibrated probability of a rise; NaN until there are `countHistoryBars` bars
   * without a gap. Uses no later bar.
   */
  push(bar: Bar): number;
  /** Returns a copy of the features of the last bar, not scaled; NaN during warm-up. */
  features(): Float64Array;
}

/** Returns how many bars of `intervalMs`, the predicted one included, decide a model's probability. */
export function countHistoryBars(
  { spec, features }: Pick<PredictorModel, 'spec' | 'features'>,
  intervalMs: number,
): number {
  const made = features.flatMap((name) => findFeature(name, intervalMs) ?? []);
  return receptiveField(spec) + longestLookBack(made);
}

/**
 * Returns a predictor that has seen no bar.
 *
 * A probability depends on the last `countHistoryBars` bars alone, to the last bit: features are always computed
 * from just as many bars as the longest of them looks back, whenever the session began. So an interrupted
 * session continues exactly like an uninterrupted one. Throws where the weights do not fit the network or a
 * feature is not built in.
 */
export function createLivePredictor(model: PredictorModel, intervalMs: number): LivePredictor {
  const { spec, features: names, scaler, calibration, weights } = model;
  const lookBackBars = longestLookBack(findFeatures(names, intervalMs));
  const network = createStreaming(spec, names.length, weights);
  const limit = limitOf(scaler);
  const row = new Float32Array(names.length);
  const features = new Float64Array(names.length).fill(NaN);
  const stretch = createStretch(intervalMs, lookBackBars + 1);

  return {
    push(bar) {
      if (!stretch.push(bar)) network.reset();
      const bars = stretch.read();
      const { columns } = computeFeatures(bars, names);
      columns.forEach((values, column) => (features[column] = values[countBars(bars) - 1]));
      if (features.some(Number.isNaN)) {
        network.reset();
        return NaN;
      }
      features.forEach((value, column) => {
        const score = (value - scaler.mean[column]) / scaler.deviation[column];
        row[column] = Math.min(limit, Math.max(-limit, score));
      });
      return calibrate(squash(network.push(row)), calibration);
    },
    features: () => features.slice(),
  };
}

function findFeatures(names: readonly string[], intervalMs: number): readonly Feature[] {
  const found = names.flatMap((name) => findFeature(name, intervalMs) ?? []);
  const unknown = names.filter((name) => !found.some((known) => known.name === name));
  if (unknown.length === 0) return found;
  throw new FeatureError(`live bars do not have ${unknown.join(', ')}, which the model reads`);
}

/** The newest bars without a gap, as columns. */
interface Stretch {
  /** Takes the next bar; returns false where there is a gap before it, at which the stretch starts anew. */
  push(bar: Bar): boolean;
  /** A view of the bars. */
  read(): Bars;
}

/** Keeps the last `maxBars` bars. Columns are appended to, and moved to the start of their memory when it is full. */
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
