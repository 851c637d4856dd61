import type { EpochMs } from '../../core/bars/bars';
import { backOff } from '../../core/backoff';
import type { FetchFailure } from '../../exchange/exchange-error';
import type { MarketEffect } from './inputs';

interface FetchPlanOptions {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly emit: (effect: MarketEffect) => void;
  readonly nextFetchId: () => number;
  /** Returns the wait in ms before an attempt, from 1, after the network failed. */
  readonly waitBefore: (attempt: number) => number;
}

/** The one fetch of a symbol, running or waiting, page by page. */
export interface FetchPlan {
  isIdle(): boolean;
  /** Returns why the last fetch failed; undefined once one succeeds. */
  trouble(): FetchTrouble | undefined;
  /** Returns how many bars of the current range were fetched, and how many there are. */
  progress(): { readonly done: number; readonly total: number };
  awaits(fetch: number): boolean;
  /** Fetches a range of open times now; a fetch that is planned already is extended instead. */
  request(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** Fetches a range at the time `at`. */
  retry(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** Ends the running fetch, whose answer has arrived, and returns its page. `proceed` fetches the rest. */
  settle(): FetchRange;
  proceed(): void;
  /** The running fetch has failed; if none is running, the next one must wait for this reason. */
  fail(failure: FetchFailure, at: EpochMs): void;
  /** A connection is open again: fetches at once if the network had failed. */
  hurry(): void;
  /** Forgets the range, the running fetch and waits, whose times are no longer valid. */
  abandon(): void;
  tick(at: EpochMs): void;
  /** Returns when a tick has something to do; Infinity for never. */
  dueAt(): EpochMs;
}

interface FetchRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Why the last fetch failed, and when the next one is tried. */
export interface FetchTrouble {
  readonly failure: FetchFailure;
  /** Failures of this kind in a row. */
  readonly attempt: number;
  readonly retryAt: EpochMs;
}

/** Bars that are fetched as one page, after which progress is updated; an exchange may need several requests. */
export const pageBars = 1000;

const refusedWaits = { firstMs: 5_000, maxMs: 300_000 };

/** Returns a plan with nothing to fetch. */
export function createFetchPlan(options: FetchPlanOptions): FetchPlan {
  const { symbol, intervalMs, emit, nextFetchId, waitBefore } = options;
  let range: FetchRange | undefined;
  /** Start of the range before its first pages were fetched. */
  let origin: EpochMs = 0;
  let underWay: { readonly fetch: number; readonly page: FetchRange } | undefined;
  let dueAt: EpochMs | undefined;
  let trouble: FetchTrouble | undefined;

  const start = ({ from, to }: FetchRange): void => {
    dueAt = undefined;
    const page = { from, to: Math.min(to, from + pageBars * intervalMs) };
    underWay = { fetch: nextFetchId(), page };
    emit({ kind: 'fetch', fetch: underWay.fetch, symbol, ...page });
  };
  const plan = (next: FetchRange): void => {
    origin = range === undefined ? next.from : Math.min(origin, next.from);
    range = next;
  };
  return {
    isIdle: () => range === undefined,
    trouble: () => trouble,
    progress() {
      if (range === undefined) return { done: 0, total: 0 };
      const total = (range.to - origin) / intervalMs;
      return { done: (range.from - origin) / intervalMs, total };
    },
    awaits: (fetch) => fetch === underWay?.fetch,
    request(from, to, at) {
      const wider = {
        from: Math.min(from, range?.from ?? from),
        to: Math.max(to, range?.to ?? to),
      };
      const isWaiting = dueAt !== undefined && at < dueAt;
      const isCovered = range !== undefined && range.from <= from;
      plan(wider);
      // Pages are fetched in order, so extending the end of the range needs no new fetch.
      if (isWaiting || (underWay !== undefined && isCovered)) return;
      start(wider);
    },
    retry(from, to, at) {
      plan({ from, to });
      dueAt = at;
    },
    settle() {
      if (range === undefined || underWay === undefined) {
        throw new Error('fetch plan: no fetch is under way');
      }
      const { page } = underWay;
      range = page.to < range.to ? { from: page.to, to: range.to } : undefined;
      underWay = undefined;
      trouble = undefined;
      return page;
    },
    proceed() {
      if (range !== undefined && underWay === undefined && dueAt === undefined) start(range);
    },
    fail(failure, at) {
      underWay = undefined;
      const before = trouble?.failure.kind === failure.kind ? trouble.attempt : 0;
      const attempt = before + 1;
      dueAt = at + chooseWaitMs(failure, attempt, waitBefore);
      trouble = { failure, attempt, retryAt: dueAt };
    },
    hurry() {
      if (trouble?.failure.kind !== 'network') return;
      // The network is back.
      trouble = undefined;
      if (range !== undefined && dueAt !== undefined) start(range);
    },
    abandon() {
      range = underWay = dueAt = trouble = undefined;
    },
    tick(at) {
      if (range !== undefined && dueAt !== undefined && at >= dueAt) start(range);
    },
    dueAt: () => dueAt ?? Infinity,
  };
}

/**
 * Returns how long to wait before the next request: as long as the exchange says where it refuses this address. An
 * unknown symbol or a refused request is tried again after 5 s, then with growing waits, since it may be new.
 */
function chooseWaitMs(
  failure: FetchFailure,
  attempt: number,
  waitBefore: (attempt: number) => number,
): number {
  switch (failure.kind) {
    case 'network':
      return waitBefore(attempt);
    case 'refused':
    case 'unknown-symbol':
      return backOff(attempt, refusedWaits);
    default:
      return failure.waitMs;
  }
}
