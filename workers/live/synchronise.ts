import type { LiveClock } from './ports';

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
