import type { EpochMs } from '../../core/bars/bars';
import { createRandom } from '../../core/random';
import { backOff } from '../../core/backoff';
import type { BarSeries } from './bar-series';
import {
  createReachRecord,
  describeState,
  type ConnectionState,
  type StateMemory,
} from './connection-state';
import { createExchangeTime } from './exchange-time';
import type { StreamMessage } from '../../exchange/exchange';
import type { MarketEffect, MarketInput } from './inputs';
import {
  createFeedCounts,
  createSymbolFeed,
  type FeedCounts,
  type SymbolFeed,
} from './symbol-feed';
import { createSilenceWatch } from './silence';
import {
  createSocketPlan,
  defaultAttempts,
  defaultSocketTimes,
  type AttemptLimits,
  type SocketTimes,
} from './socket-plan';

export interface ConnectionOptions {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  /** Bars to fetch for each symbol before its first live bar. */
  readonly historyBars: number;
  /** Open times, by symbol, to which the history must reach back at least. */
  readonly since?: Readonly<Record<string, EpochMs>>;
  /** Seed of the random part of waits between attempts. */
  readonly seed: number;
  readonly times?: SocketTimes;
  readonly attempts?: AttemptLimits;
}

/**
 * The connection to the exchange and the bars that it brings, as a state machine without I/O or clock: events
 * go in, effects to carry out come out. The same inputs give the same effects, so that a recorded session can
 * be run again.
 */
export interface Connection {
  /** Takes an event and returns the effects to carry out, in order. */
  take(input: MarketInput): readonly MarketEffect[];
  /** Returns when the next tick should come: within `tickMs`, or earlier if there is something to do. */
  nextTickAt(at: EpochMs): EpochMs;
  state(at: EpochMs): ConnectionState;
  counts(): Readonly<FeedCounts>;
  series(symbol: string): BarSeries;
  /** Returns why there is nothing new for this symbol alone; undefined where all is well. */
  trouble(symbol: string, at: EpochMs): string | undefined;
}

/** Max time between two ticks. */
export const tickMs = 1000;
/** A shorter silence is not reported, since symbols with few trades have few messages. */
const quietAfterMs = 60_000;
const fetchLimits = { firstMs: 500, maxMs: 30_000, growth: 1.5 };

