import type { BarRange, Bars } from '../../bars/bars';
import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';
import type { EngineBar, Position } from '../positions';
import type { PastBars } from './past-bars';

export type Signal = 'LONG' | 'SHORT' | 'NEUTRAL';

/** LONG at `long` and above, SHORT at `short` and below; `0 < short < long < 1`. */
export interface Thresholds {
  readonly long: number;
  readonly short: number;
}

/** A way to turn what is known at a close into a signal. */
export interface Strategy extends RuleEntry {
  /** Named sets of values for its fields; may be empty. */
  readonly presets: readonly StrategyPreset[];
  /** Label of the choice between presets and custom values; left out without presets. */
  readonly modeLabel?: string;
  /** Whether it decides by a model's probability; left out where bars are enough. */
  readonly needsModel?: boolean;
  /** Whether a position stays open however long positions may be held otherwise. */
  readonly isHeld?: boolean;
  /** Returns the thresholds that charts mark; left out where it does not decide by the probability alone. */
  thresholdsOf?(values: FieldValues): Thresholds;
  /**
   * Returns how many closed bars, without a gap among them and its own included, a decision is made of: with fewer there is none.
   * Left out where the bar that closes is enough.
   */
  countWarmUpBars?(values: FieldValues): number;
  /**
   * Whether its decisions are made before, where its text may run, and handed over as a column of the bars (`attachDecisions`).
   * Without that column it has no signal.
   */
  readonly isDecidedElsewhere?: boolean;
  /** Returns the functions that the engine calls at every close, for these values. */
  create(values: FieldValues): Decider;
  /**
   * Writes the signals that the functions of `create` make at the closes of `range` into `out`, which has a row for each bar.
   * Left out where they depend on open positions: a sweep then steps through the bars.
   */
  listSignals?(values: FieldValues, history: SignalHistory, out: SignalColumns): void;
}

/** What signals of many bars are made of. */
export interface SignalHistory {
  readonly bars: Bars;
  /** The model's P(rise) at each bar of `bars`; NaN where it gives none. */
  readonly probability: ArrayLike<number>;
  readonly range: BarRange;
}

/** LONG and SHORT signals in the order of their bars; only the first `count` rows are in use. */
export interface SignalColumns {
  count: number;
  /** Bar at whose close each is made. */
  readonly index: Int32Array;
  /** 1 buys, -1 sells short. */
  readonly side: Int8Array;
  /** 0 to 1. */
  readonly confidence: Float64Array;
}

/** Returns columns without a signal, with room for `rows`. */
export function createSignalColumns(rows: number): SignalColumns {
  return {
    count: 0,
    index: new Int32Array(rows),
    side: new Int8Array(rows),
    confidence: new Float64Array(rows),
  };
}

/** A strategy with its values. It keeps no state between closes, and allocates no memory. */
export interface Decider {
  /** 1 buys, -1 sells short, 0 does neither. */
  decide(known: Known): Side;
  /** Returns how clear the decision for `side` is, 0 to 1; NaN without a probability. Called only when needed. */
  measureConfidence(known: Known, side: Side): number;
  /**
   * Returns the side that it would be on, as the filter of another strategy: 1 lets that one buy, -1 sell short, 0 neither. Left out
   * where that is what it decides.
   */
  lean?(known: Known): Side;
}

export type Side = 1 | -1 | 0;

interface StrategyPreset {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly values: FieldValues;
}

/** What is known at the close of a bar. The same object is reused for all bars: read it, but don't keep it. */
export interface Known {
  /** The bar that closes. */
  readonly bar: EngineBar;
  /** The model's P(rise); NaN where it gives none. */
  readonly probability: number;
  /** Open positions, oldest first. */
  readonly positions: readonly Position[];
  /** The last closed bars, this one included: at least as many as the strategy's warm-up. */
  readonly past: PastBars;
}

/** Returns `strategy` without its signals to which `filter` does not lean; the confidence is that of `strategy`. */
export function filterDecisions(strategy: Decider, filter: Decider): Decider {
  return {
    ...strategy,
    decide(known) {
      const side = strategy.decide(known);
      if (side === 0) return 0;
      const allowed = filter.lean === undefined ? filter.decide(known) : filter.lean(known);
      return side === allowed ? side : 0;
    },
  };
}

/** Returns a side's name on the page. */
export function nameSignal(side: Side): Signal {
  return side === 1 ? 'LONG' : side === -1 ? 'SHORT' : 'NEUTRAL';
}
