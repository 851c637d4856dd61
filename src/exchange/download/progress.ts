import type { DownloadProgress, DownloadWait } from '../../core/download';
import type { RestClient } from '../binance/rest-client';

/** Tells how a download goes. */
export interface ProgressTeller {
  /** Tells the plan: bars in all, and those that an earlier attempt has kept. */
  start(barsTotal: number, barsKept: number): void;
  /** Tells that so many bars more are kept. */
  add(bars: number): void;
  /** A listener for the waits of one request after the other. */
  openWait(): WaitListener;
  /** Whether anything is kept that a later attempt can go on from. */
  readonly hasKept: boolean;
}

/** Returns a teller that knows `barsExpected` bars until the plan is made, and says so at once. */
export function createProgressTeller(
  barsExpected: number,
  client: RestClient,
  onProgress: (progress: DownloadProgress) => void,
): ProgressTeller {
  const { now } = client.platform;
  const pace = createPace(now);
  let barsTotal = barsExpected;
  let barsDone = 0;
  const tell = (): void => {
    const wait = board.current();
    onProgress({
      kind: 'downloading',
      barsDone,
      barsTotal,
      etaSeconds: pace.estimateSeconds(barsTotal - barsDone),
      host: client.host,
      ...(wait === undefined ? {} : { wait }),
    });
  };
  const board = createWaitBoard(now, tell);
  const mark = (): void => {
    pace.mark(barsDone);
    tell();
  };
  tell();
  return {
    start(total, kept) {
      barsTotal = total;
      barsDone = kept;
      mark();
    },
    add(bars) {
      barsDone += bars;
      mark();
    },
    openWait: () => board.open(),
    get hasKept() {
      return barsDone > 0;
    },
  };
}

/** What a request waits for; `until` is a time of the platform's clock. */
export type PendingWait =
  | { readonly kind: 'rate-limited' | 'banned'; readonly until: number }
  | { readonly kind: 'retrying'; readonly until: number; readonly reason: string }
  | { readonly kind: 'offline' };

/** Told when a request starts to wait, and `undefined` when it goes on. */
export type WaitListener = (wait: PendingWait | undefined) => void;

/** The waits of requests that run side by side. */
export interface WaitBoard {
  /** A listener for one request. */
  open(): WaitListener;
  /** The wait that matters most, with the whole seconds that are left. */
  current(): DownloadWait | undefined;
}

/** What a person must know first stands first. */
const order: readonly PendingWait['kind'][] = ['offline', 'banned', 'rate-limited', 'retrying'];

/** Returns an empty board; `onChange` is called after each change. */
export function createWaitBoard(now: () => number, onChange: () => void): WaitBoard {
  const waits = new Map<WaitListener, PendingWait>();
  return {
    open() {
      const listener: WaitListener = (wait) => {
        if (wait !== undefined) waits.set(listener, wait);
        else if (!waits.delete(listener)) return;
        onChange();
      };
      return listener;
    },
    current() {
      const [first] = [...waits.values()].sort(
        (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || endOf(b) - endOf(a),
      );
      if (first === undefined || first.kind === 'offline') return first;
      const { until, ...rest } = first;
      return { ...rest, seconds: Math.max(0, Math.ceil((until - now()) / 1000)) };
    },
  };
}

function endOf(wait: PendingWait): number {
  return wait.kind === 'offline' ? Infinity : wait.until;
}

/** Tells how long the rest of something takes, from how quick it was of late. */
export interface Pace {
  /** So much is done now. */
  mark(done: number): void;
  /** Seconds that `remaining` takes at the recent pace; NaN until one is known. */
  estimateSeconds(remaining: number): number;
}

/** A change of pace shows after so many marks. */
const recentMarks = 20;

/** Returns a pace by the clock `now`, ms. */
export function createPace(now: () => number): Pace {
  const marks: { readonly time: number; readonly done: number }[] = [];
  return {
    mark(done) {
      marks.push({ time: now(), done });
      if (marks.length > recentMarks) marks.shift();
    },
    estimateSeconds(remaining) {
      const first = marks.at(0);
      const last = marks.at(-1);
      if (first === undefined || last === undefined) return NaN;
      const perSecond = ((last.done - first.done) / (last.time - first.time)) * 1000;
      return perSecond > 0 && perSecond < Infinity ? remaining / perSecond : NaN;
    },
  };
}
