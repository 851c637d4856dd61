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
  /** Returns the function that an engine asks at every close, under these values. */
  create(values: FieldValues): Decide;
}

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

/** What a strategy makes of it. */
export interface Opinion {
  /** 1 buys, -1 sells short, 0 does neither. */
  side: 1 | -1 | 0;
  /** How clear it is, 0 to 1; NaN where nothing is known. */
  confidence: number;
}

/** Writes both fields of `opinion`, which is reused, so that a decision allocates nothing. */
export type Decide = (known: Known, opinion: Opinion) => void;

/** Returns what the page calls a side. */
export function nameSignal(side: Opinion['side']): Signal {
  return side === 1 ? 'LONG' : side === -1 ? 'SHORT' : 'NEUTRAL';
}
