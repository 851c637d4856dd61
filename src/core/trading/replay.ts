import type { BarIndex, BarRange, Bars } from '../bars/bars';
import { createEngine, stepThrough } from './engine';
import { reportPerformance, type PerformanceReport } from '../metrics/performance';
import { gatherFacts } from './fills';
import type { TradingSettings } from './settings';
import { listRecentSignals, type SignalRecord } from './signal-log';
import { sizePosition } from './sizing/sizing-rule';
import { findPast } from './strategies/past-bars';
import { nameSignal, type Signal } from './strategies/strategy';
import { formOpinion, resolveRules } from './rules';
import type { EngineBar, Position, Trade } from './positions';
import { measureVolatility } from './volatility';
import type { BothReached } from './within-bar';

interface ReplayOptions {
  readonly bars: Bars;
  /** P(rise) at each bar of `bars`; NaN where the model gives none. */
  readonly probability: ArrayLike<number>;
  /** Bars that are replayed. */
  readonly range: BarRange;
  /** Bars of `range` before this one are shown, but neither traded nor counted; the start of `range` by default. */
  readonly outOfSampleStart?: BarIndex;
  readonly settings: TradingSettings;
}

/** What changed since the last frame, and the account at the playhead. */
export interface ReplayFrame {
  /** Bars before this one have been replayed. */
  readonly playhead: BarIndex;
  /** True when `equity` and `trades` start anew at `range.start`. */
  readonly isReset: boolean;
  readonly equityFrom: BarIndex;
  /** Equity at the close of each bar from `equityFrom` to `playhead - 1`; a copy. */
  readonly equity: Float64Array;
  readonly trades: readonly Trade[];
  readonly positions: readonly Position[];
  /** Newest first. */
  readonly recentSignals: readonly SignalRecord[];
  readonly signalCount: number;
  readonly filteredCount: number;
  /** Bars in which a stop and a target were both reached; undefined without one. */
  readonly bothReached: BothReached | undefined;
  /** At the last replayed bar; NaN figures before the first. */
  readonly now: {
    readonly signal: Signal;
    readonly probability: number;
    readonly confidence: number;
    readonly positionSize: number;
    readonly price: number;
  };
  readonly performance: PerformanceReport;
}

/** A run of the engine over history with a playhead that can be moved. */
export interface Replay {
  playhead(): BarIndex;
  isAtStart(): boolean;
  isAtEnd(): boolean;
  /** Replays the next `count` bars, or as many as are left. */
  advance(count: number): void;
  /** Moves the playhead, clipped to `range`; a move back replays from the start. Throws for NaN. */
  seek(playhead: BarIndex): void;
  /**
   * Replays with `settings` from the start to the playhead, which stays; `bars` are the same with other decisions, where these are
   * made elsewhere. Throws on impossible settings.
   */
  configure(settings: TradingSettings, bars?: Bars): void;
  /** Moves the playhead to the start of `range`. */
  restart(): void;
  /** Returns what is new since the last call. */
  frame(): ReplayFrame;
}

/**
 * Returns a replay with the playhead at the start.
 *
 * The engine starts at `outOfSampleStart` and never sees the bars before, over which equity is the starting
 * capital. So no in-sample bar can affect a figure.
 */
export function createReplay(options: ReplayOptions): Replay {
  const { probability, range, outOfSampleStart = range.start } = options;
  let { bars } = options;
  let settings = options.settings;
  let engine = createEngine(settings, bars.intervalMs);
  let playhead = range.start;
  let isReset = true;
  let sentPlayhead = range.start;
  let sentTrades = 0;
  const equity = new Float64Array(range.end - range.start);

  const advanceTo = (target: BarIndex): void => {
    const end = Math.min(range.end, target);
    const tradedFrom = Math.min(end, Math.max(playhead, outOfSampleStart));
    equity.fill(settings.capital, playhead - range.start, tradedFrom - range.start);
    stepThrough(engine, bars, probability, { start: tradedFrom, end }, (index) => {
      equity[index - range.start] = engine.record.equity;
    });
    playhead = Math.max(playhead, end);
  };
  const rewind = (): void => {
    engine = createEngine(settings, bars.intervalMs);
    playhead = range.start;
    isReset = true;
    sentPlayhead = range.start;
    sentTrades = 0;
  };
  const describeNow = (): ReplayFrame['now'] => {
    const last = playhead > range.start ? playhead - 1 : -1;
    const bar: EngineBar = {
      index: last,
      openTime: bars.openTime[last] ?? NaN,
      open: bars.open[last] ?? NaN,
      high: bars.high[last] ?? NaN,
      low: bars.low[last] ?? NaN,
      close: bars.close[last] ?? NaN,
    };
    const { positions } = engine;
    const rules = resolveRules(settings);
    const past = findPast(bars, bars.intervalMs, last, rules.warmUpBars);
    const known = { bar, probability: probability[last] ?? NaN, positions, past };
    const { side, confidence } = formOpinion(rules, known);
    const isFollowed = side !== 0 && confidence >= settings.minConfidence;
    const facts = gatherFacts(engine, rules, measureVolatility(past));
    const size = () =>
      sizePosition(rules.size, settings, confidence, engine.record.equity, 0, facts);
    return {
      signal: nameSignal(side),
      probability: known.probability,
      confidence,
      positionSize: isFollowed ? size() : 0,
      price: bar.close,
    };
  };

  return {
    playhead: () => playhead,
    isAtStart: () => playhead <= range.start,
    isAtEnd: () => playhead >= range.end,
    advance: (count) => advanceTo(playhead + count),
    seek(target) {
      if (Number.isNaN(target)) throw new RangeError('replay: playhead must be a number, was NaN');
      const wanted = Math.min(range.end, Math.max(range.start, Math.floor(target)));
      if (wanted < playhead) rewind();
      advanceTo(wanted);
    },
    configure(next, nextBars = bars) {
      const wanted = playhead;
      createEngine(next, bars.intervalMs);
      settings = next;
      bars = nextBars;
      rewind();
      advanceTo(wanted);
    },
    restart: rewind,
    frame() {
      const frame: ReplayFrame = {
        playhead,
        isReset,
        equityFrom: sentPlayhead,
        equity: equity.slice(sentPlayhead - range.start, playhead - range.start),
        trades: engine.trades.slice(sentTrades),
        positions: [...engine.positions],
        recentSignals: listRecentSignals(engine.signals),
        signalCount: engine.signals.signalCount,
        filteredCount: engine.signals.filteredCount,
        bothReached: engine.bothReached && { ...engine.bothReached },
        now: describeNow(),
        performance: reportPerformance(engine.record),
      };
      isReset = false;
      sentPlayhead = playhead;
      sentTrades = engine.trades.length;
      return frame;
    },
  };
}
