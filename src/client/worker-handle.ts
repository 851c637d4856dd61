import { releaseProxy, wrap, type Remote } from 'comlink';
import type { WorkerApis, WorkerRole } from '../../workers/api/worker';

/** A running worker and its typed API. */
export interface WorkerHandle<Api> {
  readonly api: Remote<Api>;
  /** Ends the worker at once. */
  end(): void;
  /**
   * Rejects when the worker dies from an error, or with `WorkerEndedError` when it is ended. A call that is running
   * then never settles, so race it with this.
   */
  readonly stopped: Promise<never>;
}

/** The worker was ended on purpose during a call. */
export class WorkerEndedError extends Error {
  override readonly name = 'WorkerEndedError';
}

/** Starts a worker of one role. */
export function spawnWorker<Role extends WorkerRole>(role: Role): WorkerHandle<WorkerApis[Role]> {
  const worker = new Worker(new URL('../../workers/worker.ts', import.meta.url), {
    type: 'module',
    name: role,
  });
  const { port1: port, port2: workerPort } = new MessageChannel();
  worker.postMessage(undefined, [workerPort]);
  const api = wrap<WorkerApis[Role]>(port);
  let stop: (reason: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (stop = reject));
  // Avoids an unhandled rejection when nobody waits for it.
  stopped.catch(() => undefined);
  worker.addEventListener('error', (event) => {
    stop(new Error(`The worker stopped: ${event.message || 'it could not be loaded'}`));
  });
  return {
    api,
    stopped,
    end() {
      api[releaseProxy]();
      worker.terminate();
      stop(new WorkerEndedError('The worker was ended'));
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
