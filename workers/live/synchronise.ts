import type { LiveClock } from './ports';

/** Of the machine's time. */
const withinMs = 5000;

/** Asks the exchange for its time and resolves to whether it told; where it does not, things go on. */
export async function synchronise(clock: LiveClock): Promise<boolean> {
  const stop = new AbortController();
  const cancel = clock.setPace(() => stop.abort(), withinMs);
  try {
    await clock.synchronise(stop.signal);
    return true;
  } catch {
    return false;
  } finally {
    cancel();
  }
}
