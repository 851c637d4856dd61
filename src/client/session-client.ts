import { proxy } from 'comlink';
import type {
  OpenRequest,
  SessionApi,
  SessionEvent,
  SessionOpened,
} from '../../workers/api/session';
import { spawnWorker, type WorkerHandle } from './worker-handle';

/** An open replay: the worker that owns its clock and engine. */
export interface Session {
  readonly opened: SessionOpened;
  readonly api: WorkerHandle<SessionApi>['api'];
  close(): void;
}

/** Starts a session worker, opens the replay in it, and returns both. */
export async function openSession(
  request: OpenRequest,
  onEvent: (event: SessionEvent) => void,
): Promise<Session> {
  const handle = spawnWorker<SessionApi>(
    () =>
      new Worker(new URL('../../workers/session.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    const opened = await Promise.race([handle.api.open(request, proxy(onEvent)), handle.crashed]);
    return { opened, api: handle.api, close: () => handle.end() };
  } catch (error) {
    handle.end();
    throw error;
  }
}
