import type { BarIndex, EpochMs } from '../bars/bars';
import type { Signal, Thresholds } from '../signals/signal';

/** Position value before the cap by leverage. */
export type SizingRule =
  /** `capital x riskFraction x (0.5 + confidence)` */
  | { readonly kind: 'confidence' }
  /** `capital x fraction`, for a Kelly fraction found elsewhere */
  | { readonly kind: 'fixed'; readonly fraction: number };

/** Everything that turns probabilities into trades; each one is shown and can be changed. */
export interface TradingSettings {
  readonly thresholds: Thresholds;
  /** Signals with less confidence open nothing, 0 to 0.5. */
  readonly minConfidence: number;
  /** Starting capital in dollars. */
  readonly capital: number;
  /** Part of the capital behind a trade of confidence 0.5, 0.001 to 0.2. */
  readonly riskFraction: number;
  readonly sizing: SizingRule;
  /** Position value over equity at entry, at most. */
  readonly maxLeverage: number;
  readonly fillAt: 'next-open' | 'same-close';
  /** A position is closed so many bars after its entry. */
  readonly holdBars: number;
  readonly exitOnOpposite: boolean;
  /** Positions open at once. */
  readonly maxPositions: number;
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** `hold`: held `holdBars`; `opposite`: the signal turned; `gap`: the next bar is missing. */
export type ExitReason = 'hold' | 'opposite' | 'gap';

/** What a fill's price was before slippage: the best bid or ask, or the open or the close of a bar. */
export type FillPrice = 'best' | 'open' | 'close';

/** An open position. */
export interface Position {
  readonly side: 1 | -1;
  readonly signalIndex: BarIndex;
  readonly entryIndex: BarIndex;
  readonly entryTime: EpochMs;
  /** Fill price, slippage included. */
  readonly entryPrice: number;
  /** Left out where it was not noted down, as in older journals. */
  readonly entryFill?: FillPrice;
  /** Base units, positive. */
  readonly quantity: number;
  /** Fee paid at entry, dollars. */
  readonly entryFee: number;
  readonly probability: number;
  readonly confidence: number;
}

/** A closed position. */
export interface Trade extends Position {
  readonly exitIndex: BarIndex;
  readonly exitTime: EpochMs;
  readonly exitPrice: number;
  /** Left out where it was not noted down. */
  readonly exitFill?: FillPrice;
  readonly exitFee: number;
  readonly exitReason: ExitReason;
  /** Dollars, net of both fees and of slippage. */
  readonly pnl: number;
}

/** What the engine made of one bar; one row of "Recent signals". */
export interface SignalRecord {
  readonly index: BarIndex;
  readonly time: EpochMs;
  readonly signal: Exclude<Signal, 'NEUTRAL'>;
  readonly probability: number;
  readonly confidence: number;
  readonly price: number;
  /** Position value in dollars; 0 when the signal opened nothing. */
  readonly size: number;
  /**
   * Net profit in dollars, or why there is none (yet). `cancelled`: a gap came before the fill,
   * or the account had nothing left to trade with.
   */
  readonly outcome: number | 'open' | 'pending' | 'filtered' | 'busy' | 'cancelled';
}
