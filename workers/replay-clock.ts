import type { ReplaySpeed } from './api/session';

/** The beat of the clock, ms: the least time between two frames. */
const frameMs = 16;
/** Work at a stretch at speed `max`, ms: half a beat, so that commands are still heard. */
const sliceMs = 8;
/** Bars between two looks at the time at speed `max`. */
const sliceBars = 4096;
/** At most so much lost time is caught up after the machine slept or stalled, ms. */
const longestCatchUpMs = 1000;
/** Bars a second at speed 1. */
const barsPerSecond = 10;

/** What the clock drives, and the time and timers that it runs on. */
interface ReplayClockOptions {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; returns a function that prevents it. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly advance: (bars: number) => void;
  readonly isAtEnd: () => boolean;
  /** Shows the present state; settles when it has been taken in. */
  readonly publish: (isRunning: boolean) => Promise<void>;
  readonly onEnded: () => void;
}

export interface ReplayClock {
  start(): void;
  stop(): void;
  setSpeed(speed: ReplaySpeed): void;
  /** Publishes the present state as soon as the pace of frames allows. */
  requestFrame(): void;
  /** Stops for good; nothing is published any more. */
  dispose(): void;
}

/**
 * Returns a stopped clock that turns time into bars: `10 x speed` a second, fractions kept, or as
 * many as fit into half of each 16 ms at `max`.
 *
 * A frame is published at most every 16 ms and only after the one before was taken in, so a slow
 * receiver gets fewer frames instead of a growing queue. At the end of history the clock stops,
 * publishes a last frame, then says so.
 */
export function createReplayClock(options: ReplayClockOptions, speed: ReplaySpeed): ReplayClock {
  const { now, setTimer, advance, isAtEnd, publish, onEnded } = options;
  let isRunning = false;
  let isDisposed = false;
  let hasNews = false;
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
    if (hasNews && !isPublishing) send();
    if (isRunning) wake();
  };
  const play = (startedAt: number): void => {
    if (speed === 'max') {
      do advance(sliceBars);
      while (!isAtEnd() && now() - startedAt < sliceMs);
    } else {
      const elapsedMs = Math.min(longestCatchUpMs, startedAt - countedAt);
      owedBars += (elapsedMs / 1000) * barsPerSecond * speed;
      const due = Math.floor(owedBars);
      owedBars -= due;
      if (due > 0) advance(due);
    }
    countedAt = startedAt;
    hasNews = true;
    if (isAtEnd()) {
      isRunning = false;
      hasEnded = true;
    }
  };
  const send = (): void => {
    hasNews = false;
    isPublishing = true;
    const isLast = hasEnded;
    hasEnded = false;
    void publish(isRunning).finally(() => {
      isPublishing = false;
      if (isDisposed) return;
      if (isLast) onEnded();
      if (hasNews) wake();
    });
  };
  const requestFrame = (): void => {
    hasNews = true;
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
