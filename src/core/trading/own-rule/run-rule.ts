import type { BarIndex, BarRange } from '../../bars/bars';
import { findEntry, valuesOf } from '../choice';
import { createEngine, stepThrough } from '../engine';
import type { TradedBars } from '../finer-bars';
import type { Position } from '../positions';
import { createDecider, findDecidedElsewhere, resolveRules } from '../rules';
import type { TradingSettings } from '../settings';
import { strategies } from '../strategies/list';
import { noPast } from '../strategies/past-bars';
import type { Decider, Known, Side } from '../strategies/strategy';
import { confidenceOf, defaultConfidence, encodeDecision, sideOf } from './decisions';
import { RuleError, ruleFunctions, ruleValues, type RuleWindow } from './rule-library';

/** All that the decisions of a rule are made of, besides its text. */
export interface RuleInput {
  /** From the rule's look-back before `range` on. */
  readonly bars: TradedBars;
  /** The bars at whose close the rule is asked. */
  readonly range: BarRange;
  /** The model's P(rise), one a bar of `bars`; NaN where it gives none. */
  readonly probability: ArrayLike<number>;
  /** By name, one value a bar of `bars`. */
  readonly features: Readonly<Record<string, ArrayLike<number>>>;
  readonly settings: TradingSettings;
  /** Bars of `range` before which a new account begins, ascending; none where left out. */
  readonly freshAt?: readonly BarIndex[];
}

/** All that one decision of a rule is made of, besides its text: of plain data, so that it can be asked elsewhere. */
export interface RuleQuestion {
  readonly known: Known;
  /** By name, one value a row of `known.past.columns`. */
  readonly features: Readonly<Record<string, ArrayLike<number>>>;
  readonly lookBackBars: number;
}

/** Returns the decision of a rule, as `encodeDecision` makes it. Throws what the rule throws, and `RuleError` for what it may not return. */
type AskRule = (question: RuleQuestion) => number;

/** A rule that was compiled with parameters of the names `ruleParameters`. */
type CompiledRule = (...values: readonly unknown[]) => unknown;

/** A run of a rule over bars, in parts. */
export interface RuleRun {
  /** Asks the rule at up to `count` further closes. Throws what the rule throws, and `RuleError` for what it may not return. */
  advance(count: number): void;
  /** Closes at which it was asked; all of `range` once `isDone`. */
  readonly done: number;
  readonly isDone: boolean;
  /** Open time of the last bar at whose close it was asked. */
  readonly lastOpenTime: number;
  /** One a bar of `range`, as `encodeDecision` makes them. */
  readonly decisions: Float64Array;
}

/** Names of the parameters of a compiled rule. */
export const ruleParameters: readonly string[] = [...ruleFunctions, ...ruleValues].map(
  ({ name }) => name,
);

/** Returns how to ask `rule` at one close. */
export function createRuleAsker(rule: CompiledRule): AskRule {
  const window: { -readonly [Key in keyof RuleWindow]: RuleWindow[Key] } = {
    past: noPast,
    lookBackBars: 0,
    features: {},
  };
  const values: unknown[] = [
    ...ruleFunctions.map(({ create }) => Object.freeze(create(window))),
    ...ruleValues.map(() => undefined),
  ];
  const place = (name: string): number => ruleParameters.indexOf(name);
  const places = {
    probability: place('probability'),
    position: place('position'),
    hour: place('hour'),
    weekday: place('weekday'),
  };
  values[place('LONG')] = 1;
  values[place('SHORT')] = -1;
  values[place('NEUTRAL')] = 0;
  return ({ known, features, lookBackBars }) => {
    const { bar, past, positions } = known;
    const minutes = Math.floor(bar.openTime / 60_000);
    window.past = past;
    window.features = features;
    window.lookBackBars = lookBackBars;
    values[places.probability] = known.probability;
    values[places.position] = describePosition(positions[0], known);
    values[places.hour] = Math.floor(minutes / 60) % 24;
    // 1970-01-01 was a Thursday.
    values[places.weekday] = (Math.floor(minutes / 1440) + 4) % 7;
    const answer = readAnswer(rule(...values));
    return encodeDecision(answer.side, answer.confidence);
  };
}

