import type { FieldValues } from '../fields';
import { findEntry, valuesOf, type Choice, type RuleEntry } from './choice';
import { holdExit } from './exits/hold';
import { exitRules } from './exits/list';
import { oppositeSignalExit } from './exits/opposite-signal';
import type { MarginTerms } from './instruments/instrument';
import { instruments } from './instruments/list';
import { liquidation } from './instruments/margin';
import type { EngineBar, ExitReason, Position, Quote } from './positions';
import type { OrderTerms } from './orders/order-type';
import { orderTypes } from './orders/list';
import { orderSettings, type TradingSettings } from './settings';
import { sizingRules } from './sizing/list';
import type { Size } from './sizing/sizing-rule';
import { strategies } from './strategies/list';
import { noPast, type PastBars } from './strategies/past-bars';
import {
  type Decider,
  filterDecisions,
  type Known,
  type Side,
  type Thresholds,
} from './strategies/strategy';

/** The functions that the settings choose, looked up once, so that `step` need not. */
export interface TradingRules {
  readonly strategy: Decider;
  /** Closed bars without a gap that the strategy needs to decide; 0 where it needs none but the one that closes. */
  readonly warmUpBars: number;
  readonly size: Size;
  /** Whether sizes depend on more than the signal, the equity and the budget. */
  readonly isSizeInformed: boolean;
  /** Max bars that a position is held, and the rule that sets it. */
  readonly maxBars: number;
  readonly maxBarsReason: ExitReason;
  /** Whether an opposite signal closes a position, and the rule that sets it. */
  readonly isOnOppositeSignal: boolean;
  readonly oppositeReason: ExitReason;
  readonly closeChecks: readonly CloseCheck[];
  /** Prices at which positions are closed within a bar, in the order of the list of exit rules. */
  readonly stops: readonly PriceLevel[];
  readonly targets: readonly PriceLevel[];
  /** Returns how far the nearest stop is from the entry, a fraction; NaN without one. */
  readonly measureStop: (volatility: number) => number;
  /** Side of which alone positions are opened; 0 where both are. */
  readonly onlySide: Side;
  readonly latencyBars: number;
  /** Those of the type of order. */
  readonly limitAt: OrderTerms['limitAt'];
  readonly validBars: OrderTerms['validBars'];
  /** Of positions that are backed by margin; undefined where they are not. */
  readonly margin: MarginTerms | undefined;
  /** Whether anything can happen within a bar. */
  readonly isWithinBar: boolean;
  /** Whether positions must know the volatility at their decision. */
  readonly needsVolatility: boolean;
  /**
   * Whether a sweep knows all these rules without stepping: exits of `maxBars` and `isOnOppositeSignal`, market orders of both sides at
   * the next chance to trade, sizes of the signal alone.
   */
  readonly isPlain: boolean;
  /** What is known at the current bar; overwritten at each bar. */
  readonly known: Mutable<Known>;
  /** What shares the capital with this symbol; overwritten before each half of a step, where several are traded. */
  readonly others: Mutable<Others>;
  /** The quote at which orders are filled; overwritten at each fill. */
  readonly quote: Mutable<Quote>;
}

/** What the other symbols of an account have, and what room they leave. */
interface Others {
  /** Their profit so far, open positions included; dollars. */
  readonly profit: number;
  /** Value of their open positions, dollars. */
  readonly openValue: number;
  /** Max value of this symbol's open positions over the equity of the account. */
  readonly maxShare: number;
  /** Max positions that this symbol may have. */
  readonly placesLeft: number;
}

type Mutable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

/** A rule that checks each open position at each close. */
interface CloseCheck {
  readonly reason: ExitReason;
  readonly leaves: (position: Position, bar: EngineBar) => boolean;
}

/** A price at which a rule closes a position; NaN while there is none. */
export interface PriceLevel {
  readonly reason: ExitReason;
  readonly priceAt: (position: Position) => number;
}

/** Returns the functions that `settings` choose; throws where they choose something unknown. */
export function resolveRules(settings: TradingSettings): TradingRules {
  let maxBars = Infinity;
  let maxBarsReason: ExitReason = holdExit.kind;
  let isOnOppositeSignal = false;
  let oppositeReason: ExitReason = oppositeSignalExit.kind;
  const closeChecks: CloseCheck[] = [];
  const stops: PriceLevel[] = [];
  const targets: PriceLevel[] = [];
  const stopDistances: ((volatility: number) => number)[] = [];
  const { order, sides, latencyBars, instrument } = orderSettings(settings);
  const margin = resolve(instruments, instrument);
  const terms = resolve(orderTypes, order);
  const isSizeInformed = findEntry(sizingRules, settings.sizing.kind).isInformed === true;
  const isOrderPlain = sides === 'both' && latencyBars === 0 && terms.limitAt === undefined;
  let isPlain = !isSizeInformed && isOrderPlain && margin === undefined;
  for (const choice of settings.exits) {
    const { kind } = choice;
    const {
      maxBars: bars,
      isOnOppositeSignal: isOnOpposite,
      ...others
    } = resolve(exitRules, choice);
    if (bars !== undefined && bars < maxBars) {
      maxBars = bars;
      maxBarsReason = kind;
    }
    if (isOnOpposite === true && !isOnOppositeSignal) {
      isOnOppositeSignal = true;
      oppositeReason = kind;
    }
    const { leavesAtClose: leaves, stopAt, targetAt, measureStop } = others;
    if (leaves !== undefined) closeChecks.push({ reason: kind, leaves });
    if (stopAt !== undefined) stops.push({ reason: kind, priceAt: stopAt });
    if (targetAt !== undefined) targets.push({ reason: kind, priceAt: targetAt });
    if (measureStop !== undefined) stopDistances.push(measureStop);
    // Whatever else a rule has, a member that is yet to come too, makes a sweep step.
    if (Object.keys(others).length > 0) isPlain = false;
  }
  const isHeld = findEntry(strategies, settings.strategy.kind).isHeld === true;
  return {
    strategy: createDecider(settings),
    warmUpBars: countWarmUpBars(settings),
    size: resolve(sizingRules, settings.sizing),
    isSizeInformed,
    maxBars: isHeld ? Infinity : maxBars,
    maxBarsReason,
    isOnOppositeSignal,
    oppositeReason,
    closeChecks,
    stops,
    targets,
    measureStop: (volatility) =>
      stopDistances.length === 0
        ? NaN
        : Math.min(...stopDistances.map((measure) => measure(volatility))),
    onlySide: sides === 'both' ? 0 : sides === 'long' ? 1 : -1,
    latencyBars,
    limitAt: terms.limitAt,
    validBars: terms.validBars,
    margin,
    isWithinBar:
      stops.length + targets.length > 0 || terms.limitAt !== undefined || margin !== undefined,
    needsVolatility: countVolatilityBars(settings) > 0,
    isPlain,
    known: { bar: noBar, probability: NaN, positions: [], past: noPast },
    others: { profit: 0, openValue: 0, maxShare: Infinity, placesLeft: Infinity },
    quote: { index: -1, time: NaN, price: NaN, at: 'open', best: undefined },
  };
}

