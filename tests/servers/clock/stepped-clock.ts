import type { EpochMs } from '../../../src/core/bars/bars';
import { createAgenda } from './agenda';
import type { ExchangeClock } from './exchange-clock';

/** Returns a clock that shows `startAt` until it is advanced. */
export function createSteppedClock(startAt: EpochMs): ExchangeClock {
  const agenda = createAgenda();
  let now = startAt;
  let isStopped = false;
  let queue = Promise.resolve();

  const step = async (ms: number, afterInstant?: () => Promise<void>): Promise<void> => {
    const end = now + ms;
    while (!isStopped && agenda.firstAt() <= end) {
      now = Math.max(now, agenda.firstAt());
      while (agenda.firstAt() <= now) agenda.runFirst();
      await afterInstant?.();
    }
    now = end;
  };

  return {
    factor: 0,
    now: () => now,
    schedule: (at, run) => (isStopped ? () => undefined : agenda.add(at, run)),
    advance(ms, afterInstant) {
      if (!(ms >= 0)) {
        return Promise.reject(new RangeError(`clock: advance needs 0 ms or more, was ${ms}`));
      }
      const done = queue.then(() => step(ms, afterInstant));
      // A failed step must not stop those that come after it.
      queue = done.catch(() => undefined);
      return done;
    },
    stop() {
      isStopped = true;
      agenda.clear();
    },
  };
}
