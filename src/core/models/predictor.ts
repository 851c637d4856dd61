import { type Bar, barColumns, type Bars, countBars } from '../bars/bars';
import { scaledLimit, type Scaler } from '../dataset/scaler';
import {
  builtInFeatures,
  computeFeatures,
  FeatureError,
  longestFeatureBars,
} from '../features/compute';
import { createStreamingTcn, receptiveField, type TcnSpec } from './tcn';
import type { NamedWeights } from './model-kind';

/** What of a stored model is needed to ask it one bar at a time. */
export interface PredictorModel {
  readonly spec: TcnSpec;
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

/** Rolling sums are formed in blocks of 20 and 60 bars, whose common length this is. */
const blockBars = 60;

/** Bars before the first one to be predicted that make its probability the same as in a longer run. */
export function countHistoryBars(spec: TcnSpec): number {
  return receptiveField(spec) + longestFeatureBars + 3 * blockBars;
}

/**
 * Returns a predictor that has seen no bar.
 *
 * A probability is a function of the `countHistoryBars` bars up to its own alone, to the last bit: features
 * are computed from a stretch that begins at a whole multiple of 60 intervals (or at a gap), whenever the
 * session began, so that a session that was interrupted goes on as one that was not. Throws where the
 * weights do not fit the network or a feature is none of the built-in ones.
 */
export function createLivePredictor(model: PredictorModel, intervalMs: number): LivePredictor {
  const { spec, features: names, scaler, weights } = model;
  const unknown = names.filter((name) => !builtInFeatures.some((known) => known.name === name));
  if (unknown.length > 0) {
    throw new FeatureError(`live bars do not have ${unknown.join(', ')}, which the model reads`);
  }
  const tcn = createStreamingTcn(spec, names.length, weights);
  const row = new Float32Array(names.length);
  const features = new Float64Array(names.length).fill(NaN);
  const stretch = createStretch(intervalMs);

  return {
    push(bar) {
      if (!stretch.push(bar)) tcn.reset();
      const bars = stretch.read();
      const { columns } = computeFeatures(bars, names);
      columns.forEach((values, column) => (features[column] = values[countBars(bars) - 1]));
      if (features.some(Number.isNaN)) {
        tcn.reset();
        return NaN;
      }
      features.forEach((value, column) => {
        const score = (value - scaler.mean[column]) / scaler.deviation[column];
        row[column] = Math.min(scaledLimit, Math.max(-scaledLimit, score));
      });
      return 1 / (1 + Math.exp(-tcn.push(row)));
    },
    features: () => features.slice(),
  };
}

/** The newest bars without a gap, as columns. */
interface Stretch {
  /** Takes the next bar; returns false where that does not follow on the last, and so begins anew. */
  push(bar: Bar): boolean;
  /** A view of the bars, from the last block boundary that leaves every feature its whole window. */
  read(): Bars;
}

const maxStretchBars = 4 * (longestFeatureBars + blockBars);

/** Columns are written once a bar, and moved to their beginning when they are full. */
function createStretch(intervalMs: number): Stretch {
  const memory = barColumns.map((column) => [column, new Float64Array(maxStretchBars)] as const);
  const openTime = new Map(memory).get('openTime') ?? new Float64Array();
  let start = 0;
  let end = 0;
  return {
    push(bar) {
      const follows = start < end && bar.openTime - openTime[end - 1] === intervalMs;
      if (!follows) start = end = 0;
      if (end === maxStretchBars) {
        for (const [, values] of memory) values.copyWithin(0, start, end);
        end -= start;
        start = 0;
      }
      for (const [column, values] of memory) values[end] = bar[column];
      end++;
      for (let first = end - longestFeatureBars - 2; first > start; first--) {
        if (Math.round(openTime[first] / intervalMs) % blockBars === 0) start = first;
      }
      return follows;
    },
    read() {
      const columns = memory.map(([column, values]) => [column, values.subarray(start, end)]);
      return { intervalMs, ...(Object.fromEntries(columns) as Omit<Bars, 'intervalMs'>) };
    },
  };
}
