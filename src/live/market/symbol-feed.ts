import { type Bar, type EpochMs, isSameBar } from '../../core/bars/bars';
import { createBarSeries, minKeptBars, type BarSeries } from './bar-series';
import type { ExchangeTime } from './exchange-time';
import { createFetchPlan, type FetchPlan, type FetchTrouble } from './fetch-plan';
import type { StreamMessage } from '../../exchange/exchange';
import type { FetchFailure } from '../../exchange/exchange-error';
import type { MarketEffect } from './inputs';

interface SymbolFeedOptions {
  readonly symbol: string;
  readonly intervalMs: number;
  /** Bars to fetch before the first one from the stream. */
  readonly historyBars: number;
  /** Open time to which the history must reach back at least. */
  readonly since?: EpochMs;
  readonly time: ExchangeTime;
  readonly emit: (effect: MarketEffect) => void;
  readonly counts: FeedCounts;
  readonly nextFetchId: () => number;
  /** Returns the wait in ms before an attempt, from 1, after the network failed. */
  readonly waitBefore: (attempt: number) => number;
  /** REST returned a bar whose close the stream did not send; `heard` is the stream's last version of it. */
  readonly onBackFilled: (bar: Bar, heard: Bar | undefined) => void;
}

/**
 * Puts the bars of one symbol in order. Whatever stream and REST send, in whatever order, each closed bar is
 * emitted once and in time order, and none before missing earlier bars have been requested.
 */
export interface SymbolFeed {
  readonly series: BarSeries;
  /** Whether no bar is known to be missing or overdue. */
  isComplete(): boolean;
  /** Returns why the last fetch failed; undefined once one succeeds. */
  trouble(): FetchTrouble | undefined;
  /** Returns how many bars of the current fetch have arrived, and how many there are. */
  progress(): { readonly done: number; readonly total: number };
  /** Requests the bars that may have been missed until `at`, and those that REST has not confirmed yet. */
  catchUp(at: EpochMs): void;
  take(message: Extract<StreamMessage, { kind: 'kline' }>, at: EpochMs): void;
  takeFetched(bars: readonly Bar[], at: EpochMs): void;
  takeFailure(failure: FetchFailure, at: EpochMs): void;
  /** Whether this feed waits for the answer to `fetch`. */
  awaits(fetch: number): boolean;
  /** Our clock has jumped: forgets all planned times, until `catchUp`. */
  takeJump(): void;
  tick(at: EpochMs): void;
  /** Returns when a tick may have something to do; Infinity for never. */
  dueAt(): EpochMs;
}

/** How long a closing message may come after the next bar's first. */
const graceMs = 1000;
/** How long a closing message may come after the end of its bar. */
const closeWithinMs = 1500;
/**
 * How long after its end a bar is requested. REST does not say whether a bar is closed or still forming, and our
 * estimate of the exchange's time may be a little ahead.
 */
const settledMs = 1000;
/** How long REST may take to have a bar after its end. */
const archiveLagMs = 10_000;
/** After this many bars of the stream, they are compared with REST. */
const auditBars = 5;

