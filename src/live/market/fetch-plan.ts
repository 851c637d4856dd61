import type { EpochMs } from '../../core/bars/bars';
import { backOff } from '../../core/backoff';
import type { FetchFailure } from '../../exchange/exchange-error';
import type { MarketEffect } from './inputs';

interface FetchPlanOptions {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly emit: (effect: MarketEffect) => void;
  readonly nextFetchId: () => number;
  /** Draws the wait before an attempt, from 1, after the network failed. */
  readonly waitBefore: (attempt: number) => number;
}

/** The only fetch of a symbol, under way or waiting, page by page. */
export interface FetchPlan {
  isIdle(): boolean;
  /** Undefined once a fetch succeeds. */
  trouble(): FetchTrouble | undefined;
  /** Bars of the present range that are there, and all of them. */
  progress(): { readonly done: number; readonly total: number };
  awaits(fetch: number): boolean;
  /** Fetches a range of open times now, unless a fetch is planned already, which is widened. */
  request(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** Fetches a range later. */
  retry(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** The answer has come: returns the page that it is about. What is left is fetched by `proceed`. */
  settle(): FetchRange;
  proceed(): void;
  /** The fetch under way has failed, or, where there is none, the next one may not be sent yet. */
  fail(failure: FetchFailure, at: EpochMs): void;
  /** A connection is open again: after a network failure there is no need to wait. */
  hurry(): void;
  /** Forgets range, answer and waits: their times are no longer valid. */
  abandon(): void;
  tick(at: EpochMs): void;
  /** When a tick has something to do; Infinity for never. */
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

/** Bars that are fetched at once, and that progress is told of; an exchange may need several requests for them. */
export const pageBars = 1000;

const refusedWaits = { firstMs: 5_000, maxMs: 300_000 };

/** Returns a plan with nothing to fetch. */
export function createFetchPlan(options: FetchPlanOptions): FetchPlan {
  const { symbol, intervalMs, emit, nextFetchId, waitBefore } = options;
  let range: FetchRange | undefined;
  /** Where the range began before its first pages were settled. */
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
      // Pages are fetched in order, so a range that only grows at its end needs no new fetch.
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
      // The failure was the network's, which is back.
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
 * How long to leave the exchange alone: as long as it says, whoever has asked. A symbol or a request that it
 * does not take is tried again after 5 s, and ever more rarely: it may be new.
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
