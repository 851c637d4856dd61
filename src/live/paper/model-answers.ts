import type { Bar, EpochMs } from '../../core/bars/bars';
import {
  countHistoryBars,
  createLivePredictor,
  type LivePredictor,
  type PredictorModel,
} from '../../core/models/predictor';
import { maxKeptBars, type BarSeries } from '../market/bar-series';

/** A model that a session asks. */
export interface SessionModel extends PredictorModel {
  readonly id: string;
}

/** What a model said of a closed bar. */
export interface ModelAnswer {
  /** NaN where it has no opinion. */
  readonly probability: number;
  /** Its features at the bar, not scaled. */
  readonly features: Float64Array;
}

/** Asks the models of a session about closed bars, each model once for each bar, and keeps the answers. */
export interface ModelAnswers {
  /** Throws where the model cannot be asked bar by bar. */
  add(model: SessionModel): void;
  /** What the model said of a closed bar of the symbol, or says now; undefined where there is no such model. */
  ask(symbol: string, modelId: string, bar: Bar): ModelAnswer | undefined;
  /** What the model said of the bar that opened at a time; undefined where it was not asked. */
  find(symbol: string, modelId: string, openTime: EpochMs): ModelAnswer | undefined;
  /** A bar was corrected: answers stay as they were given, later ones are formed from the bars as they are now. */
  noteCorrection(symbol: string): void;
}

/** What one model said of one symbol. */
interface Asked {
  readonly answers: Map<EpochMs, ModelAnswer>;
  /** Has seen all bars up to that of `lastOpenTime`. */
  predictor: LivePredictor | undefined;
  lastOpenTime: EpochMs;
}

/**
 * Returns an object without models. `findSeries` gives the bars of a symbol: an answer is formed from those up to
 * its bar, to the last bit the same whether the bar is asked about when it closes or later.
 */
export function createModelAnswers(
  intervalMs: number,
  findSeries: (symbol: string) => BarSeries,
): ModelAnswers {
  const models = new Map<string, SessionModel>();
  /** By symbol, then by model. */
  const asked = new Map<string, Map<string, Asked>>();

  const findAsked = (symbol: string, modelId: string): Asked => {
    const ofSymbol = asked.get(symbol) ?? new Map<string, Asked>();
    const one = ofSymbol.get(modelId) ?? {
      answers: new Map<EpochMs, ModelAnswer>(),
      predictor: undefined,
      lastOpenTime: NaN,
    };
    asked.set(symbol, ofSymbol.set(modelId, one));
    return one;
  };
  /** A probability depends on this many bars alone. */
  const warmUp = (model: SessionModel, series: BarSeries, end: number): LivePredictor => {
    const predictor = createLivePredictor(model, intervalMs);
    for (let i = Math.max(0, end - countHistoryBars(model)); i < end; i++) {
      predictor.push(series.at(i));
    }
    return predictor;
  };
  const askNow = (model: SessionModel, symbol: string, bar: Bar, one: Asked): ModelAnswer => {
    const series = findSeries(symbol);
    const index = series.findFrom(bar.openTime);
    const isNext = index > 0 && series.at(index - 1).openTime === one.lastOpenTime;
    const predictor =
      one.predictor !== undefined && isNext ? one.predictor : warmUp(model, series, index);
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
    ask(symbol, modelId, bar) {
      const model = models.get(modelId);
      if (model === undefined) return undefined;
      const one = findAsked(symbol, modelId);
      const known = one.answers.get(bar.openTime);
      if (known !== undefined) return known;
      const answer = askNow(model, symbol, bar, one);
      one.answers.set(bar.openTime, answer);
      dropOld(one.answers);
      return answer;
    },
    find: (symbol, modelId, openTime) => asked.get(symbol)?.get(modelId)?.answers.get(openTime),
    noteCorrection(symbol) {
      for (const one of asked.get(symbol)?.values() ?? []) one.predictor = undefined;
    },
  };
}

/** As many answers are kept as bars. */
function dropOld(answers: Map<EpochMs, ModelAnswer>): void {
  if (answers.size <= 2 * maxKeptBars) return;
  for (const openTime of answers.keys()) {
    if (answers.size <= maxKeptBars) break;
    answers.delete(openTime);
  }
}