/**
 * Returns a run that asks `rule` at every close, with the positions that the engine has by its decisions so far. The rule sees bars up
 * to the one that closes, and no more of them than its look-back; with fewer it is not asked.
 */
export function createRuleRun(input: RuleInput, rule: CompiledRule): RuleRun {
  const { bars, range, probability, features, settings, freshAt = [] } = input;
  const decisions = new Float64Array(range.end - range.start);
  const ask = createRuleAsker(rule);
  const lookBackBars = countLookBackBars(settings);
  let decision = 0;
  // As it is read back from the column, to the last bit.
  const decider = createDecider(settings, {
    decide: () => sideOf(decision),
    measureConfidence: () => confidenceOf(decision),
  });
  let state = createEngine(settings, bars.intervalMs);
  const strategy: Decider = {
    ...decider,
    // A rule that filters is asked at every close, too, as it is live.
    decide(known) {
      decision = ask({ known, features, lookBackBars });
      decisions[known.bar.index - range.start] = decision;
      return decider.decide(known);
    },
  };
  const rules = { ...resolveRules(settings), strategy };
  let next = range.start;
  let fresh = 0;
  const stepTo = (end: BarIndex): void => {
    stepThrough(state, bars, probability, { start: next, end }, undefined, rules);
    next = end;
  };
  return {
    advance(count) {
      const end = Math.min(range.end, next + count);
      for (; fresh < freshAt.length && freshAt[fresh] < end; fresh++) {
        stepTo(freshAt[fresh]);
        state = createEngine(settings, bars.intervalMs);
      }
      stepTo(end);
    },
    get done() {
      return next - range.start;
    },
    get isDone() {
      return next >= range.end;
    },
    get lastOpenTime() {
      return bars.openTime[Math.max(0, state.lastIndex)];
    },
    decisions,
  };
}

/** Returns how many bars the rule itself sees, whatever else by the settings looks back. */
export function countLookBackBars(settings: TradingSettings): number {
  const choice = findDecidedElsewhere(settings);
  if (choice === undefined) return 0;
  const entry = findEntry(strategies, choice.kind);
  return entry.countWarmUpBars?.(valuesOf(entry, choice)) ?? 0;
}

/** Returns what a rule may know of a position; null where there is none. */
function describePosition(position: Position | undefined, { bar }: Known): object | null {
  if (position === undefined) return null;
  const { side, entryIndex, entryPrice } = position;
  const profit = side * (bar.close / entryPrice - 1);
  return Object.freeze({ side, bars: bar.index - entryIndex, entryPrice, profit });
}

const sides: Readonly<Record<string, Side>> = {
  long: 1,
  short: -1,
  neutral: 0,
  flat: 0,
};

/** Reads what a rule returned, which may be anything; each property is read once. */
function readAnswer(answer: unknown): { readonly side: Side; readonly confidence: number } {
  if (typeof answer !== 'object' || answer === null) {
    return { side: readSide(answer), confidence: defaultConfidence };
  }
  const { side, confidence = defaultConfidence } = answer as Readonly<Record<string, unknown>>;
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    throw new RuleError(
      `confidence must be a number from 0 to 1, was ${typeof confidence === 'number' ? confidence : typeof confidence}`,
    );
  }
  return { side: readSide(side), confidence };
}

function readSide(side: unknown): Side {
  if (side === 1 || side === -1 || side === 0) return side;
  // A rule that ends without `return` has nothing to say.
  if (side === undefined) return 0;
  const named = typeof side === 'string' ? side.toLowerCase() : '';
  if (Object.hasOwn(sides, named)) return sides[named];
  const shown =
    typeof side === 'number'
      ? side
      : typeof side === 'string'
        ? `"${side.slice(0, 20)}"`
        : typeof side;
  throw new RuleError(`a rule must return LONG, SHORT or NEUTRAL, it returned ${shown}`);
}
