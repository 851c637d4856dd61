/** A clock whose time passes only while everything waits for it: hours of waiting take no time. */
export interface VirtualClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** What `work` settles to; timers ring, the earliest first, whenever nothing else is left to do. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

export function createVirtualClock(start: number): VirtualClock {
  let time = start;
  const timers = new Set<Timer>();
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const ring = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const timer = { at: time + ms, ring };
        timers.add(timer);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async run(work) {
      let isSettled = false;
      let idleTurns = 0;
      const mark = (): void => {
        isSettled = true;
      };
      work.then(mark, mark);
      for (;;) {
        // All that can go on by itself does so before this comes back.
        await new Promise((resolve) => setImmediate(resolve));
        if (isSettled) return work;
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (next === undefined) {
          // A database or a digest takes turns of its own.
          if (++idleTurns < 100_000) continue;
          throw new Error('clock: all wait, and no timer is set');
        }
        idleTurns = 0;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.ring();
      }
    },
  };
}