/** Returns a feed without bars, which requests none before `catchUp`. */
export function createSymbolFeed(options: SymbolFeedOptions): SymbolFeed {
  const { symbol, intervalMs, historyBars, since = Infinity, time, emit, counts } = options;
  const series = createBarSeries(intervalMs, minKeptBars);
  const plan: FetchPlan = createFetchPlan(options);
  /** Closed bars that wait for earlier ones, by open time. */
  const waiting = new Map<EpochMs, Bar>();
  let forming: { readonly bar: Bar; readonly eventTime: EpochMs } | undefined;
  /** When it was first noticed that bars before the newest one are missing. */
  let holeSince: EpochMs | undefined;
  /** REST has returned all bars before this time; others do not exist. */
  let verifiedTo = -Infinity;
  /** Whether bars from before the connection, or missing ones, are still to be fetched. */
  let isBehind = true;

  /** End of the last bar that is certainly closed; -Infinity while the exchange's time is not known. */
  const settledEnd = (at: EpochMs): EpochMs =>
    Math.floor((time.now(at) - settledMs) / intervalMs) * intervalMs;
  const expected = (): EpochMs => (series.lastOpenTime() ?? -Infinity) + intervalMs;

  /** When, by our clock, the next bar is overdue. */
  const overdueAt = (): EpochMs => time.localOf(expected() + intervalMs + closeWithinMs);

  /** Emits every bar whose turn it is: the next one, or the first after a gap that REST has confirmed. */
  const release = (at: EpochMs): void => {
    for (;;) {
      const next = Math.min(...waiting.keys());
      const bar = waiting.get(next);
      const isNext = next === expected() || (next > expected() && next <= verifiedTo);
      if (bar === undefined || !isNext) return;
      waiting.delete(next);
      series.append(bar);
      counts.closedBars++;
      holeSince = undefined;
      emit({ kind: 'closed', symbol, bar, lagMs: Math.max(0, time.now(at) - (next + intervalMs)) });
    }
  };
  const correct = (bar: Bar): void => {
    counts.corrected++;
    series.replace(series.find(bar.openTime), bar);
    emit({ kind: 'corrected', symbol, bar });
  };
  const fetchMissing = (at: EpochMs): void => {
    const to = settledEnd(at);
    const isFirst = verifiedTo === -Infinity;
    const from = isFirst ? Math.min(since, to - historyBars * intervalMs) : verifiedTo;
    if (to > from) plan.request(from, to, at);
  };
  /** Requests missing bars; the feed is complete once there are none. */
  const mend = (at: EpochMs): void => {
    if (time.now(at) === -Infinity) return;
    fetchMissing(at);
    isBehind = !plan.isIdle();
  };
  /** Looks for bars that should be there. */
  const inspect = (at: EpochMs): void => {
    const unverifiedBars = (settledEnd(at) - verifiedTo) / intervalMs;
    const isHole = holeSince !== undefined && at - holeSince >= graceMs;
    const isOverdue = at >= overdueAt() && series.count() > 0 && unverifiedBars > 0;
    if (isHole || isOverdue) isBehind = true;
    if (!plan.isIdle()) return;
    if (isBehind) mend(at);
    else if (unverifiedBars >= auditBars) fetchMissing(at);
  };
  /** Takes a closed bar; returns whether it is new. */
  const takeClosed = (bar: Bar, at: EpochMs, isFetched: boolean): boolean => {
    const index = series.find(bar.openTime);
    const known = index === -1 ? waiting.get(bar.openTime) : series.at(index);
    if (known !== undefined && isSameBar(known, bar)) {
      if (!isFetched) counts.duplicates++;
      return false;
    }
    if (index !== -1 && !isFetched && bar.openTime < verifiedTo) {
      // The stream contradicts REST: the message may be late, or REST may have been corrected since.
      counts.outOfOrder++;
      verifiedTo = bar.openTime;
      fetchMissing(at);
    } else if (index !== -1) correct(bar);
    else if (known !== undefined) {
      counts.corrected++;
      waiting.set(bar.openTime, bar);
    } else if (bar.openTime < expected()) {
      // It lies in a gap that REST had confirmed; later bars have been emitted already.
      counts.outOfOrder++;
    } else {
      waiting.set(bar.openTime, bar);
      return true;
    }
    return false;
  };

  return {
    series,
    isComplete: () => !isBehind && waiting.size === 0,
    trouble: plan.trouble,
    progress: plan.progress,
    awaits: plan.awaits,
    catchUp(at) {
      forming = undefined;
      isBehind = true;
      mend(at);
      plan.hurry();
    },
    take({ bar, isClosed, eventTime }, at) {
      if (isClosed) {
        takeClosed(bar, at, false);
        if (bar.openTime > expected() && bar.openTime > verifiedTo) holeSince ??= at;
        release(at);
        return;
      }
      if (bar.openTime < expected() || (forming && eventTime < forming.eventTime)) {
        counts.outOfOrder++;
        return;
      }
      if (forming?.eventTime === eventTime && isSameBar(forming.bar, bar)) {
        counts.duplicates++;
        return;
      }
      forming = { bar, eventTime };
      if (bar.openTime > expected() && bar.openTime > verifiedTo) holeSince ??= at;
      emit({ kind: 'forming', symbol, bar });
    },
    takeFetched(bars, at) {
      const { from, to } = plan.settle();
      let isNew = false;
      for (const bar of bars) {
        if (bar.openTime < from || bar.openTime >= to) continue;
        if (!takeClosed(bar, at, true)) continue;
        counts.backFilled++;
        options.onBackFilled(bar, forming?.bar.openTime === bar.openTime ? forming.bar : undefined);
        isNew = true;
      }
      // REST may not have the newest bar yet: then it is not missing.
      const last = bars.at(-1)?.openTime ?? from - intervalMs;
      const isLagging = last + intervalMs < to && time.now(at) - to < archiveLagMs;
      verifiedTo = Math.max(verifiedTo, isLagging ? last + intervalMs : to);
      release(at);
      if (isLagging) {
        plan.retry(last + intervalMs, to, at + (isNew ? 500 : 1000));
        return;
      }
      plan.proceed();
      if (!plan.isIdle()) return;
      isBehind = false;
      if (waiting.size === 0) holeSince = undefined;
      inspect(at);
    },
    takeFailure: plan.fail,
    takeJump() {
      plan.abandon();
      isBehind = true;
      // With a wrong clock, REST may have been asked for bars that were not closed, so the last bar may have been
      // still forming.
      verifiedTo = Math.min(verifiedTo, series.lastOpenTime() ?? -Infinity);
      holeSince = undefined;
    },
    tick(at) {
      plan.tick(at);
      inspect(at);
    },
    dueAt: () =>
      plan.isIdle() ? Math.min(overdueAt(), (holeSince ?? Infinity) + graceMs) : plan.dueAt(),
  };
}

/** Counts since the connection was opened. */
export interface FeedCounts {
  messages: number;
  closedBars: number;
  duplicates: number;
  outOfOrder: number;
  malformed: number;
  unknown: number;
  /** Bars whose final values differed from those seen before; the later are kept. */
  corrected: number;
  /** Bars that came from REST because the stream did not send them. */
  backFilled: number;
  reconnects: number;
}

/** Returns counts of 0. */
export function createFeedCounts(): FeedCounts {
  return {
    messages: 0,
    closedBars: 0,
    duplicates: 0,
    outOfOrder: 0,
    malformed: 0,
    unknown: 0,
    corrected: 0,
    backFilled: 0,
    reconnects: 0,
  };
}
