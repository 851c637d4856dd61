/** The parts of a `Response` that the client reads. */
export type HttpResponse = Pick<Response, 'status' | 'text'> & {
  readonly headers: Pick<Headers, 'get'>;
};

/** Everything that a download needs of the machine, so that tests can stand in for it. */
export interface Platform {
  readonly fetch: (url: string, init: RequestInit) => Promise<HttpResponse>;
  /** The wall clock, ms since the epoch; it may be wrong. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason once it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** False only where there is certainly no network. */
  readonly isOnline: () => boolean;
}

/** The browser that this code runs in, page or worker. */
export const browserPlatform: Platform = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
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
