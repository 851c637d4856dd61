import type { LiveClock } from './ports';

/** Lets what changes often be told at a pace that a page can follow. */
export interface EventPacer {
  /** Something has changed: it is told soon. */
  touch(): void;
  /** Nothing is told any more. */
  stop(): void;
}

const paceMs = 250;

/** Returns a pacer that calls `tell` at most four times a second of the machine's time. */
export function createEventPacer(
  clock: Pick<LiveClock, 'monotonicMs' | 'setPace'>,
  tell: () => void,
): EventPacer {
  let toldAt = -Infinity;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  return {
    touch() {
      if (isStopped || cancel !== undefined) return;
      const waitMs = Math.max(0, toldAt + paceMs - clock.monotonicMs());
      cancel = clock.setPace(() => {
        cancel = undefined;
        toldAt = clock.monotonicMs();
        tell();
      }, waitMs);
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
