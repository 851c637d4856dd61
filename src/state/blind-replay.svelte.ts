import type { BarRange, Bars, EpochMs } from '../core/bars/bars';
import {
  type BlindGame,
  type BlindResult,
  blindBars,
  createBlindGame,
  disguiseBars,
  drawStretch,
} from '../core/trading/blind-game';
import type { TradedBars } from '../core/trading/finer-bars';
import type { TradingSettings } from '../core/trading/settings';
import type { Side } from '../core/trading/strategies/strategy';

/** What is played on. */
export interface BlindSubject {
  readonly bars: TradedBars;
  /** Bars that may be played: those that the model has not seen. */
  readonly range: BarRange;
  /** One a bar of `bars`; undefined without a model. */
  readonly probability: Float32Array | undefined;
  readonly settings: TradingSettings;
}

/** A stretch of unknown bars that a person trades, and its scores at the end. */
export class BlindReplay {
  readonly #game: BlindGame;
  readonly #subject: BlindSubject;
  readonly #stretch: BarRange;
  /** The disguised bars. */
  readonly bars: Bars;

  #playhead = $state(0);
  #wish = $state<Side>(0);
  #account = $state.raw<ReturnType<BlindGame['account']>>({
    equity: NaN,
    trades: [],
    positions: [],
  });
  #result = $state.raw<BlindResult | undefined>();

  /** Returns undefined where the bars have no stretch that is long enough. */
  static open(subject: BlindSubject, seed: number): BlindReplay | undefined {
    const stretch = drawStretch(subject.bars, subject.range, seed);
    return stretch && new BlindReplay(subject, stretch, seed);
  }

  private constructor(subject: BlindSubject, stretch: BarRange, seed: number) {
    const { bars, probability, settings } = subject;
    this.#subject = subject;
    this.#stretch = stretch;
    this.bars = disguiseBars(bars, stretch);
    const source = { bars, probability: probability ?? [], start: stretch.start };
    this.#game = createBlindGame({ bars: this.bars, source, settings, seed });
    this.#look();
  }

  /** Bars before this one have closed. */
  get playhead(): number {
    return this.#playhead;
  }

  /** Bars that have been played, of `total`. */
  get played(): number {
    return this.#playhead - blindBars.shown;
  }

  readonly total = blindBars.played;

  /** What the person wants at the close of the newest bar. */
  get wish(): Side {
    return this.#wish;
  }

  set wish(side: Side) {
    this.#wish = side;
  }

  get account(): ReturnType<BlindGame['account']> {
    return this.#account;
  }

  /** Known at the end. */
  get result(): BlindResult | undefined {
    return this.#result;
  }

  /** When the stretch was, which is told at the end alone. */
  get revealed(): { readonly from: EpochMs; readonly to: EpochMs } | undefined {
    if (this.#result === undefined) return undefined;
    const { openTime } = this.#subject.bars;
    const { start, end } = this.#stretch;
    return { from: openTime[start + blindBars.shown], to: openTime[end - 1] };
  }

  /** Follows the wish, and goes to the next bar. */
  next(): void {
    if (this.#game.isOver()) return;
    this.#game.decide(this.#wish);
    this.#look();
    if (this.#game.isOver()) this.#result = this.#game.result();
  }

  #look(): void {
    this.#playhead = this.#game.playhead();
    this.#account = this.#game.account();
  }
}
