import type { ReplaySpeed } from './api/session';

/** Min time between two frames, ms. */
const frameMs = 16;
/** Max time of uninterrupted work at speed `max`, ms: half a frame, so that commands are still handled. */
const sliceMs = 8;
/** Bars between two checks of the time at speed `max`. */
const sliceBars = 4096;
/** Max lost time that is caught up after the machine slept or stalled, ms. */
const maxCatchUpMs = 1000;
/** Bars a second at speed 1. */
const barsPerSecond = 10;

/** What the clock drives, and the time and timers that it runs on. */
interface ReplayClockOptions {
  /** Monotonic clock, ms. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns a function that prevents it. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly advance: (bars: number) => void;
  readonly isAtEnd: () => boolean;
  /** Sends the current state; resolves when it has been received. */
  readonly publish: (isRunning: boolean) => Promise<void>;
  readonly onEnded: () => void;
}

export interface ReplayClock {
  start(): void;
  stop(): void;
  setSpeed(speed: ReplaySpeed): void;
  /** Publishes the current state as soon as the frame rate allows. */
  requestFrame(): void;
  /** Stops for good; nothing is published any more. */
  dispose(): void;
}

/**
 * Returns a stopped clock that turns time into bars: `10 x speed` per second, fractions carried over, or at `max` as
 * many as fit into half of each 16 ms.
 *
 * A frame is published at most every 16 ms, and only after the one before was received, so that a slow receiver gets
 * fewer frames instead of a growing queue. At the end of history the clock stops, publishes a last frame, then calls
 * `onEnded`.
 */
export function createReplayClock(options: ReplayClockOptions, speed: ReplaySpeed): ReplayClock {
  const { now, setTimer, advance, isAtEnd, publish, onEnded } = options;
  let isRunning = false;
  let isDisposed = false;
  let hasNewState = false;
  let hasEnded = false;
  let isPublishing = false;
  let cancelTimer: (() => void) | undefined;
  let owedBars = 0;
  let countedAt = 0;
  let beatAt = -Infinity;

  const wake = (): void => {
    if (isDisposed || cancelTimer !== undefined) return;
    cancelTimer = setTimer(beat, Math.max(0, Math.ceil(beatAt + frameMs - now())));
  };
  const beat = (): void => {
    cancelTimer = undefined;
    beatAt = now();
    if (isRunning) play(beatAt);
    if (hasNewState && !isPublishing) send();
    if (isRunning) wake();
  };
  const play = (startedAt: number): void => {
    if (speed === 'max') {
      do advance(sliceBars);
      while (!isAtEnd() && now() - startedAt < sliceMs);
    } else {
      const elapsedMs = Math.min(maxCatchUpMs, startedAt - countedAt);
      owedBars += (elapsedMs / 1000) * barsPerSecond * speed;
      const due = Math.floor(owedBars);
      owedBars -= due;
      if (due > 0) advance(due);
    }
    countedAt = startedAt;
    hasNewState = true;
    if (isAtEnd()) {
      isRunning = false;
      hasEnded = true;
    }
  };
  const send = (): void => {
    hasNewState = false;
    isPublishing = true;
    const isLast = hasEnded;
    hasEnded = false;
    void publish(isRunning).finally(() => {
      isPublishing = false;
      if (isDisposed) return;
      if (isLast) onEnded();
      if (hasNewState) wake();
    });
  };
  const requestFrame = (): void => {
    hasNewState = true;
    wake();
  };

  return {
    start() {
      if (isRunning || isDisposed) return;
      isRunning = true;
      hasEnded = false;
      owedBars = 0;
      countedAt = now();
      requestFrame();
    },
    stop() {
      isRunning = false;
      requestFrame();
    },
    setSpeed(next) {
      speed = next;
      owedBars = 0;
    },
    requestFrame,
    dispose() {
      isDisposed = true;
      isRunning = false;
      cancelTimer?.();
    },
  };
}
