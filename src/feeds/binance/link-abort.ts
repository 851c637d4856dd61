/** An abort controller that follows a signal until it is let go. */
export interface LinkedAbort {
  readonly controller: AbortController;
  /** Stops following, so that a long-lived signal does not hold on to what is over. */
  unlink(): void;
}

/** Returns a controller that aborts when `signal` does, with its reason, and may abort before. */
export function linkAbort(signal: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return { controller, unlink: () => signal?.removeEventListener('abort', onAbort) };
}
