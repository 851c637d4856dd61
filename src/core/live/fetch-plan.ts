import type { EpochMs } from '../bars/bars';
import type { FetchFailure, LiveEffect } from './live-input';

export interface FetchPlanOptions {
  readonly symbol: string;
  readonly emit: (effect: LiveEffect) => void;
  readonly nextFetchId: () => number;
  readonly waitBefore: (attempt: number) => number;
}

/** The one fetch that a symbol may have under way or waiting for its time. */
export interface FetchPlan {
  isIdle(): boolean;
  failure(): FetchFailure | undefined;
  awaits(fetch: number): boolean;
  /** Fetches a range of open times now, unless a fetch is planned already, which is widened. */
  request(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** Fetches a range later. */
  retry(from: EpochMs, to: EpochMs, at: EpochMs): void;
  /** The answer has come: returns the range that it is about. */
  settle(): FetchRange;
  fail(failure: FetchFailure, at: EpochMs): void;
  tick(at: EpochMs): void;
}

export interface FetchRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** How long to leave the exchange alone where it does not say. */
const waitsMs: Readonly<Partial<Record<FetchFailure['kind'], number>>> = {
  'rate-limited': 60_000,
  banned: 120_000,
  blocked: 300_000,
  refused: 300_000,
};

/** Returns a plan with nothing to fetch. */
export function createFetchPlan(options: FetchPlanOptions): FetchPlan {
  const { symbol, emit, nextFetchId, waitBefore } = options;
  let range: FetchRange | undefined;
  let underWay: number | undefined;
  let dueAt: EpochMs | undefined;
  let attempt = 0;
  let failure: FetchFailure | undefined;

  const start = ({ from, to }: FetchRange): void => {
    dueAt = undefined;
    underWay = nextFetchId();
    emit({ kind: 'fetch', fetch: underWay, symbol, from, to });
  };
  return {
    isIdle: () => range === undefined,
    failure: () => failure,
    awaits: (fetch) => fetch === underWay,
    request(from, to, at) {
      const wider = {
        from: Math.min(from, range?.from ?? from),
        to: Math.max(to, range?.to ?? to),
      };
      const isWaiting = dueAt !== undefined && at < dueAt;
      const isCovered = range !== undefined && range.from <= from && range.to >= to;
      range = wider;
      if (isWaiting || (underWay !== undefined && isCovered)) return;
      start(wider);
    },
    retry(from, to, at) {
      range = { from, to };
      dueAt = at;
    },
    settle() {
      const settled = range;
      if (settled === undefined) throw new Error('fetch plan: no fetch is under way');
      range = undefined;
      underWay = undefined;
      attempt = 0;
      failure = undefined;
      return settled;
    },
    fail(reason, at) {
      underWay = undefined;
      failure = reason;
      attempt++;
      dueAt = at + (reason.waitMs ?? waitsMs[reason.kind] ?? waitBefore(attempt));
    },
    tick(at) {
      if (range !== undefined && dueAt !== undefined && at >= dueAt) start(range);
    },
  };
}
