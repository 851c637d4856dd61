import type { EpochMs } from '../../core/bars/bars';
import type { Cancel, LiveClock } from '../ports';
import { backOff } from '../../core/backoff';
import { readRefusal } from '../../exchange/exchange-error';

/** What the clock reads and calls. */
interface LiveClockOptions {
  /** The machine's wall clock, ms; it may be wrong, and may be adjusted at any time. */
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  readonly setTimer: LiveClock['setTimer'];
  readonly askServerTime: (signal: AbortSignal) => Promise<EpochMs>;
  /** How many times as fast the exchange's time runs; other than 1 only in test builds. */
  readonly factor?: number;
}

const samples = 3;
/**
 * If the wall clock moves against the monotonic one by more than this, it was adjusted or the machine slept. It is
 * less than a bar's time to settle (`symbol-feed.ts`), so that a smaller, unnoticed step closes no bar too early.
 */
const jumpMs = 900;

/**
 * Returns a clock that shows the machine's time until `synchronise` has measured its difference from the
 * exchange's: the median of three answers, each taken as the time at the middle of its round trip.
 *
 * It follows the wall clock instead of the monotonic one, which stops in some browsers while the machine sleeps.
 */
export function createLiveClock(options: LiveClockOptions): LiveClock {
  const { wallMs, monotonicMs, setTimer, askServerTime, factor = 1 } = options;
  let offsetMs = 0;
  let drift = wallMs() - monotonicMs();

  return {
    now: () => Math.floor(wallMs() * factor + offsetMs),
    setTimer: (callback, ms) => setTimer(callback, ms / factor),
    monotonicMs,
    setMachineTimer: setTimer,
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

/** Whether the clock was set to the exchange's time; `cause` is an `ExchangeError` where the exchange refused. */
type SynchroniseOutcome =
  { readonly isSet: true } | { readonly isSet: false; readonly cause: unknown };

/** Max time for an answer, in the machine's time. */
const withinMs = 5000;
/** Asks the exchange for its time; without an answer, the clock continues as before. */
export async function synchronise(clock: LiveClock): Promise<SynchroniseOutcome> {
  const stop = new AbortController();
  const cancel = clock.setMachineTimer(() => stop.abort(), withinMs);
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
 * Keeps the clock at the exchange's time: asks for it every hour, and after a failure again, with growing waits.
 */
interface ClockSync {
  /** Asks now. */
  ask(): void;
  stop(): void;
}

interface ClockSyncOptions {
  readonly clock: LiveClock;
  /** Outcome of a first attempt, before this starts. */
  readonly first: SynchroniseOutcome;
  readonly onSet: () => void;
  /** Called for the first failure in a row. */
  readonly onFailure: () => void;
}

const everyMs = 3_600_000;
const retryWaits = { firstMs: 2_000, maxMs: 300_000 };

/** Returns a running synchronisation, which continues from `first` until it is stopped. */
export function createClockSync(options: ClockSyncOptions): ClockSync {
  const { clock, first, onSet, onFailure } = options;
  let failures = 0;
  let cancel: Cancel = () => undefined;
  let isAsking = false;
  /** Set by `ask` during a measurement, which may be wrong if the clock has just jumped. */
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

/** Returns growing waits, but no shorter than a refusal demands. */
function chooseWaitMs(cause: unknown, failures: number): number {
  return Math.max(backOff(failures, retryWaits), readRefusal(cause)?.waitMs ?? 0);
}
