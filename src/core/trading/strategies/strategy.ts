import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';
import type { EngineBar, Position } from '../positions';

export type Signal = 'LONG' | 'SHORT' | 'NEUTRAL';

/** LONG at `long` and above, SHORT at `short` and below; `0 < short < long < 1`. */
export interface Thresholds {
  readonly long: number;
  readonly short: number;
}

/** A way to turn what is known at a close into a signal. */
export interface Strategy extends RuleEntry {
  /** Named values of its fields; none where there is only one way to use it. */
  readonly presets: readonly StrategyPreset[];
  /** What the choice between presets and own values is called; left out without presets. */
  readonly modeLabel?: string;
  /** The probabilities that charts mark; left out where it does not go by probability alone. */
  thresholdsOf?(values: FieldValues): Thresholds;
  /** Returns what an engine asks at every close, under these values. */
  create(values: FieldValues): Decider;
}

/** A strategy under some values. It keeps nothing from one close to the next, and allocates nothing. */
export interface Decider {
  /** 1 buys, -1 sells short, 0 does neither. */
  decide(known: Known): Side;
  /** How clear the side that was decided for is, 0 to 1; NaN where nothing is known. Asked only where it counts. */
  measureConfidence(known: Known, side: Side): number;
}

export type Side = 1 | -1 | 0;

interface StrategyPreset {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly values: FieldValues;
}

/** What is known at the close of a bar. One object serves all bars: read it, but don't keep it. */
export interface Known {
  /** The bar that closes. */
  readonly bar: EngineBar;
  /** P(rise) by the model; NaN where it has no opinion. */
  readonly probability: number;
  /** Open positions, oldest first. */
  readonly positions: readonly Position[];
}

/** Returns what the page calls a side. */
export function nameSignal(side: Side): Signal {
  return side === 1 ? 'LONG' : side === -1 ? 'SHORT' : 'NEUTRAL';
}
