import { listEpochs } from '../models/ensemble-trainer';
import { needsBackend } from '../models/network';
import { TrainingError } from '../models/training-event';
import type { ModelInfo } from '../src/core/library';
import { chooseWorkers, keyRequest, type TrainingCheckpoint } from '../src/core/training';
import { deleteCheckpoint, loadCheckpoint, saveCheckpoint } from '../src/storage/checkpoints';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainApi, TrainEvent, TrainRequest } from './api/train';
import { keepModel } from './keep-model';
import { prepareTraining } from './prepare-training';
import { throttleSteps } from './throttle-steps';
import { trainOnBackends } from './train-on-backends';
import { startCompute } from './warm-start';

/** Min time between two reported steps; a step may take less than 20 ms. */
const stepIntervalMs = 100;

/** The training worker. */
export const trainApi: TrainApi = {
  async warmUp(backend, workers) {
    const { helpers } = await startCompute(backend, countWorkers(workers));
    await Promise.all(helpers.map(({ started, crashed }) => Promise.race([started, crashed])));
  },
  async train(request, onEvent) {
    const database = await openDatabase();
    // A training from the start replaces one that could have been resumed.
    await deleteCheckpoint(database, keyRequest(request));
    return run(database, request, throttleSteps(onEvent, stepIntervalMs));
  },
  async resume(checkpointId, onEvent) {
    const database = await openDatabase();
    const { request, checkpoint } = await loadCheckpoint(database, checkpointId);
    return run(database, request, throttleSteps(onEvent, stepIntervalMs), checkpoint);
  },
  async study(request, isResumed, onEvent) {
    const workers = countWorkers(request.training.workers);
    const { runStudy } = await import('./study');
    return runStudy(request, { workers, isResumed, onEvent });
  },
  async combine(modelIds, backend, onEvent) {
    const { combineModels } = await import('./combine');
    return combineModels(modelIds, backend, onEvent);
  },
  async installSampleModel(backend, onEvent) {
    const { installSampleModel } = await import('./install-sample-model');
    return installSampleModel(backend, onEvent);
  },
  async search(request, finished, { backend, workers }, onEvent) {
    const { runSearch } = await import('./search');
    return runSearch(request, finished, { backend, workers: countWorkers(workers), onEvent });
  },
};

async function run(
  database: TabquantDatabase,
  asked: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  checkpoint?: TrainingCheckpoint,
): Promise<ModelInfo> {
  // The result depends on the number of workers, so it is stored with the request for resuming.
  const workers = countWorkers(asked.workers);
  const request = { ...asked, workers };
  onEvent({ kind: 'preparing' });
  if (needsBackend(request.spec)) {
    // Beside the reading of the bars; whoever needs the backend is told of a failure.
    startCompute(request.backend, workers).catch(() => undefined);
  }
  const { dataset, markets } = await prepareTraining(database, request);
  const id = keyRequest(request);
  const keep = (latest: TrainingCheckpoint): Promise<void> =>
    saveCheckpoint(database, {
      id,
      datasetId: request.datasetId,
      request,
      epochsDone: listEpochs(latest).length,
      savedAt: Date.now(),
      checkpoint: latest,
    });
  const job = { request, dataset, onEvent, checkpoint, keep };
  const trained = await trainOnBackends(job).catch(async (error: unknown) => {
    // It cannot succeed, so it must not be resumed.
    if (error instanceof TrainingError) await deleteCheckpoint(database, id);
    throw error;
  });
  return keepModel(database, { request, dataset, markets, trained, checkpointId: id }, onEvent);
}

function countWorkers(wanted: TrainRequest['workers']): number {
  return chooseWorkers(wanted ?? 'auto', navigator.hardwareConcurrency);
}
