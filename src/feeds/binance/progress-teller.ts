import type { DownloadProgress } from '../../core/download';
import { createPace } from './pace';
import { createWaitBoard, type WaitListener } from './pending-wait';
import type { RestClient } from './rest-client';

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
