import { proxy } from 'comlink';
import type {
  DecideByRule,
  OpenRequest,
  SessionApi,
  SessionEvent,
  SessionOpened,
} from '../../workers/api/session';
import { runAbortable, spawnWorker, type WorkerHandle } from './worker-handle';

/** An open replay: the worker that owns its clock and engine. */
export interface Session {
  readonly opened: SessionOpened;
  readonly api: WorkerHandle<SessionApi>['api'];
  /** Rejects when the worker dies, or with `WorkerEndedError` when it is ended. */
  readonly stopped: Promise<never>;
}

/**
 * Starts a session worker, opens the replay in it, and returns both. Aborting `signal` ends the
 * worker, whether the replay is open (`stopped`) or still opening (`AbortError`).
 */
export async function openSession(
  request: OpenRequest,
  onEvent: (event: SessionEvent) => void,
  decide: DecideByRule,
  signal: AbortSignal,
): Promise<Session> {
  const handle = spawnWorker('replay');
  signal.addEventListener('abort', () => handle.end(), { once: true });
  try {
    const run = Promise.race([
      handle.api.open(request, proxy(onEvent), proxy(decide)),
      handle.stopped,
    ]);
    const opened = await runAbortable(signal, () => undefined, run);
    return { opened, api: handle.api, stopped: handle.stopped };
  } catch (error) {
    handle.end();
    throw error;
  }
}
