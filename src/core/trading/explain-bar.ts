import { type BarIndex, type BarRange, type Bars, type EpochMs, viewBars } from '../bars/bars';
import { limitOf, type Scaler } from '../dataset/scaler';
import { computeFeatures, findLookBack } from '../features/compute';
import { findFeature } from '../features/find-feature';
import type { InSteps } from '../metrics/path-risk';
import { createEngine, type EngineState, stepThrough } from './engine';
import type { TradedBars } from './finer-bars';
import type { Position, Trade } from './positions';
import { isWarmingUp, resolveRules } from './rules';
import type { TradingSettings } from './settings';
import { keepOnly, type SignalRecord } from './signal-log';
import { findPast } from './strategies/past-bars';
import type { Signal } from './strategies/strategy';

/** A run of the engine over history. */
export interface TradedRun {
  readonly bars: TradedBars;
  /** P(rise) at each bar of `bars`; NaN where the model gives none. */
  readonly probability: ArrayLike<number>;
  /** Bars that are traded. */
  readonly range: BarRange;
  readonly settings: TradingSettings;
}

/** What became of the decision at a close. */
type BarOutcome =
  /** The strategy gave no signal; without a probability, it may have had nothing to decide by. */
  | { readonly kind: 'neutral' }
  /** The strategy had fewer closed bars without a gap than it needs. */
  | { readonly kind: 'warming-up'; readonly bars: number; readonly needed: number }
  /** The confidence was below the minimum of the settings. */
  | { readonly kind: 'filtered' }
  /** As many positions were open as the settings allow. */
  | { readonly kind: 'busy' }
  /** The settings open no position of this side. */
  | { readonly kind: 'side-off' }
  /** A limit order was given up, since the price did not trade through it in time. */
  | { readonly kind: 'limit-not-reached' }
  /** The order is not filled yet. */
  | { readonly kind: 'pending' }
  /** Bars were missing before the order could be filled. */
  | { readonly kind: 'gap' }
  /** An opposite signal took the order back before it was filled. */
  | { readonly kind: 'taken-back' }
  /** Nothing was left to trade with when the order was to be filled, or the sizing rule asked for nothing. */
  | { readonly kind: 'no-cash' }
  | { readonly kind: 'open'; readonly position: Position }
  | { readonly kind: 'closed'; readonly trade: Trade };

/** Why there was a trade, or none, after a close. */
export interface BarExplanation {
  readonly index: BarIndex;
  /** Of the close. */
  readonly time: EpochMs;
  /** The close. */
  readonly price: number;
  readonly probability: number;
  readonly signal: Signal;
  /** 0 to 1; NaN without a signal. */
  readonly confidence: number;
  readonly outcome: BarOutcome;
  /** Open after this bar. */
  readonly positions: readonly Position[];
  /** Opened at this bar, by an earlier signal or that of its own close. */
  readonly entries: readonly Position[];
  /** Closed at this bar. */
  readonly exits: readonly Trade[];
}

/**
 * Returns what was decided at the close of bar `index`, and what had become of it before bar `until`. The engine runs again
 * from the start of the range, so that what is told is what it did.
 *
 * Throws where `index` is not in the range, or not before `until`.
 */
export function* explainBar(
  run: TradedRun,
  index: BarIndex,
  until: BarIndex,
): InSteps<BarExplanation> {
  const { bars, probability, range, settings } = run;
  const end = Math.min(until, range.end);
  if (!(index >= range.start && index < end)) {
    throw new RangeError(`explain: bar must be from ${range.start} to ${end - 1}, was ${index}`);
  }
  const engine = createEngine(settings, bars.intervalMs);
  const stepTo = (last: BarIndex): void =>
    stepThrough(engine, bars, probability, { start: engine.lastIndex + 1, end: last + 1 });
  for (let start = range.start; start <= index; start += barsAStep) {
    yield (start - range.start) / (end - range.start);
    stepThrough(engine, bars, probability, { start, end: Math.min(index + 1, start + barsAStep) });
  }
  const record = findSignal(engine, index);
  const known: Omit<BarExplanation, 'outcome'> = {
    index,
    time: bars.openTime[index] + bars.intervalMs,
    price: bars.close[index],
    probability: probability[index] ?? NaN,
    signal: record?.signal ?? 'NEUTRAL',
    confidence: record?.confidence ?? NaN,
    positions: [...engine.positions],
    entries: [...engine.positions, ...engine.trades].filter(
      ({ entryIndex }) => entryIndex === index,
    ),
    exits: engine.trades.filter(({ exitIndex }) => exitIndex === index),
  };
  return { ...known, outcome: yield* followOrder(engine, bars, index, end, stepTo, record) };
}

/** Bars between two yields. */
const barsAStep = 32_768;

