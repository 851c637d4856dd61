import { BackendLostError, guardBackend, watchDevice } from '../models/backend';
import { findHalf } from '../models/network';
import type { TrainingResult } from '../models/training-result';
import { predictDataset } from '../models/predict-dataset';
import { trainModel } from '../models/trainer';
import { TrainingError, yieldToEvents } from '../models/training-event';
import { keyRequest, type TrainingCheckpoint } from '../src/core/training';
import type { Dataset } from '../src/core/dataset/dataset';
import type { BackendReport } from '../src/core/models/options';
import { deleteCheckpoint, saveCheckpoint } from '../src/storage/checkpoints';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainEvent, TrainRequest } from './api/train';
import { openGradientTeam } from './gradient-team';
import { startCompute, type StartedCompute } from './warm-start';

/** A training, and what it needs. */
interface TrainingJob {
  readonly database: TabquantDatabase;
  /** With a definite number of workers. */
  readonly request: TrainRequest & { readonly workers: number };
  readonly dataset: Dataset;
  readonly onEvent: (event: TrainEvent) => void;
  /** Where to resume; the start when left out. */
  readonly checkpoint?: TrainingCheckpoint;
}

/** A trained network and its probabilities. */
interface Trained extends TrainingResult {
  readonly backend: BackendReport;
  readonly workers: number;
  /** One probability for each bar of the dataset, see `predictDataset`. */
  readonly probability: Float32Array;
}

/** Backend of a kind that trains itself, without tensors. */
const withoutBackend: StartedCompute = {
  report: { name: 'cpu', label: 'plain code', selfTestError: 0, rejected: [] },
  helpers: [],
};

/**
 * Trains on the requested backend, stores each epoch, and predicts each bar. When the graphics device is lost, it
 * reports that and continues from the last epoch on WASM.
 *
 * A training that cannot succeed (`TrainingError`) leaves no checkpoint.
 */
export async function trainOnBackends(job: TrainingJob): Promise<Trained> {
  const { database, request, onEvent } = job;
  let latest = job.checkpoint;
  const keep = async (checkpoint: TrainingCheckpoint): Promise<void> => {
    latest = checkpoint;
    try {
      await storeCheckpoint(job, checkpoint);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onEvent({ kind: 'checkpoint-failed', reason });
    }
  };
  const lost: BackendReport['rejected'][number][] = [];
  for (;;) {
    try {
      return await trainOnce(job, lost, latest, keep);
    } catch (error) {
      if (error instanceof TrainingError) await deleteCheckpoint(database, keyRequest(request));
      if (!(error instanceof BackendLostError)) throw error;
      const { backend: name, message: reason } = error;
      onEvent({ kind: 'backend-lost', name, reason });
      lost.push({ name, reason });
    }
  }
}

async function trainOnce(
  { request, dataset, onEvent }: TrainingJob,
  lost: BackendReport['rejected'],
  checkpoint: TrainingCheckpoint | undefined,
  onCheckpoint: (checkpoint: TrainingCheckpoint) => Promise<void>,
): Promise<Trained> {
  const { spec, options } = request;
  const needsBackend = findHalf(spec).trainedBy === 'gradient';
  const choice = lost.length === 0 ? request.backend : 'wasm';
  const started = needsBackend ? await startCompute(choice, request.workers) : withoutBackend;
  const backend = { ...started.report, rejected: [...lost, ...started.report.rejected] };
  const team = await openGradientTeam(dataset, spec, started.helpers);
  onEvent({ kind: 'backend', report: backend, workers: team.compute.workers });
  if (checkpoint !== undefined) onEvent({ kind: 'resumed', epochs: checkpoint.epochs });
  const work = async (): Promise<Trained> => {
    const { compute } = team;
    const callbacks = { onEvent, yieldToEvents, onCheckpoint };
    const result = await trainModel(dataset, spec, options, callbacks, { compute, checkpoint });
    const onBars = (done: number, total: number): void =>
      onEvent({ kind: 'evaluating', done, total });
    const probability = await predictDataset(dataset, spec, result.weights, compute, onBars);
    return { ...result, backend, workers: compute.workers, probability };
  };
  try {
    const lostDevice = needsBackend ? watchDevice() : undefined;
    return await guardBackend(backend.name, lostDevice, work());
  } finally {
    team.end();
  }
}

async function storeCheckpoint(
  { database, request }: TrainingJob,
  checkpoint: TrainingCheckpoint,
): Promise<void> {
  await saveCheckpoint(database, {
    id: keyRequest(request),
    datasetId: request.datasetId,
    request,
    epochsDone: checkpoint.epochs.length,
    savedAt: Date.now(),
    checkpoint,
  });
}
