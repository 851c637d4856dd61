import { releaseProxy, wrap, type Remote } from 'comlink';

/** A running worker and the typed bridge to it. */
export interface WorkerHandle<Api> {
  readonly api: Remote<Api>;
  /** Ends the worker at once; calls that are under way never settle, so race them with `crashed`. */
  end(): void;
  /** Rejects when the worker dies by an error of its own. */
  readonly crashed: Promise<never>;
}

/** Starts the worker that `create` makes and wraps it. */
export function spawnWorker<Api>(create: () => Worker): WorkerHandle<Api> {
  const worker = create();
  const api = wrap<Api>(worker);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(new Error(`The worker stopped: ${event.message || 'it could not be loaded'}`));
    });
  });
  // A crash that nobody waits for is not an unhandled rejection.
  crashed.catch(() => undefined);
  return {
    api,
    crashed,
    end() {
      api[releaseProxy]();
      worker.terminate();
    },
  };
}

/**
 * Returns what `work` resolves to, unless `signal` aborts first: then `onAbort` is called, which
 * must stop the work, and the result rejects with the signal's `AbortError`.
 */
export async function runAbortable<Result>(
  signal: AbortSignal | undefined,
  onAbort: () => void,
  work: Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => {
      onAbort();
      reject(new DOMException('Cancelled', 'AbortError'));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    stopListening = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
  }
}

/** Whether an error only says that the user cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
