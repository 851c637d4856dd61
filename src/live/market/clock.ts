import type { EpochMs } from '../../core/bars/bars';
import type { LiveClock } from '../ports';

/** What the clock is made of. */
export interface LiveClockOptions {
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
 * to settle (`series-feed.ts`), so that a step which nobody notices closes none too early.
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

/** Whether the exchange told its time; `cause` is a `FetchError` where it refused. */
export type SynchroniseOutcome =
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
