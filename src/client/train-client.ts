import { proxy } from 'comlink';
import type { ModelInfo } from '../core/library';
import { describeCause } from '../core/describe-cause';
import { keyRequest } from '../core/training';
import type { TrainApi, TrainEvent, TrainRequest } from '../../workers/api/train';
import { runAlone } from './run-alone';
import { runAbortable, spawnWorker, type WorkerHandle } from './worker-handle';

/** A worker that has started what the next training needs. */
let spare: WorkerHandle<TrainApi> | undefined;

/**
 * Starts the worker of the next training ahead, with backend and gradient workers, so that the training takes its first
 * step sooner. Does nothing where one waits already. What fails here is told by the training.
 */
export function warmUpTraining({
  backend,
  workers,
}: Pick<TrainRequest, 'backend' | 'workers'>): void {
  if (spare !== undefined) return;
  const handle = spawnWorker('train');
  spare = handle;
  const drop = (): void => {
    if (spare !== handle) return;
    spare = undefined;
    handle.end();
  };
  handle.stopped.catch(drop);
  handle.api.warmUp(backend, workers).catch(drop);
}

/** What V8, SpiderMonkey, JavaScriptCore and the heap of the WASM backend say where there is too little memory. */
const memoryWords =
  /out of memory|allocat\w+ (failed|memory|of)|cannot enlarge memory|invalid array buffer length/i;

/**
 * Trains one model in its own worker and returns it once it is stored. Aborting `signal` ends the worker and those
 * that it started at once (`AbortError`); only the checkpoint of the last epoch remains, if there was one. Where several
 * workers get too little memory, as on phones, it begins again with one. Throws where another tab runs the same
 * training, and with advice where one worker gets too little memory as well.
 */
export function trainModel(
  request: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const train = async (workers: TrainRequest['workers']): Promise<ModelInfo> => {
    try {
      return await runInWorker((api) => api.train({ ...request, workers }, proxy(onEvent)), signal);
    } catch (cause) {
      if (!isMemoryShort(cause) || signal.aborted) throw cause;
      if (workers === 1) throw memoryShort(cause);
      onEvent({ kind: 'memory-short', reason: describeCause(cause) });
      return train(1);
    }
  };
  return claimRun(keyRequest(request), () => train(request.workers));
}

function isMemoryShort(cause: unknown): boolean {
  return memoryWords.test(describeCause(cause));
}

function memoryShort(cause: unknown): Error {
  return new Error(
    `This browser gives too little memory for this training (${describeCause(cause)}). Close other tabs, train on fewer bars, or choose a smaller model.`,
    { cause },
  );
}

/** Like `trainModel`, for a training that was stopped: it resumes from its checkpoint. */
export function resumeTraining(
  checkpointId: string,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  return claimRun(checkpointId, () =>
    runInWorker((api) => api.resume(checkpointId, proxy(onEvent)), signal),
  );
}

/** Makes an ensemble of stored models in a worker, without training, and returns it once it is stored. */
export function combineModels(
  modelIds: readonly string[],
  backend: TrainRequest['backend'],
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  return runInWorker((api) => api.combine(modelIds, backend, proxy(onEvent)), signal);
}

/** Stores the model of the sample market that comes with the page, in a worker, and returns it; see `TrainApi`. */
export function installSampleModel(
  backend: TrainRequest['backend'],
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<ModelInfo> {
  const install = () =>
    runInWorker((api) => api.installSampleModel(backend, proxy(onEvent)), signal);
  return runAlone('sample-model', install, 'Another tab is storing the ready-made model.');
}

/** Runs `work` unless another tab runs the training of that checkpoint; then it throws. */
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
  const handle = spare ?? spawnWorker('train');
  spare = undefined;
  try {
    const run = start(handle.api);
    return await runAbortable(signal, () => undefined, Promise.race([run, handle.stopped]));
  } finally {
    handle.end();
  }
}
