import type { Bar, EpochMs } from '../../core/bars/bars';
import {
  countHistoryBars,
  createLivePredictor,
  type LivePredictor,
  type PredictorModel,
} from '../../core/models/predictor';
import type { Scaler } from '../../core/dataset/scaler';
import { minKeptBars, type BarSeries } from '../market/bar-series';

/** A model that predicts in a session. */
export interface SessionModel extends PredictorModel {
  readonly id: string;
  /** Of a model of several markets, by which each symbol's features are scaled; `scaler` is for any other symbol. */
  readonly scalers?: Readonly<Record<string, Scaler>>;
}

/** A model's prediction at a closed bar. */
export interface Prediction {
  /** NaN where the model gives none. */
  readonly probability: number;
  /** The model's features at the bar, not scaled. */
  readonly features: Float64Array;
}

/** Predicts closed bars with the models of a session, each bar once per model, and keeps the predictions. */
export interface Predictions {
  /** Throws where the weights or features of the model do not fit. */
  add(model: SessionModel): void;
  /** Returns the prediction for a closed bar, made now or before; undefined where there is no such model. */
  predict(symbol: string, modelId: string, bar: Bar): Prediction | undefined;
  /** Returns the prediction that was made for the bar that opened at a time; undefined where there is none. */
  find(symbol: string, modelId: string, openTime: EpochMs): Prediction | undefined;
  /** A bar was corrected: earlier predictions stay, later ones use the corrected bars. */
  noteCorrection(symbol: string): void;
}

/** The predictions of one model for one symbol. */
interface ModelPredictions {
  /** By open time. */
  readonly made: Map<EpochMs, Prediction>;
  /** Has seen all bars up to that of `lastOpenTime`. */
  predictor: LivePredictor | undefined;
  lastOpenTime: EpochMs;
}

/**
 * Returns an object without models. `findSeries` returns the bars of a symbol. A prediction depends on the bars up
 * to its own alone: it is the same to the last bit whether it is made when the bar closes or later.
 */
export function createPredictions(
  intervalMs: number,
  findSeries: (symbol: string) => BarSeries,
): Predictions {
  const models = new Map<string, SessionModel>();
  /** By symbol, then by model. */
  const bySymbol = new Map<string, Map<string, ModelPredictions>>();

  const findOwn = (symbol: string, modelId: string): ModelPredictions => {
    const ofSymbol = bySymbol.get(symbol) ?? new Map<string, ModelPredictions>();
    const one = ofSymbol.get(modelId) ?? {
      made: new Map<EpochMs, Prediction>(),
      predictor: undefined,
      lastOpenTime: NaN,
    };
    bySymbol.set(symbol, ofSymbol.set(modelId, one));
    return one;
  };
  /** Returns a predictor that has seen the bars before `end`, as many as a probability depends on. */
  const warmUp = (model: SessionModel, symbol: string, end: number): LivePredictor => {
    const series = findSeries(symbol);
    const scaler = model.scalers?.[symbol] ?? model.scaler;
    const predictor = createLivePredictor({ ...model, scaler }, intervalMs);
    for (let i = Math.max(0, end - countHistoryBars(model, intervalMs)); i < end; i++) {
      predictor.push(series.at(i));
    }
    return predictor;
  };
  const predictNow = (
    model: SessionModel,
    symbol: string,
    bar: Bar,
    one: ModelPredictions,
  ): Prediction => {
    const series = findSeries(symbol);
    const index = series.findFrom(bar.openTime);
    const isNext = index > 0 && series.at(index - 1).openTime === one.lastOpenTime;
    const predictor =
      one.predictor !== undefined && isNext ? one.predictor : warmUp(model, symbol, index);
    const probability = predictor.push(bar);
    one.predictor = predictor;
    one.lastOpenTime = bar.openTime;
    return { probability, features: predictor.features() };
  };

  return {
    add(model) {
      createLivePredictor(model, intervalMs);
      models.set(model.id, model);
    },
    predict(symbol, modelId, bar) {
      const model = models.get(modelId);
      if (model === undefined) return undefined;
      const one = findOwn(symbol, modelId);
      const known = one.made.get(bar.openTime);
      if (known !== undefined) return known;
      const prediction = predictNow(model, symbol, bar, one);
      one.made.set(bar.openTime, prediction);
      dropOld(one.made);
      return prediction;
    },
    find: (symbol, modelId, openTime) => bySymbol.get(symbol)?.get(modelId)?.made.get(openTime),
    noteCorrection(symbol) {
      for (const one of bySymbol.get(symbol)?.values() ?? []) one.predictor = undefined;
    },
  };
}

/** Keeps as many predictions as bars are kept. */
function dropOld(made: Map<EpochMs, Prediction>): void {
  if (made.size <= 2 * minKeptBars) return;
  for (const openTime of made.keys()) {
    if (made.size <= minKeptBars) break;
    made.delete(openTime);
  }
}
