import { BackendLostError, guardBackend, watchDevice } from '../models/backend';
import { listEpochs } from '../models/ensemble-trainer';
import { needsBackend } from '../models/network';
import type { TrainingResult } from '../models/training-result';
import type { Compute } from '../models/compute';
import { predictDataset } from '../models/predict-dataset';
import { trainModel } from '../models/trainer';
import { yieldToEvents } from '../models/training-event';
import type { BarRange } from '../src/core/bars/bars';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import type { TrainingCheckpoint } from '../src/core/training';
import type { Dataset } from '../src/core/dataset/dataset';
import type { BackendReport } from '../src/core/models/options';
import type { TrainEvent, TrainRequest } from './api/train';
import { openGradientTeam } from './gradient-team';
import { startCompute, type StartedCompute } from './warm-start';

/** A training, and what it needs. */
interface TrainingJob {
  /** With a definite number of workers. */
  readonly request: Pick<TrainRequest, 'spec' | 'options' | 'backend'> & {
    readonly workers: number;
  };
  readonly dataset: Dataset;
  readonly onEvent: (event: TrainEvent) => void;
  /** Where to resume; the start when left out. */
  readonly checkpoint?: TrainingCheckpoint | undefined;
  /** Stores a finished epoch, where that is wanted. */
  readonly keep?: (checkpoint: TrainingCheckpoint) => Promise<void>;
  /** The network to begin with; a new one when left out. */
  readonly initial?: NamedWeights | undefined;
  /** Bars to predict; all when left out. */
  readonly predicted?: BarRange;
}

/** A trained network and its probabilities. */
export interface Trained extends TrainingResult {
  readonly backend: BackendReport;
  readonly workers: number;
  /** One probability for each bar of the dataset, NaN at those that were not to be predicted. */
  readonly probability: Float32Array;
}

/** Backend of a kind that trains itself, without tensors. */
export const withoutBackend: StartedCompute = {
  report: { name: 'cpu', label: 'plain code', selfTestError: 0, rejected: [] },
  helpers: [],
};

/**
 * Trains on the requested backend, keeps each epoch, and predicts. When the graphics device is lost, it reports that
 * and continues from the last epoch on WASM. The gradient workers wait for the next training afterwards.
 */
export async function trainOnBackends(job: TrainingJob): Promise<Trained> {
  const { onEvent } = job;
  let latest = job.checkpoint;
  const keep = async (checkpoint: TrainingCheckpoint): Promise<void> => {
    latest = checkpoint;
    try {
      await job.keep?.(checkpoint);
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
      if (!(error instanceof BackendLostError)) throw error;
      const { backend: name, message: reason } = error;
      onEvent({ kind: 'backend-lost', name, reason });
      lost.push({ name, reason });
    }
  }
}

async function trainOnce(
  { request, dataset, onEvent, initial, predicted }: TrainingJob,
  lost: BackendReport['rejected'],
  checkpoint: TrainingCheckpoint | undefined,
  onCheckpoint: (checkpoint: TrainingCheckpoint) => Promise<void>,
): Promise<Trained> {
  const { spec, options } = request;
  const isOnBackend = needsBackend(spec);
  const choice = lost.length === 0 ? request.backend : 'wasm';
  const started = isOnBackend ? await startCompute(choice, request.workers) : withoutBackend;
  const backend = { ...started.report, rejected: [...lost, ...started.report.rejected] };
  const workers = started.helpers.length + 1;
  const compute = openOnce((member) => openGradientTeam(dataset, member, started.helpers));
  onEvent({ kind: 'backend', report: backend, workers });
  if (checkpoint !== undefined) {
    onEvent({ kind: 'resumed', epochs: listEpochs(checkpoint) });
  }
  const work = async (): Promise<Trained> => {
    const callbacks = { onEvent, yieldToEvents, onCheckpoint };
    const run = { compute, checkpoint, initial };
    const result = await trainModel(dataset, spec, options, callbacks, run);
    const onBars = (done: number, total: number): void =>
      onEvent({ kind: 'evaluating', done, total });
    const { weights } = result;
    const probability = await predictDataset(dataset, spec, weights, compute, onBars, predicted);
    return { ...result, backend, workers, probability };
  };
  return guardBackend(backend.name, isOnBackend ? watchDevice() : undefined, work());
}

/**
 * Returns what opens the computation of a model for the gradient workers, and keeps it while the same model is asked for:
 * opening another one sends them the dataset.
 */
function openOnce(open: (spec: ModelSpec) => Promise<{ readonly compute: Compute }>) {
  let last: { readonly key: string; readonly compute: Promise<Compute> } | undefined;
  return (spec: ModelSpec): Promise<Compute> => {
    const key = JSON.stringify(spec);
    last = last?.key === key ? last : { key, compute: open(spec).then(({ compute }) => compute) };
    return last.compute;
  };
}
