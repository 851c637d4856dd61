import { proxy } from 'comlink';
import type { ModelInfo } from '../core/library';
import type { TrainApi, TrainEvent, TrainRequest } from '../../workers/api/train';
import { runAbortable, spawnWorker, type WorkerHandle } from './worker-handle';

/**
 * Trains one model in a worker of its own and returns it, stored. Aborting `signal` ends the worker
 * and those that it started, at once (`AbortError`); what is left behind is the checkpoint of the
 * last epoch, if there was one.
 */
export function trainModel(
  request: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  return runInWorker((api) => api.train(request, proxy(onEvent)), signal);
}

/** Like `trainModel`, for a run that was stopped: it goes on from its checkpoint. */
export function resumeTraining(
  checkpointId: string,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  return runInWorker((api) => api.resume(checkpointId, proxy(onEvent)), signal);
}

async function runInWorker(
  start: (api: WorkerHandle<TrainApi>['api']) => Promise<ModelInfo>,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const handle = spawnWorker<TrainApi>(
    () => new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' }),
  );
  try {
    const run = start(handle.api);
    return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
  } finally {
    handle.end();
  }
}
