import { readRefusal } from './fetch-error';
import type { Cancel, LiveClock } from '../../src/live/ports';
import { synchronise, type SynchroniseOutcome } from '../../src/live/market/clock';

/**
 * Keeps the clock at the exchange's time: asks for it every hour, or, where it was not told, ever more
 * rarely until it is.
 */
export interface TimeKeeper {
  /** Asks now. */
  ask(): void;
  stop(): void;
}

export interface TimeKeeperOptions {
  readonly clock: LiveClock;
  /** What came of the question before this. */
  readonly first: SynchroniseOutcome;
  readonly onSet: () => void;
  /** The first failure in a row. */
  readonly onFailure: () => void;
}

const everyMs = 3_600_000;
const firstRetryMs = 2_000;
const longestRetryMs = 300_000;

/** Returns a keeper that goes on from `first` until it is stopped. */
export function createTimeKeeper(options: TimeKeeperOptions): TimeKeeper {
  const { clock, first, onSet, onFailure } = options;
  let failures = 0;
  let cancel: Cancel = () => undefined;
  let isAsking = false;
  /** What is measured while the clock jumps is wrong. */
  let isAskedAgain = false;
  let isStopped = false;

  const settle = (outcome: SynchroniseOutcome): void => {
    failures = outcome.isSet ? 0 : failures + 1;
    const waitMs = outcome.isSet ? everyMs : chooseWaitMs(outcome.cause, failures);
    cancel = clock.setTimer(ask, waitMs);
    if (failures === 1) onFailure();
  };
  const run = async (): Promise<void> => {
    let outcome: SynchroniseOutcome;
    isAsking = true;
    do {
      isAskedAgain = false;
      outcome = await synchronise(clock);
    } while (isAskedAgain && !isStopped);
    isAsking = false;
    if (isStopped) return;
    settle(outcome);
    if (outcome.isSet) onSet();
  };
  const ask = (): void => {
    cancel();
    if (isAsking) isAskedAgain = true;
    else void run();
  };
  settle(first);
  return {
    ask,
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

/** Ever longer, but no shorter than the exchange demands of all who ask. */
function chooseWaitMs(cause: unknown, failures: number): number {
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
  return Math.max(waitMs, readRefusal(cause)?.waitMs ?? 0);
}
