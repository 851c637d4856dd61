import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';
import type { EngineBar, Position } from '../positions';

/** A rule that closes positions. Several can be active; a trade records which one closed it. */
export interface ExitRule extends RuleEntry {
  /** Whether it cannot be switched off, since a position might never be closed without it. */
  readonly isRequired?: boolean;
  /** What a trade that it closed says of it, in a few words. */
  readonly reason: string;
  /**
   * Returns how many closed bars, without a gap among them, must be known before a position is opened. Left out where it needs none.
   */
  countWarmUpBars?(values: FieldValues): number;
  /** Returns the check that the engine uses, for these values. */
  create(values: FieldValues): ExitCheck;
}

/** When a rule closes positions; it sets the fields that it uses. */
interface ExitCheck {
  /** A position is closed at the first chance to trade this many bars after its entry. */
  readonly maxBars?: number;
  /** Whether a position is closed when a signal of the other side is followed. */
  readonly isOnOppositeSignal?: boolean;
  /** Returns whether to close `position` at the next chance to trade, decided at the close of `bar`. */
  readonly leavesAtClose?: (position: Position, bar: EngineBar) => boolean;
  /**
   * Returns the price at which a position is closed by a stop order, at once where the price is already beyond it; NaN while there is
   * none. It may follow the extremes of the position, which hold what has surely happened before.
   */
  readonly stopAt?: (position: Position) => number;
  /** Returns how far the stop is from the entry price when a position is opened, a fraction; left out where there is none then. */
  readonly measureStop?: (volatility: number) => number;
  /** Returns the price at which a position is closed by a limit order, once it is traded through; NaN while there is none. */
  readonly targetAt?: (position: Position) => number;
}
