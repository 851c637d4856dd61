import type { DownloadProgress } from '../../core/download';
import type { Exchange } from '../exchange';
import { createWaits, type WaitListener } from '../waits';

/** Tells how a download goes. */
export interface ProgressReport {
  /** Tells the plan: bars in all, and those that an earlier attempt has kept. */
  start(barsTotal: number, barsKept: number): void;
  /** Tells that so many bars more are kept. */
  add(bars: number): void;
  /** A listener for the waits of one request after the other. */
  openWait(): WaitListener;
  /** Whether anything is kept that a later attempt can go on from. */
  readonly hasKept: boolean;
}

/** Tells at once of `barsExpected` bars, which counts until the plan is made; `now` in ms. */
export function createProgressReport(
  barsExpected: number,
  { traffic }: Exchange,
  now: () => number,
  onProgress: (progress: DownloadProgress) => void,
): ProgressReport {
  const pace = createPace(now);
  let barsTotal = barsExpected;
  let barsDone = 0;
  const tell = (): void => {
    const wait = waits.current();
    onProgress({
      kind: 'downloading',
      barsDone,
      barsTotal,
      etaSeconds: pace.estimateSeconds(barsTotal - barsDone),
      host: traffic.host,
      ...(wait === undefined ? {} : { wait }),
    });
  };
  const waits = createWaits(now, tell);
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
    openWait: () => waits.open(),
    get hasKept() {
      return barsDone > 0;
    },
  };
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
