import type { Platform } from '../src/exchange/ports';

/** The browser that this worker runs in. */
export const browserPlatform: Platform = {
  fetch: (url, init) => fetch(url, init),
  // Since the epoch, as exchanges count minutes, but monotonic: adjusting the clock must not end a ban.
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  random: () => Math.random(),
  isOnline: () => navigator.onLine,
};