/** Returns the entries that decide by `settings`, with their values: the strategy, then its filter, if there is one. */
function listDeciding({ strategy, filter }: TradingSettings) {
  return [strategy, ...(filter === undefined ? [] : [filter])].map((choice) => {
    const entry = findEntry(strategies, choice.kind);
    return { entry, values: valuesOf(entry, choice) };
  });
}

/**
 * Returns what decides by `settings`: the strategy, without the signals that its filter refuses. `elsewhere` takes the place of the one
 * of them whose decisions are made elsewhere.
 */
export function createDecider(settings: TradingSettings, elsewhere?: Decider): Decider {
  const deciders = listDeciding(settings).map(({ entry, values }) =>
    entry.isDecidedElsewhere === true && elsewhere !== undefined ? elsewhere : entry.create(values),
  );
  return deciders.reduce(filterDecisions);
}

/** Returns the choice of `settings`, strategy or filter, whose decisions are made elsewhere; undefined where there is none. */
export function findDecidedElsewhere({ strategy, filter }: TradingSettings): Choice | undefined {
  return [strategy, filter].find(
    (choice) =>
      choice !== undefined && findEntry(strategies, choice.kind).isDecidedElsewhere === true,
  );
}

/** Whether a decision by `settings` needs a model's probability. */
export function needsModel(settings: TradingSettings): boolean {
  return listDeciding(settings).some(({ entry }) => entry.needsModel === true);
}

/** Returns how many closed bars without a gap among them, the last one included, `settings` need to decide on a position. */
export function countWarmUpBars(settings: TradingSettings): number {
  const counts = listDeciding(settings).map(
    ({ entry, values }) => entry.countWarmUpBars?.(values) ?? 0,
  );
  return Math.max(...counts, countVolatilityBars(settings));
}

/** Returns how many closed bars the volatility needs that some rule of `settings` measures by; 0 where none does. */
function countVolatilityBars({ exits, sizing }: TradingSettings): number {
  return Math.max(
    countBars(sizingRules, sizing),
    ...exits.map((choice) => countBars(exitRules, choice)),
  );
}

function countBars(
  list: readonly (RuleEntry & { countWarmUpBars?(values: FieldValues): number })[],
  choice: Choice,
): number {
  const entry = findEntry(list, choice.kind);
  return entry.countWarmUpBars?.(valuesOf(entry, choice)) ?? 0;
}

/** Returns why a trade was closed, in a few words. */
export function describeExit(reason: ExitReason): string {
  if (reason === 'gap') return 'bars were missing';
  if (reason === liquidation) return 'liquidated: the margin was nearly lost';
  return exitRules.find(({ kind }) => kind === reason)?.reason ?? reason;
}

/** Whether there are too few bars without a gap for the strategy to decide. */
export function isWarmingUp({ warmUpBars }: TradingRules, { start, end }: PastBars): boolean {
  return end - start < warmUpBars;
}

/** Returns the side and confidence that the strategy decides on, given what is known. */
export function formOpinion(
  rules: TradingRules,
  known: Known,
): { readonly side: Side; readonly confidence: number } {
  const { strategy } = rules;
  if (isWarmingUp(rules, known.past)) return { side: 0, confidence: NaN };
  const side = strategy.decide(known);
  return { side, confidence: strategy.measureConfidence(known, side) };
}

/** Returns the thresholds that charts mark; undefined where no probability alone decides. */
export function findThresholds(settings: TradingSettings): Thresholds | undefined {
  for (const { entry, values } of listDeciding(settings)) {
    const thresholds = entry.thresholdsOf?.(values);
    if (thresholds !== undefined) return thresholds;
  }
  return undefined;
}

const noBar: EngineBar = { index: -1, openTime: NaN, open: NaN, high: NaN, low: NaN, close: NaN };

function resolve<Made>(
  list: readonly (RuleEntry & { create(values: FieldValues): Made })[],
  choice: Choice,
): Made {
  const entry = findEntry(list, choice.kind);
  return entry.create(valuesOf(entry, choice));
}
