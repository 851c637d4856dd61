import { proxy } from 'comlink';
import type { ModelInfo } from '../core/library';
import { keyRequest } from '../core/training';
import type { TrainApi, TrainEvent, TrainRequest } from '../../workers/api/train';
import { runAlone } from './run-alone';
import { runAbortable, spawnWorker, type WorkerHandle } from './worker-handle';

/**
 * Trains one model in a worker of its own and returns it, stored. Aborting `signal` ends the worker
 * and those that it started, at once (`AbortError`); what is left behind is the checkpoint of the
 * last epoch, if there was one. Throws where another tab is at the same run.
 */
export function trainModel(
  request: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const id = keyRequest(request);
  return claimRun(id, () => runInWorker((api) => api.train(request, proxy(onEvent)), signal));
}

/** Like `trainModel`, for a run that was stopped: it goes on from its checkpoint. */
export function resumeTraining(
  checkpointId: string,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  return claimRun(checkpointId, () =>
    runInWorker((api) => api.resume(checkpointId, proxy(onEvent)), signal),
  );
}

/** Does `work` with the run of that checkpoint, or throws where another tab is at it. */
export function claimRun<Result>(
  checkpointId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const refusal =
    'Another tab is training this network on these bars. Wait for it, or cancel it there.';
  return runAlone(`training-${checkpointId}`, work, refusal);
}

async function runInWorker(
  start: (api: WorkerHandle<TrainApi>['api']) => Promise<ModelInfo>,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const handle = spawnWorker('train');
  try {
    const run = start(handle.api);
    return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
  } finally {
    handle.end();
  }
}
