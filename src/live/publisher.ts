import type { Bar, EpochMs } from '../core/bars/bars';
import type { BarSeries } from './market/bar-series';
import type { ConnectionCounts, ConnectionLogEntry } from './market/connection-state';
import type { PaperOutcome, PaperSession } from './session';
import type { Thresholds } from '../core/trading/strategies/thresholds';
import type { AccountFrame, FormingBar, LiveEvent } from './events';
import type { KeptAccount } from './paper/accounts';
import type { LiveClock } from './ports';
import type { UpkeepDesk } from './upkeep/upkeep';
import { createViewTrack, createWatchBoard } from './watch-list';
import { previewAccount } from './paper/trade-account';
import { listRecentSignals } from '../core/trading/signal-log';

export interface LivePublisherOptions {
  readonly paper: PaperSession;
  readonly symbols: readonly string[];
  readonly clock: LiveClock;
  readonly kept: () => readonly KeptAccount[];
  readonly upkeep: UpkeepDesk;
  readonly onEvent: (event: LiveEvent) => void;
}

/** Tells the page what happens: closed bars and their signals at once, the rest at most four times a second. */
export interface LivePublisher {
  /** What came of something that arrived at `arrivedMs` of the machine's steady time. */
  take(outcomes: readonly PaperOutcome[], arrivedMs: number): void;
  log(level: ConnectionLogEntry['level'], text: string): void;
  /** Something beside the session has changed. */
  touch(): void;
  view(symbol: string): void;
  counts(): ConnectionCounts;
  /** Tells how things stand, for the last time. */
  finish(): void;
}

const mostWaitingLines = 500;

export function createLivePublisher(options: LivePublisherOptions): LivePublisher {
  const { paper, symbols, clock, kept, upkeep, onEvent } = options;
  const { session } = paper;
  const series = new Map(
    symbols.map((symbol): [string, BarSeries] => [symbol, session.series(symbol)]),
  );
  const tracks = new Map([...series].map(([symbol, bars]) => [symbol, createViewTrack(bars)]));
  const board = createWatchBoard(series);
  const lines: ConnectionLogEntry[] = [];
  const totals = { stale: 0, inferences: 0 };
  /** Bars that closed before are history, and not late. */
  const startedAt = clock.now();
  let [viewed] = symbols;
  let hasForming = false;

  const counts = (): ConnectionCounts => ({ ...session.counts(), ...totals });
  const findThresholds = (symbol: string): Thresholds | undefined => {
    const own = kept().filter(({ state }) => state.account.symbol === symbol);
    const champion = own.find(({ state }) => state.account.role === 'champion') ?? own[0];
    return champion?.state.account.settings.thresholds;
  };
  const tellRows = (at: EpochMs, isLive: boolean): void => {
    const rows = board.rows({ at, isLive }, findThresholds, (symbol) =>
      session.trouble(symbol, at),
    );
    onEvent({ kind: 'watch', rows });
  };
  const tell = (): void => {
    if (lines.length > 0) onEvent({ kind: 'log', entries: lines.splice(0) });
    const at = clock.now();
    const state = session.state(at);
    onEvent({ kind: 'connection', at, state, counts: counts() });
    tellRows(at, state.kind === 'live');
    const accounts = kept().map((account) =>
      describeAccount(account, board.forming(account.state.account.symbol)),
    );
    onEvent({ kind: 'accounts', accounts });
    const forming = board.forming(viewed);
    if (hasForming && forming !== undefined) {
      onEvent({ kind: 'forming-bar', symbol: viewed, bar: describeBar(forming) });
    }
    hasForming = false;
    upkeep.follow();
    // Once the bars that were missed have come, and not after each page of them.
    const judged = state.kind === 'live' ? upkeep.judge() : undefined;
    if (judged !== undefined) onEvent({ kind: 'upkeep', upkeep: judged });
  };
  const pacer = createEventPacer(clock, tell);

  const tellBars = (): void => {
    const copied = tracks.get(viewed)?.copy();
    if (copied !== undefined) onEvent({ kind: 'bars', symbol: viewed, ...copied });
  };
  const log = (level: ConnectionLogEntry['level'], text: string): void => {
    lines.push({ time: clock.now(), level, text });
    if (lines.length > mostWaitingLines) lines.shift();
    pacer.touch();
  };

  return {
    take(outcomes, arrivedMs) {
      const closed: Extract<PaperOutcome, { kind: 'closed' }>[] = [];
      let isCorrected = false;
      let hasFreshSignal = false;
      for (const outcome of outcomes) {
        switch (outcome.kind) {
          case 'closed': {
            const { symbol, bar, result } = outcome;
            totals.inferences += result.inferences;
            const closeTime = bar.openTime + session.series(symbol).intervalMs;
            if (result.isLate && closeTime > startedAt) totals.stale++;
            board.takeClosed(symbol, bar, result.probability, result.isLate);
            tracks.get(symbol)?.push(result.probability);
            upkeep.take(outcome);
            hasFreshSignal ||= !result.isLate;
            if (symbol === viewed) closed.push(outcome);
            break;
          }
          case 'corrected':
            upkeep.correct(outcome.symbol, outcome.bar);
            isCorrected ||= outcome.symbol === viewed;
            break;
          case 'forming':
            board.takeForming(outcome.symbol, outcome.bar);
            hasForming ||= outcome.symbol === viewed;
            break;
          case 'log':
            log(outcome.level, outcome.text);
        }
      }
      pacer.touch();
      if (closed.length > 1 || isCorrected) tellBars();
      else if (closed.length === 1) {
        const [{ symbol, bar, result }] = closed;
        onEvent({
          kind: 'closed-bar',
          symbol,
          bar: describeBar(bar),
          probability: result.probability,
          latencyMs: clock.monotonicMs() - arrivedMs,
        });
      }
      if (hasFreshSignal) {
        const at = clock.now();
        tellRows(at, session.state(at).kind === 'live');
      }
    },
    log,
    touch: pacer.touch,
    view(symbol) {
      if (!series.has(symbol)) throw new Error(`live: ${symbol} is not watched`);
      viewed = symbol;
      hasForming = true;
      tellBars();
      pacer.touch();
    },
    counts,
    finish() {
      pacer.stop();
      tell();
    },
  };
}