/** Bars that are stepped at a time while a position is open. */
const stride = 64;

/** Steps on until it is known what became of the signal of bar `index`, or until `end`. */
function* followOrder(
  engine: EngineState,
  bars: Bars,
  index: BarIndex,
  end: BarIndex,
  stepTo: (last: BarIndex) => void,
  first: SignalRecord | undefined,
): InSteps<BarOutcome> {
  if (first === undefined) return explainSilence(engine, bars, index);
  let outcome = first.outcome;
  while (outcome === 'pending' && engine.lastIndex + 1 < end) {
    stepTo(engine.lastIndex + 1);
    outcome = findSignal(engine, index)?.outcome ?? outcome;
    // Others are dropped, so that the log keeps this one however many signals follow while its order waits.
    keepOnly(engine.signals, index);
  }
  if (outcome === 'cancelled') {
    const { openTime, intervalMs } = bars;
    const last = engine.lastIndex;
    const isGap = last > index && openTime[last] - openTime[last - 1] !== intervalMs;
    return { kind: isGap ? 'gap' : 'taken-back' };
  }
  if (outcome === 'no cash') return { kind: 'no-cash' };
  if (outcome === 'warming up') return explainSilence(engine, bars, index);
  if (outcome === 'side off') return { kind: 'side-off' };
  if (outcome === 'limit not reached') return { kind: 'limit-not-reached' };
  if (outcome === 'filtered' || outcome === 'busy' || outcome === 'pending') {
    return { kind: outcome };
  }
  for (;;) {
    const trade = engine.trades.filter(({ signalIndex }) => signalIndex === index).at(-1);
    if (trade !== undefined) return { kind: 'closed', trade };
    if (engine.lastIndex + 1 >= end) break;
    stepTo(Math.min(end - 1, engine.lastIndex + stride));
    yield engine.lastIndex / end;
  }
  const position = engine.positions.find(({ signalIndex }) => signalIndex === index);
  if (position === undefined) throw new Error(`explain: the position of bar ${index} is gone`);
  return { kind: 'open', position };
}

/** Returns why there was no signal at bar `index`, the last one of `engine`. */
function explainSilence({ settings }: EngineState, bars: Bars, index: BarIndex): BarOutcome {
  const rules = resolveRules(settings);
  const { warmUpBars: needed } = rules;
  const past = findPast(bars, bars.intervalMs, index, needed);
  return isWarmingUp(rules, past)
    ? { kind: 'warming-up', bars: past.end - past.start, needed }
    : { kind: 'neutral' };
}

/** Returns a copy of the log's record of the signal at bar `index`. */
function findSignal({ signals }: EngineState, index: BarIndex): SignalRecord | undefined {
  const record = signals.records.find((one) => one.index === index);
  return record && { ...record };
}

/** What a model read at a bar. */
export interface ModelInput {
  readonly features: readonly FeatureReading[];
  /** Bars without a gap, the last one included, that a probability is made of. */
  readonly neededBars: number;
  /** How many of them there were. */
  readonly unbrokenBars: number;
}

/** What the model read of one feature at a bar. */
interface FeatureReading {
  readonly name: string;
  /** In one line for people; undefined for a column of the source. */
  readonly meaning: string | undefined;
  /** Not scaled; NaN where undefined. */
  readonly value: number;
  /** Standard deviations from the mean of the training bars, clipped as for the model. */
  readonly scaled: number;
}

/** The part of a model that says what it reads. */
interface Reader {
  readonly features: readonly string[];
  readonly scaler: Scaler;
  readonly training: { readonly receptiveField: number };
}

/** Returns what `model` read at bar `index`, of its window the last row. */
export function readModelInput(bars: Bars, model: Reader, index: BarIndex): ModelInput {
  const { features: names, scaler, training } = model;
  const lookBackBars = findLookBack(bars, names);
  const limit = limitOf(scaler);
  const start = Math.max(0, index - lookBackBars);
  const { columns } = computeFeatures(viewBars(bars, { start, end: index + 1 }), names);
  const features = names.map((name, at) => {
    const value = columns[at][index - start];
    const scaled = (value - scaler.mean[at]) / scaler.deviation[at];
    return {
      name,
      meaning: findFeature(name, bars.intervalMs)?.meaning,
      value,
      scaled: Math.min(limit, Math.max(-limit, scaled)),
    };
  });
  const neededBars = lookBackBars + training.receptiveField;
  return { features, neededBars, unbrokenBars: countUnbroken(bars, index, neededBars) };
}

/** Returns how many bars there are without a gap up to bar `index`, at most `max`. */
function countUnbroken(bars: Bars, index: BarIndex, max: number): number {
  const { start, end } = findPast(bars, bars.intervalMs, index, max);
  return end - start;
}
