import type { Bar, EpochMs } from '../core/bars/bars';
import type { BarSeries } from './market/bar-series';
import type { ConnectionCounts, ConnectionLogEntry } from './market/connection-state';
import type { LiveOutcome, LiveSession } from './session';
import type { AccountFrame, FormingBar, LiveEvent } from './events';
import type { StoredAccount } from './paper/accounts';
import type { LiveClock } from './ports';
import type { Upkeep } from './upkeep/upkeep';
import { createWatchRows, type Trader } from './watch-list';
import { previewAccount } from './paper/account';
import { listRecentSignals } from '../core/trading/signal-log';

interface PublisherOptions {
  readonly session: LiveSession;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly symbols: readonly string[];
  readonly clock: LiveClock;
  readonly stored: () => readonly StoredAccount[];
  readonly upkeep: Upkeep;
  readonly onEvent: (event: LiveEvent) => void;
}

/** Sends events to the page: closed bars and their signals at once, the rest at most four times a second. */
export interface Publisher {
  /** Takes the outcomes of an input that arrived at `arrivedMs` of the machine's monotonic clock. */
  take(outcomes: readonly LiveOutcome[], arrivedMs: number): void;
  log(level: ConnectionLogEntry['level'], text: string): void;
  /** Something outside the session has changed. */
  touch(): void;
  view(symbol: string): void;
  counts(): ConnectionCounts;
  /** Sends the state for the last time. */
  finish(): void;
}

const maxWaitingLines = 500;
/** Max bars of the symbol in view that are sent to the page. */
const maxViewBars = 10_000;

export function createPublisher(options: PublisherOptions): Publisher {
  const { session, watch, symbols, clock, stored, upkeep, onEvent } = options;
  const { connection, predictions } = session;
  const series = new Map(
    symbols.map((symbol): [string, BarSeries] => [symbol, connection.series(symbol)]),
  );
  const watchRows = createWatchRows(series);
  const lines: ConnectionLogEntry[] = [];
  const totals = { stale: 0, inferences: 0 };
  /** Bars that closed before this are history, not late. */
  const startedAt = clock.now();
  let [viewed] = symbols;
  let hasForming = false;

  const counts = (): ConnectionCounts => ({ ...connection.counts(), ...totals });
  const findTrader = (symbol: string): Trader | undefined => {
    const own = stored().filter(({ state }) => state.account.symbol === symbol);
    const champion = own.find(({ state }) => state.account.role === 'champion') ?? own[0];
    if (champion === undefined) return undefined;
    const { account, engine, lastOpenTime, decided } = champion.state;
    const { decision } = decided ?? {};
    return { settings: account.settings, positions: engine.positions, lastOpenTime, decision };
  };
  const sendRows = (at: EpochMs, isLive: boolean): void => {
    const rows = watchRows.rows({ at, isLive }, findTrader, (symbol) =>
      connection.trouble(symbol, at),
    );
    onEvent({ kind: 'watch', rows });
  };
  const send = (): void => {
    if (lines.length > 0) onEvent({ kind: 'log', entries: lines.splice(0) });
    const at = clock.now();
    const state = connection.state(at);
    onEvent({ kind: 'connection', at, state, counts: counts() });
    sendRows(at, state.kind === 'live');
    const accounts = stored().map((account) =>
      describeAccount(account, watchRows.forming(account.state.account.symbol)),
    );
    onEvent({ kind: 'accounts', accounts });
    const forming = watchRows.forming(viewed);
    if (hasForming && forming !== undefined) {
      onEvent({ kind: 'forming-bar', symbol: viewed, bar: describeBar(forming) });
    }
    hasForming = false;
    upkeep.follow();
    // Only once all missed bars have arrived, not after each page of them.
    const judged = state.kind === 'live' ? upkeep.judge() : undefined;
    if (judged !== undefined) onEvent({ kind: 'upkeep', upkeep: judged });
  };
  const pacer = createEventPacer(clock, send);

  const sendBars = (): void => {
    const known = connection.series(viewed);
    const end = known.count();
    const bars = known.copy({ start: Math.max(0, end - maxViewBars), end });
    const probability = Float32Array.from(
      bars.openTime,
      (openTime) => predictions.find(viewed, watch[viewed] ?? '', openTime)?.probability ?? NaN,
    );
    onEvent({ kind: 'bars', symbol: viewed, bars, probability });
  };
  const log = (level: ConnectionLogEntry['level'], text: string): void => {
    lines.push({ time: clock.now(), level, text });
    if (lines.length > maxWaitingLines) lines.shift();
    pacer.touch();
  };

  return {
    take(outcomes, arrivedMs) {
      const closed: Extract<LiveOutcome, { kind: 'closed' }>[] = [];
      let isCorrected = false;
      let hasFreshSignal = false;
      for (const outcome of outcomes) {
        switch (outcome.kind) {
          case 'closed': {
            const { symbol, bar, result } = outcome;
            totals.inferences += result.inferences;
            const closeTime = bar.openTime + connection.series(symbol).intervalMs;
            if (result.isLate && closeTime > startedAt) totals.stale++;
            watchRows.takeClosed(symbol, bar, result.probability, result.isLate);
            upkeep.take(outcome);
            hasFreshSignal ||= !result.isLate;
            if (symbol === viewed) closed.push(outcome);
            break;
          }
          case 'corrected':
            isCorrected ||= outcome.symbol === viewed;
            break;
          case 'forming':
            watchRows.takeForming(outcome.symbol, outcome.bar);
            hasForming ||= outcome.symbol === viewed;
            break;
          case 'log':
            log(outcome.level, outcome.text);
        }
      }
      pacer.touch();
      if (closed.length > 1 || isCorrected) sendBars();
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
        sendRows(at, connection.state(at).kind === 'live');
      }
    },
    log,
    touch: pacer.touch,
    view(symbol) {
      if (!series.has(symbol)) throw new Error(`live: ${symbol} is not watched`);
      viewed = symbol;
      hasForming = true;
      sendBars();
      pacer.touch();
    },
    counts,
    finish() {
      pacer.stop();
      send();
    },
  };
}

