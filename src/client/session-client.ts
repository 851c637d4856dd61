import { proxy } from 'comlink';
import type {
  DecideByRule,
  OpenRequest,
  SessionApi,
  SessionEvent,
  SessionExplanation,
  SessionOpened,
} from '../../workers/api/session';
import type { BarIndex } from '../core/bars/bars';
import type { PathStudy } from '../core/trading/study-paths';
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

/** Asks why there was a trade at a bar, or none; `onProgress` is told the share that is done. */
export function explainBar(
  { api, stopped }: Session,
  index: BarIndex,
  onProgress: (fraction: number) => void,
): Promise<SessionExplanation | undefined> {
  return Promise.race([api.explain(index, proxy(onProgress)), stopped]);
}

/** Asks how the equity moved, and how else it might have; `onProgress` is told the share that is done. */
export function studyPaths(
  { api, stopped }: Session,
  onProgress: (fraction: number) => void,
): Promise<PathStudy | undefined> {
  return Promise.race([api.studyPaths(proxy(onProgress)), stopped]);
}
