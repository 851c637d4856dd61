import type { BarIndex, BarRange, Bars } from '../../bars/bars';

/**
 * The way from bars to trades as plain functions, so that each part can be run again on other bars. What is left out
 * is not checked. No function may keep or change what it is given.
 */
export interface Pipeline {
  /** Bars that are made of bars, by name: cleaned rows, higher timeframes. A row is known once its interval has ended. */
  readonly rows?: Readonly<Record<string, (bars: Bars) => Bars>>;
  /** Returns the columns that a model reads, by name, with one value a bar; the value at t must follow from bars <= t. */
  features?(bars: Bars): Readonly<Record<string, ArrayLike<number>>>;
  /** Extra columns of the file that a model reads. How they were made is unknown, so that they are checked by statistics. */
  readonly extras?: readonly string[];
  readonly label?: PipelineLabel;
  /** Returns the trainings of so many bars, each with its blocks, in time order. */
  split?(barCount: number): readonly PipelineFold[];
  /** Numbers that are learned: scaler, weights, thresholds, chosen features. */
  readonly fitted?: readonly FittedPart[];
  /** Returns the probability at each bar, which must follow from bars <= t. */
  predict?(bars: Bars): ArrayLike<number>;
  /** Bars that decide a probability, its own included; all of them where left out. */
  readonly historyBars?: number;
  /** The probabilities that are judged, one a bar: they must be what `predict` gives without later bars. */
  readonly probability?: ArrayLike<number>;
  /** Returns what is decided and traded, given one probability a bar. */
  trade?(bars: Bars, probability: ArrayLike<number>): readonly TradeEvent[];
}

export interface PipelineLabel {
  readonly name: string;
  /** Bars after t that decide the label at t: it must look at the last of them, and at none after it. */
  readonly lookAheadBars: number;
  /** Returns 1 or 0 a bar, anything else where there is no label. */
  compute(bars: Bars): ArrayLike<number>;
}

/** A block of bars, and those of them whose labels are used. */
interface FoldBlock {
  readonly bars: BarRange;
  readonly labels: BarRange;
}

/** One training, with the blocks that it may and may not see. */
export interface PipelineFold {
  readonly train: readonly FoldBlock[];
  readonly validation: readonly FoldBlock[];
  readonly test: readonly FoldBlock[];
  /** Bars that stay unused between a label of one block and the next block. */
  readonly embargoBars: number;
  /** Whether training bars may also lie after test bars, as in combinatorial cross-validation. */
  readonly isCombinatorial?: boolean;
}

/** Something that is learned from the bars of a fold. */
export interface FittedPart {
  readonly stage: 'scaler' | 'training';
  readonly name: string;
  /** The last block whose bars and labels it may depend on. */
  readonly sees: 'train' | 'validation';
  /** Returns what is learned; the same bars must give the same numbers. */
  fit(bars: Bars, fold: PipelineFold): ArrayLike<number>;
}

/** When something happens: at a bar's open, at its close, or in between. */
export interface Moment {
  readonly index: BarIndex;
  readonly at: 'open' | 'within' | 'close';
}

/** A signal or a fill. */
export interface TradeEvent extends Moment {
  readonly kind: 'signal' | 'entry' | 'exit';
  /** 1 buys, -1 sells. */
  readonly side: 1 | -1;
  readonly price: number;
  readonly size: number;
  /** What it follows, and must not come before: the signal of an entry, the entry of an exit. */
  readonly since?: Moment;
  /** The first bar at which it can be known, where that is not `index`: a gap is seen at the bar after it. */
  readonly knownFrom?: BarIndex;
}

export type LeakStage =
  | 'rows'
  | 'features'
  | 'extras'
  | 'labels'
  | 'splits'
  | 'scaler'
  | 'training'
  | 'model'
  | 'trading';

/** A part of the pipeline that knows what it must not know. */
export interface LeakFinding {
  readonly stage: LeakStage;
  /** Which part of the stage: the feature, the column, the rule that is broken. */
  readonly name: string;
  /** Where it was seen first; undefined where it is a matter of all bars. */
  readonly bar?: BarIndex;
  /** For people. */
  readonly sentence: string;
}

/** What was found, and how much was compared. */
export interface LeakReport {
  /** At most one for each part. */
  readonly findings: readonly LeakFinding[];
  readonly checked: {
    /** Bars whose future was changed. */
    readonly bars: number;
    /** Values that were compared. */
    readonly comparisons: number;
    readonly stages: readonly LeakStage[];
    /** The short training that was repeated; undefined where nothing was trained. */
    readonly training?: CheckedTraining;
  };
}

/** A short training of the configuration that was repeated with other bars in later blocks, or why there was none. */
export type CheckedTraining =
  | {
      readonly kind: 'repeated';
      readonly bars: number;
      /** How often it ran, the undisturbed one included. */
      readonly trainings: number;
      readonly epochs: number;
      readonly weights: number;
    }
  | {
      readonly kind: 'impossible';
      /** As the end of a sentence: "it was trained elsewhere". */
      readonly reason: string;
    };