/** Returns a connection that has not been started. */
export function createConnection(options: ConnectionOptions): Connection {
  const {
    symbols,
    intervalMs,
    historyBars,
    since,
    seed,
    times = defaultSocketTimes,
    attempts = defaultAttempts,
  } = options;
  const random = createRandom(seed);
  const counts = createFeedCounts();
  const time = createExchangeTime();
  const reach = createReachRecord();
  const silence = createSilenceWatch(symbols, intervalMs);
  let effects: MarketEffect[] = [];
  const emit = (effect: MarketEffect): void => void effects.push(effect);
  let lastFetch = 0;
  const feeds = new Map(
    symbols.map((symbol): [string, SymbolFeed] => [
      symbol,
      createSymbolFeed({
        symbol,
        intervalMs,
        historyBars,
        since: since?.[symbol],
        time,
        emit,
        counts,
        nextFetchId: () => ++lastFetch,
        waitBefore: (attempt) => backOff(attempt, fetchLimits, random.uniform),
        onBackFilled(bar, heard) {
          const since = time.now(silence.quietSince(symbol) ?? Infinity);
          const isUnheard = heard === undefined ? bar.openTime >= since : bar.volume > heard.volume;
          if (isUnheard && bar.volume > 0) silence.noteUnheardTrades(symbol);
        },
      }),
    ]),
  );
  const sockets = createSocketPlan({
    times,
    attempts,
    random,
    symbols,
    emit,
    onOpen: (at) => listen(at),
    onReconnect() {
      counts.reconnects++;
      reach.fail('stream');
    },
  });
  const listen = (at: EpochMs): void => {
    silence.listen(at);
    feeds.forEach((feed) => feed.catchUp(at));
  };
  let isWanted = false;
  let offlineSince: EpochMs | undefined;
  let lastAt: EpochMs | undefined;
  /** Whether our clock was found to be wrong and the exchange has not sent its time since. */
  let isTimeLost = false;
  let stale: StateMemory['stale'];
  let liveSince: EpochMs | undefined;

  const forgetPlans = (): void => {
    silence.forget();
    feeds.forEach((feed) => feed.takeJump());
  };
  const takeJump = (at: EpochMs): void => {
    const seconds = Math.round((at - (lastAt ?? at)) / 1000);
    lastAt = at;
    isTimeLost = true;
    time.forget();
    forgetPlans();
    if (!isWanted || offlineSince !== undefined) return;
    const reason = `The clock jumped by ${seconds} s, as after a sleep`;
    stale = { since: at, reason };
    sockets.restart(at, reason);
  };
  const noticeJump = (at: EpochMs): void => {
    const step = at - (lastAt ?? at);
    if (step >= times.sleptAfterMs || step <= -tickMs) takeJump(at);
    else lastAt = at;
  };
  /** Handles a step that our own clock correction made: no time has passed, so the connection is kept. */
  const takeStep = (at: EpochMs, stepMs: number): void => {
    const since = (stale?.since ?? at - stepMs) + stepMs;
    lastAt = at;
    liveSince = undefined;
    forgetPlans();
    sockets.shift(stepMs);
    if (!isWanted || offlineSince !== undefined) return;
    stale = { since, reason: stale?.reason ?? 'The clock was set to the time of the exchange' };
    if (sockets.status(at).kind === 'open') listen(at);
  };
  const takeClockSet = (at: EpochMs): void => {
    const stepMs = at - (lastAt ?? at);
    const wasLost = isTimeLost;
    if (!wasLost) noticeJump(at);
    isTimeLost = false;
    time.trust();
    if (wasLost && (stepMs >= 2 * tickMs || stepMs <= -tickMs)) takeStep(at, stepMs);
    else lastAt = at;
  };
  /** Opens a new connection if a symbol is traded but the stream sends nothing about it. */
  const breakSilence = (at: EpochMs): void => {
    const socket = sockets.status(at);
    if (socket.kind !== 'open' || socket.silentSince !== undefined) return;
    const symbol = silence.findDue(at);
    if (symbol === undefined) return;
    const seconds = quietSeconds(symbol, at);
    const reason = `No message about ${symbol} for ${seconds} s, although it is traded`;
    if (sockets.renew(at, reason)) silence.noteRenewal(at);
  };
  const quietSeconds = (symbol: string, at: EpochMs): number =>
    Math.floor((at - (silence.quietSince(symbol) ?? at)) / 1000);
  const takeMessage = (message: StreamMessage, at: EpochMs): void => {
    counts.messages++;
    switch (message.kind) {
      case 'kline':
        if (message.intervalMs === intervalMs && feeds.has(message.symbol)) {
          time.hear(message.eventTime, at);
          silence.hear(message.symbol, at);
          feeds.get(message.symbol)?.take(message, at);
        } else counts.unknown++;
        break;
      case 'best-price':
        emit(message);
        break;
      case 'shutdown':
        sockets.renew(at, 'The exchange announces that it will end this connection');
        break;
      case 'unknown':
        counts.unknown++;
        break;
      case 'malformed':
        counts.malformed++;
        emit({
          kind: 'log',
          level: 'warning',
          text: `A message was ignored: ${message.reason}`,
        });
    }
  };
  const takeOnline = (isOnline: boolean, at: EpochMs): void => {
    if (isOnline === (offlineSince === undefined)) return;
    offlineSince = isOnline ? undefined : at;
    if (!isWanted) return;
    emit({
      kind: 'log',
      level: isOnline ? 'info' : 'warning',
      text: isOnline ? 'The network is back' : 'There is no network',
    });
    sockets.stop();
    if (isOnline) sockets.start(at);
  };
  const findFeed = (fetch: number): SymbolFeed | undefined =>
    [...feeds.values()].find((feed) => feed.awaits(fetch));

  const handle = (input: MarketInput): void => {
    const { at } = input;
    switch (input.kind) {
      case 'start':
        isWanted = true;
        lastAt = at;
        if (offlineSince === undefined) sockets.start(at);
        break;
      case 'stop':
        isWanted = false;
        sockets.stop();
        break;
      case 'online':
        takeOnline(input.isOnline, at);
        break;
      case 'socket-open':
        emit({ kind: 'log', level: 'info', text: 'Connected' });
        reach.succeed('stream');
        sockets.takeOpen(input.socket, at);
        break;
      case 'message':
        if (sockets.takeMessage(input.socket, at)) takeMessage(input.message, at);
        break;
      case 'socket-closed':
        sockets.takeClosed(input.socket, input.reason, at);
        break;
      case 'fetched':
        reach.succeed('history');
        findFeed(input.fetch)?.takeFetched(input.bars, at);
        break;
      case 'fetch-failed':
        emit({ kind: 'log', level: 'warning', text: input.failure.message });
        if (input.failure.kind === 'network') reach.fail('history');
        findFeed(input.fetch)?.takeFailure(input.failure, at);
        break;
      case 'refused':
        emit({ kind: 'log', level: 'warning', text: input.failure.message });
        feeds.forEach((feed) => feed.takeFailure(input.failure, at));
        break;
      case 'clock-lost':
        takeJump(at);
        break;
      case 'clock-set':
        takeClockSet(at);
        break;
      case 'tick':
        noticeJump(at);
        if (!isWanted || offlineSince !== undefined) break;
        sockets.tick(at);
        breakSilence(at);
        feeds.forEach((feed) => feed.tick(at));
    }
  };

  const state = (at: EpochMs): ConnectionState => {
    if (!isWanted) return { kind: 'disconnected' };
    if (offlineSince !== undefined) return { kind: 'offline', since: offlineSince };
    return describeState(sockets.status(at), [...feeds.values()], {
      stale,
      liveSince,
      isDoubtful: reach.isDoubtful(),
    });
  };

  return {
    take(input) {
      effects = [];
      handle(input);
      if (state(input.at).kind === 'live') {
        liveSince ??= input.at;
        stale = undefined;
      } else liveSince = undefined;
      return effects;
    },
    nextTickAt(at) {
      const due = [sockets, ...feeds.values()].map((part) => part.dueAt());
      return Math.min(at + tickMs, ...due.filter((dueAt) => dueAt > at));
    },
    state,
    counts: () => ({ ...counts }),
    series(symbol) {
      const feed = feeds.get(symbol);
      if (feed === undefined) throw new Error(`live: ${symbol} is not watched`);
      return feed.series;
    },
    trouble(symbol, at) {
      const feed = feeds.get(symbol);
      const failure = feed?.trouble()?.failure;
      if (failure?.kind === 'unknown-symbol') return failure.message;
      const socket = sockets.status(at);
      if (socket.kind !== 'open' || socket.silentSince !== undefined) return;
      const seconds = quietSeconds(symbol, at);
      if (1000 * seconds >= quietAfterMs) return `No message about it for ${seconds} s`;
    },
  };
}
