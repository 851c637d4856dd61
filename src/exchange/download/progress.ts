import type { DownloadProgress } from '../../core/download';
import type { Exchange } from '../exchange';
import { createPace } from './pace';
import { createWaits, type WaitListener } from '../waits';

/** Reports the progress of a download. */
export interface ProgressReport {
  /** Reports the plan: all bars, and those that an earlier attempt has stored. */
  start(barsTotal: number, barsKept: number): void;
  /** Reports that `bars` further bars are stored. */
  add(bars: number): void;
  /** Returns a listener for the waits of a sequence of requests. */
  openWait(): WaitListener;
  /** Whether anything is stored from which a later attempt can resume. */
  readonly hasKept: boolean;
}

/** Returns a report, which first reports `barsExpected` bars until `start` says how many; `now` in ms. */
export function createProgressReport(
  barsExpected: number,
  { traffic }: Exchange,
  now: () => number,
  onProgress: (progress: DownloadProgress) => void,
): ProgressReport {
  const pace = createPace(now);
  let barsTotal = barsExpected;
  let barsDone = 0;
  const report = (): void => {
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
  const waits = createWaits(now, report);
  const mark = (): void => {
    pace.mark(barsDone);
    report();
  };
  report();
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