function describeBar({ openTime, open, high, low, close, volume }: Bar): FormingBar {
  return { openTime, open, high, low, close, volume };
}

/** Limits how often changes are sent to the page. */
interface EventPacer {
  /** Something has changed: it will be sent soon. */
  touch(): void;
  /** Sends nothing from now on. */
  stop(): void;
}

const paceMs = 250;

/** Returns a pacer that calls `send` at most four times a second of the machine's time. */
export function createEventPacer(
  clock: Pick<LiveClock, 'monotonicMs' | 'setMachineTimer'>,
  send: () => void,
): EventPacer {
  let sentAt = -Infinity;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  return {
    touch() {
      if (isStopped || cancel !== undefined) return;
      const waitMs = Math.max(0, sentAt + paceMs - clock.monotonicMs());
      cancel = clock.setMachineTimer(() => {
        cancel = undefined;
        sentAt = clock.monotonicMs();
        send();
      }, waitMs);
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}

/** Returns what the page shows of an account; `forming` is its symbol's forming bar. */
function describeAccount(
  { state, isViewer }: StoredAccount,
  forming: Bar | undefined,
): AccountFrame {
  const { account, engine, lastOpenTime, decided } = state;
  const nextOpenTime = (lastOpenTime ?? NaN) + engine.intervalMs;
  // A later bar would look like a bar after a gap, which closes positions.
  const isNext = lastOpenTime === undefined || forming?.openTime === nextOpenTime;
  const preview = previewAccount(state, isNext ? forming : undefined);
  return {
    account,
    ...preview,
    recentSignals: listRecentSignals(engine.signals),
    tradeCount: engine.record.trades,
    ...(decided !== undefined && { decided }),
    isViewer,
  };
}
