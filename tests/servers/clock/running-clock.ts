import type { EpochMs } from '../../../src/core/bars/bars';
import { createAgenda } from './agenda';
import type { ExchangeClock } from './exchange-clock';

/** Longest real time that tasks may run without a turn for sockets, in ms. */
const longestTurnMs = 10;
/** Longest delay that a timer of the platform can hold, in ms. */
const longestDelayMs = 2 ** 31 - 1;

/** Returns a clock that shows `startAt` now and runs `factor` times as fast as real time. */
export function createRunningClock(factor: number, startAt: EpochMs): ExchangeClock {
  if (!(factor > 0)) throw new RangeError(`clock: factor must be above 0, was ${factor}`);
  const agenda = createAgenda();
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const now = (): EpochMs => Math.floor(startAt + (performance.now() - startedAt) * factor);

  const arm = (): void => {
    clearTimeout(timer);
    const firstAt = agenda.firstAt();
    if (isStopped || firstAt === Infinity) return;
    const delayMs = Math.ceil((firstAt - now()) / factor);
    timer = setTimeout(runDue, Math.max(0, Math.min(delayMs, longestDelayMs)));
  };

  const runDue = (): void => {
    const turnEndsAt = performance.now() + longestTurnMs;
    while (agenda.firstAt() <= now() && performance.now() < turnEndsAt) agenda.runFirst();
    arm();
  };

  return {
    factor,
    now,
    schedule(at, run) {
      const isFirst = at < agenda.firstAt();
      const cancel = agenda.add(at, run);
      if (isFirst) arm();
      return cancel;
    },
    advance: () => Promise.reject(new Error('clock: only a stepped clock can be advanced')),
    stop() {
      isStopped = true;
      clearTimeout(timer);
      agenda.clear();
    },
  };
}
