import { defaultSocketTimes, type SocketTimes } from './socket-plan';

/** How long to wait for what, of the exchange's time. */
export interface Patience {
  readonly times: SocketTimes;
  /** A fetch is given up and tried again. */
  readonly fetchWithinMs: number;
}

/** That of the real exchange. */
export const defaultPatience: Patience = { times: defaultSocketTimes, fetchWithinMs: 10_000 };

/** How long a busy machine may take, whatever the exchange's pace. */
const minMachineMs = 1000;

/**
 * Returns the patience for an exchange whose time runs `speed` times as fast. Above 1, in test builds
 * alone, a machine that is busy for a moment must not look like a connection that is dead.
 */
export function choosePatience(speed: number): Patience {
  if (speed <= 1) return defaultPatience;
  const { times, fetchWithinMs } = defaultPatience;
  const stretch = (ms: number): number => Math.max(ms, minMachineMs * speed);
  return {
    times: {
      ...times,
      openWithinMs: stretch(times.openWithinMs),
      staleAfterMs: stretch(times.staleAfterMs),
      deadAfterMs: stretch(times.deadAfterMs),
      sleptAfterMs: stretch(times.sleptAfterMs),
    },
    fetchWithinMs: stretch(fetchWithinMs),
  };
}
