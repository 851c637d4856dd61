import type { EpochMs } from '../../../src/core/bars/bars';
import type { Cancel, Task } from './agenda';
import { createRunningClock } from './running-clock';
import { createSteppedClock } from './stepped-clock';

/**
 * The exchange's time, which every limit, delay and time stamp of the server is told in: the real
 * time; one that runs `factor` times as fast from `startAt` (now when left out); or one that stands
 * until `advance` moves it.
 */
export type ClockOptions =
  | { readonly kind: 'real' }
  | { readonly kind: 'accelerated'; readonly factor: number; readonly startAt?: EpochMs }
  | { readonly kind: 'stepped'; readonly startAt: EpochMs };

export interface ExchangeClock {
  /** Exchange milliseconds in a real one; 0 for a stepped clock. */
  readonly factor: number;
  now(): EpochMs;
  /** Runs `run` once, at `at` or as soon as possible after. */
  schedule(at: EpochMs, run: Task): Cancel;
  /**
   * Moves a stepped clock on by `ms`, from one planned instant to the next; `afterInstant` is awaited
   * when the tasks of one instant are done. Calls queue up. Rejects on any other clock.
   */
  advance(ms: number, afterInstant?: () => Promise<void>): Promise<void>;
  /** Drops every task; the clock runs none any more. */
  stop(): void;
}

/** Returns a clock that has started. */
export function createClock(options: ClockOptions): ExchangeClock {
  switch (options.kind) {
    case 'real':
      return createRunningClock(1, Date.now());
    case 'accelerated':
      return createRunningClock(options.factor, options.startAt ?? Date.now());
    case 'stepped':
      return createSteppedClock(options.startAt);
  }
}
