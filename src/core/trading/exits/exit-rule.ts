import type { FieldValues } from '../../fields';
import type { RuleEntry } from '../choice';
import type { EngineBar, Position } from '../positions';

/** A reason to close a position. Several can be in force; a trade tells which one closed it. */
export interface ExitRule extends RuleEntry {
  /** Cannot be switched off: without it a position might never be closed. */
  readonly isRequired?: boolean;
  /** Returns what an engine asks, under these values. */
  create(values: FieldValues): ExitCheck;
}

/** When positions leave by a rule; an engine only asks what is there. */
interface ExitCheck {
  /** Bars that a position is held: it leaves at the first chance to trade so many bars after its entry. */
  readonly maxBars?: number;
  /** Whether a position leaves when a signal of the other side is followed. */
  readonly isOnOppositeSignal?: boolean;
  /** Whether `position` leaves at the next chance to trade, as of the close of `bar`. */
  readonly leavesAtClose?: (position: Position, bar: EngineBar) => boolean;
}
