import { proxy } from 'comlink';
import type { ModelInfo } from '../core/library';
import type { TrainApi, TrainEvent, TrainRequest } from '../../workers/api/train';
import { runAbortable, spawnWorker } from './worker-handle';

/**
 * Trains one model in a worker of its own and returns it, stored. Aborting `signal` ends the worker
 * at once (`AbortError`); a model is stored in one transaction at the end, so nothing is left behind.
 */
export async function trainModel(
  request: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const handle = spawnWorker<TrainApi>(
    () => new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    const run = handle.api.train(request, proxy(onEvent));
    return await runAbortable(signal, () => undefined, Promise.race([run, handle.crashed]));
  } finally {
    handle.end();
  }
}
