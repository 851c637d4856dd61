import { defaultSocketTimes, type SocketTimes } from './socket-plan';

/** How long to wait before giving something up, in the exchange's time. */
export interface Timeouts {
  readonly times: SocketTimes;
  /** A fetch that takes longer is given up and tried again. */
  readonly fetchWithinMs: number;
}
/** For the real exchange. */
export const defaultTimeouts: Timeouts = { times: defaultSocketTimes, fetchWithinMs: 10_000 };

/** Min time that a busy machine is given, however fast the exchange's time runs. */
const minMachineMs = 1000;

/**
 * Returns the timeouts for an exchange whose time runs `speed` times as fast. Above 1, in test builds only, a
 * machine that is busy for a moment must not look like a dead connection.
 */
export function chooseTimeouts(speed: number): Timeouts {
  if (speed <= 1) return defaultTimeouts;
  const { times, fetchWithinMs } = defaultTimeouts;
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
