import type { ReplayFrame } from '../../src/core/trading/replay';
import type { BarIndex, BarRange } from '../../src/core/bars/bars';
import type { BarExplanation, ModelInput } from '../../src/core/trading/explain-bar';
import type { BackendChoice } from '../../src/core/models/options';
import type { PathStudy } from '../../src/core/trading/study-paths';
import type { RuleOutcome } from '../../src/core/trading/own-rule/decisions';
import type { RuleInput } from '../../src/core/trading/own-rule/run-rule';
import type { TradingSettings } from '../../src/core/trading/settings';

/** Decides by the text of a person's own rule, in the sandbox that only a page can open. */
export type DecideByRule = (text: string, input: RuleInput) => Promise<RuleOutcome>;

/** Speed of a replay: 1 is 10 bars per second; `max` is as fast as possible. */
export type ReplaySpeed = 1 | 5 | 10 | 50 | 'max';

export interface OpenRequest {
  readonly datasetId: string;
  /** Left out for strategies that need none. */
  readonly modelId?: string;
  /** A finished walk-forward over the dataset, whose joined test blocks are replayed instead of the model's. */
  readonly studyId?: string | undefined;
  readonly settings: TradingSettings;
  readonly speed: ReplaySpeed;
  /** The last playhead, if this replay was open before. */
  readonly playhead?: BarIndex;
  readonly backend: BackendChoice;
}

export interface SessionOpened {
  /** Bars that the replay covers. */
  readonly range: BarRange;
  /** Bars before this one are in sample: shown, never counted. */
  readonly outOfSampleStart: BarIndex;
  /** One per bar of the whole dataset; NaN where the model has no full window. */
  readonly probability: Float32Array;
}

/** The account at the playhead, sent at most once per display frame. */
export interface SessionFrame extends ReplayFrame {
  readonly kind: 'frame';
  /** Bars that the replay covers, as in `SessionOpened`. */
  readonly range: BarRange;
  readonly isRunning: boolean;
}

export type SessionEvent =
  | SessionFrame
  /** Probabilities are being computed for a dataset that the model has not seen. */
  | { readonly kind: 'predicting'; readonly done: number; readonly total: number }
  /** What these settings earn could not be added to the ledger of tries; the replay goes on. */
  | { readonly kind: 'trial-failed'; readonly reason: string }
  | { readonly kind: 'ended' };

/** Why there was a trade at a bar, or none, and what the model had read there. */
export interface SessionExplanation extends BarExplanation {
  readonly input: ModelInput | undefined;
}

/** The replay worker: owns the clock and the engine's state. */
export interface SessionApi {
  open(
    request: OpenRequest,
    onEvent: (event: SessionEvent) => void,
    decide: DecideByRule,
  ): Promise<SessionOpened>;
  /** Replays with `settings` from the start of history to the playhead, which stays; a person's own rule is asked before. */
  configure(settings: TradingSettings): Promise<void> | void;
  start(): void;
  stop(): void;
  restart(): void;
  seek(playhead: BarIndex): void;
  setSpeed(speed: ReplaySpeed): void;
  /** Returns why there was a trade at a bar, or none; undefined where the replay has not come to it, or another question follows. */
  explain(
    index: BarIndex,
    onProgress: (fraction: number) => void,
  ): Promise<SessionExplanation | undefined>;
  /**
   * Returns how the equity moved before the playhead, and how else it might have; takes about a second for thousands of trades.
   * Undefined where another question follows.
   */
  studyPaths(onProgress: (fraction: number) => void): Promise<PathStudy | undefined>;
  /** Gives up the question that is being answered. */
  cancelQuestion(): void;
}
