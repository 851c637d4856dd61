import { type Bar, type EpochMs, isSameBar } from '../../core/bars/bars';
import { createBarSeries, maxKeptBars, type BarSeries } from './bar-series';
import type { ExchangeTime } from './exchange-time';
import { createFetchPlan, type FetchPlan, type FetchTrouble } from './fetch-plan';
import type { StreamMessage } from '../../exchange/exchange';
import type { FetchFailure } from '../../exchange/exchange-error';
import type { MarketEffect } from './inputs';

interface SymbolFeedOptions {
  readonly symbol: string;
  readonly intervalMs: number;
  /** Bars to fetch before the first one that the stream brings. */
  readonly historyBars: number;
  /** History reaches back to this open time at least. */
  readonly since?: EpochMs;
  readonly time: ExchangeTime;
  readonly emit: (effect: MarketEffect) => void;
  readonly counts: FeedCounts;
  readonly nextFetchId: () => number;
  /** Draws the waits between fetches that fail. */
  readonly waitBefore: (attempt: number) => number;
  /** REST brought a bar that the stream did not close; `heard`: what the stream last said of it. */
  readonly onBackFilled: (bar: Bar, heard: Bar | undefined) => void;
}

/**
 * Puts the bars of one symbol in order: whatever stream and REST bring, in whatever order, each closed
 * bar is handed out once, by time, and none before those that are missing have been asked for.
 */
export interface SymbolFeed {
  readonly series: BarSeries;
  /** Whether no bar is known to be missing, or late by more than a moment. */
  isComplete(): boolean;
  /** Why the last fetch failed; undefined once one succeeds. */
  trouble(): FetchTrouble | undefined;
  /** Bars of the fetch that is under way: those that are there, and all. */
  progress(): { readonly done: number; readonly total: number };
  /** Asks for what may have been missed until `at`, and for bars that REST has not confirmed yet. */
  catchUp(at: EpochMs): void;
  take(message: Extract<StreamMessage, { kind: 'kline' }>, at: EpochMs): void;
  takeFetched(bars: readonly Bar[], at: EpochMs): void;
  takeFailure(failure: FetchFailure, at: EpochMs): void;
  /** Whether `fetch` is the answer that this feed waits for. */
  awaits(fetch: number): boolean;
  /** Our clock has jumped: what was planned for a time is forgotten, until `catchUp`. */
  takeJump(): void;
  tick(at: EpochMs): void;
  /** When a tick may have something to do; Infinity for never. */
  dueAt(): EpochMs;
}

/** How long a closing message may come after the next bar's first. */
const graceMs = 1000;
/** How long it may come after the end of its bar. */
const closeWithinMs = 1500;
/**
 * REST does not tell a bar that is closed from one that is forming, and our notion of the exchange's time
 * may be ahead by a part of the way there: a bar is asked for so long after its end.
 */
const settledMs = 1000;
/** How long a bar may take from its end until REST has it. */
const archiveLagMs = 10_000;
/** Bars of the stream after which REST is asked whether they are right. */
const auditBars = 5;

/** Returns a feed that knows no bar and asks for none before `catchUp`. */
export function createSymbolFeed(options: SymbolFeedOptions): SymbolFeed {
  const { symbol, intervalMs, historyBars, since = Infinity, time, emit, counts } = options;
  const series = createBarSeries(intervalMs, maxKeptBars);
  const plan: FetchPlan = createFetchPlan(options);
  /** Closed bars that wait for those before them, by open time. */
  const waiting = new Map<EpochMs, Bar>();
  let forming: { readonly bar: Bar; readonly eventTime: EpochMs } | undefined;
  /** When a hole before the forming bar was first seen. */
  let holeSince: EpochMs | undefined;
  /** REST has told of all bars before this time: others do not exist. */
  let verifiedTo = -Infinity;
  /** REST has not yet told what came before the connection, or a bar that is missing. */
  let isBehind = true;

  /** End of the last bar that is closed for certain; -Infinity while the exchange's time is not known. */
  const settledEnd = (at: EpochMs): EpochMs =>
    Math.floor((time.now(at) - settledMs) / intervalMs) * intervalMs;
  const expected = (): EpochMs => (series.lastOpenTime() ?? -Infinity) + intervalMs;

  /** When, by our clock, the next bar should have been closed. */
  const overdueAt = (): EpochMs => time.localOf(expected() + intervalMs + closeWithinMs);

  /** Hands out every bar that can be: the next one, or the first after a gap that REST has confirmed. */
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
  /** Asks for what is missing; once that is nothing, the feed is complete. */
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
  /** Takes a closed bar; returns whether it was not known before. */
  const takeClosed = (bar: Bar, at: EpochMs, isFetched: boolean): boolean => {
    const index = series.find(bar.openTime);
    const known = index === -1 ? waiting.get(bar.openTime) : series.at(index);
    if (known !== undefined && isSameBar(known, bar)) {
      if (!isFetched) counts.duplicates++;
      return false;
    }
    if (index !== -1 && !isFetched && bar.openTime < verifiedTo) {
      // The stream contradicts REST: it may be late, or REST may have been put right since.
      counts.outOfOrder++;
      verifiedTo = bar.openTime;
      fetchMissing(at);
    } else if (index !== -1) correct(bar);
    else if (known !== undefined) {
      counts.corrected++;
      waiting.set(bar.openTime, bar);
    } else if (bar.openTime < expected()) {
      // It fills a gap that had been taken for real; later bars have been handed out already.
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
      // The newest bar may not have reached the exchange's archive yet: that is no hole.
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
      // By a clock that was wrong REST may have been asked for a time that had not come, and the last bar may
      // be one that was forming.
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

/** Counts of a connection that grow while it lives. */
export interface FeedCounts {
  messages: number;
  closedBars: number;
  duplicates: number;
  outOfOrder: number;
  malformed: number;
  unknown: number;
  /** Bars whose final values differed from those seen before; the later are kept. */
  corrected: number;
  /** Bars that the stream did not bring and REST did. */
  backFilled: number;
  reconnects: number;
}

/** Returns counts that are all 0. */
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
