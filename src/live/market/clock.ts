import type { EpochMs } from '../../core/bars/bars';
import type { Cancel, LiveClock } from '../ports';
import { backOff } from '../../core/backoff';
import { readRefusal } from '../../exchange/exchange-error';

/** What the clock is made of. */
interface LiveClockOptions {
  /** The machine's wall clock, ms; it may be wrong, and set at any time. */
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  readonly setTimer: LiveClock['setTimer'];
  readonly askServerTime: (signal: AbortSignal) => Promise<EpochMs>;
  /** Exchange time runs so many times as fast; other than 1 in test builds alone. */
  readonly factor?: number;
}

const samples = 3;
/**
 * A wall clock that is off the steady one by more has been set, or the machine slept. Less than a bar is left
 * to settle (`symbol-feed.ts`), so that an unnoticed step closes no bar too early.
 */
const jumpMs = 900;

/**
 * Returns a clock that shows the machine's time until `synchronise` has found out how far that is from
 * the exchange's: the median of three answers, each taken to be of the middle of its round trip.
 *
 * It follows the wall clock and not the steady one, which stands still in some browsers while a machine
 * sleeps.
 */
export function createLiveClock(options: LiveClockOptions): LiveClock {
  const { wallMs, monotonicMs, setTimer, askServerTime, factor = 1 } = options;
  let offsetMs = 0;
  let drift = wallMs() - monotonicMs();

  return {
    now: () => Math.floor(wallMs() * factor + offsetMs),
    setTimer: (callback, ms) => setTimer(callback, ms / factor),
    monotonicMs,
    setPace: setTimer,
    async synchronise(signal) {
      const offsets: number[] = [];
      for (let sample = 0; sample < samples; sample++) {
        const sentAt = wallMs();
        const serverTime = await askServerTime(signal);
        offsets.push(serverTime - ((sentAt + wallMs()) / 2) * factor);
      }
      offsets.sort((a, b) => a - b);
      offsetMs = offsets[samples >> 1];
    },
    hasJumped() {
      const before = drift;
      drift = wallMs() - monotonicMs();
      return Math.abs(drift - before) > jumpMs;
    },
  };
}

/** Whether the exchange told its time; `cause` is an `ExchangeError` where it refused. */
type SynchroniseOutcome =
  { readonly isSet: true } | { readonly isSet: false; readonly cause: unknown };

/** Of the machine's time. */
const withinMs = 5000;

/** Asks the exchange for its time; where it does not tell, the clock goes on as before. */
export async function synchronise(clock: LiveClock): Promise<SynchroniseOutcome> {
  const stop = new AbortController();
  const cancel = clock.setPace(() => stop.abort(), withinMs);
  try {
    await clock.synchronise(stop.signal);
    return { isSet: true };
  } catch (cause) {
    return { isSet: false, cause };
  } finally {
    cancel();
  }
}

/**
 * Keeps the clock at the exchange's time: asks for it every hour, or, where it was not told, ever more
 * rarely until it is.
 */
interface ClockSync {
  /** Asks now. */
  ask(): void;
  stop(): void;
}

interface ClockSyncOptions {
  readonly clock: LiveClock;
  /** What came of the question before this. */
  readonly first: SynchroniseOutcome;
  readonly onSet: () => void;
  /** The first failure in a row. */
  readonly onFailure: () => void;
}

const everyMs = 3_600_000;
const retryWaits = { firstMs: 2_000, maxMs: 300_000 };

/** Returns a synchronisation that goes on from `first` until it is stopped. */
export function createClockSync(options: ClockSyncOptions): ClockSync {
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
  return Math.max(backOff(failures, retryWaits), readRefusal(cause)?.waitMs ?? 0);
}
