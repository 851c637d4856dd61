import type { DownloadProgress } from '../../core/download';
import type { Exchange } from '../exchange';
import { createPace } from './pace';
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