function describeBar({ openTime, open, high, low, close, volume }: Bar): FormingBar {
  return { openTime, open, high, low, close, volume };
}

/** Lets what changes often be told at a pace that a page can follow. */
export interface EventPacer {
  /** Something has changed: it is told soon. */
  touch(): void;
  /** Nothing is told any more. */
  stop(): void;
}

const paceMs = 250;

/** Returns a pacer that calls `tell` at most four times a second of the machine's time. */
export function createEventPacer(
  clock: Pick<LiveClock, 'monotonicMs' | 'setPace'>,
  tell: () => void,
): EventPacer {
  let toldAt = -Infinity;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  return {
    touch() {
      if (isStopped || cancel !== undefined) return;
      const waitMs = Math.max(0, toldAt + paceMs - clock.monotonicMs());
      cancel = clock.setPace(() => {
        cancel = undefined;
        toldAt = clock.monotonicMs();
        tell();
      }, waitMs);
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}

/** Returns what the page shows of an account; `forming` is the bar of its symbol that is forming. */
export function describeAccount(
  { state, isViewer }: KeptAccount,
  forming: Bar | undefined,
): AccountFrame {
  const { account, engine, lastOpenTime } = state;
  const nextOpenTime = (lastOpenTime ?? NaN) + engine.intervalMs;
  // A later bar would look like one after a gap, which closes positions.
  const isNext = lastOpenTime === undefined || forming?.openTime === nextOpenTime;
  const preview = previewAccount(state, isNext ? forming : undefined);
  return {
    account,
    ...preview,
    recentSignals: listRecentSignals(engine.signals),
    tradeCount: engine.record.trades,
    isViewer,
  };
}
