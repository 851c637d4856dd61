import type { SplitOptions } from './dataset/splits';
import type { EpochRecord, ModelInfo } from './library';
import type { BackendChoice, TrainingOptions } from './models/options';
import type { EpochMs } from './bars/bars';
import type { ModelSpec, NamedWeights } from './models/model-kind';

/** What model to train, on what data, and on which backend. */
export interface TrainingRequest {
  readonly datasetId: string;
  readonly spec: ModelSpec;
  readonly options: TrainingOptions;
  /** `name` of the label. */
  readonly label: string;
  readonly horizonBars: number;
  /** Names; when left out, those of the default features that the bars can give. */
  readonly features?: readonly string[];
  /** 70/15/15 with the default embargo when left out. */
  readonly split?: Pick<SplitOptions, 'fractions' | 'embargoBars'>;
  readonly backend: BackendChoice;
  /** Workers that share the computation; `auto` (the default) depends on the machine. WebGPU uses one. */
  readonly workers?: number | 'auto';
}

/** Max workers that share a training. */
export const maxTrainingWorkers = 8;

/** Returns the key of a request. Requests with the same key train the same model, on any backend and workers. */
export function keyRequest(request: TrainingRequest): string {
  const { datasetId, label, horizonBars, spec, options, features, split } = request;
  const sort = (values: object) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    datasetId,
    label,
    horizonBars,
    sort(spec),
    sort(options),
    features ?? null,
    split ?? null,
  ]);
}

/**
 * Returns a request that trains a model like `model` on another dataset: with all its choices, from features to
 * seed.
 */
export function repeatTraining(
  { spec, options, label, horizonBars, features, split }: ModelInfo,
  datasetId: string,
): Omit<TrainingRequest, 'backend' | 'workers'> {
  const { train, validation, test, embargoBars } = split;
  const share = ({ start, end }: { start: number; end: number }) => (end - start) / test.bars.end;
  const fractions = [share(train.bars), share(validation.bars), share(test.bars)] as const;
  const blocks = { fractions, embargoBars };
  return { datasetId, spec, options, label, horizonBars, features, split: blocks };
}

/**
 * Returns how many workers to use on a machine with `cores` logical cores: one per core up to four cores, then
 * one fewer, so that the page stays responsive; max eight; one where the browser hides the number of cores.
 */
export function chooseWorkers(wanted: number | 'auto', cores: number | undefined): number {
  const known = cores === undefined || Number.isNaN(cores) ? 1 : cores;
  const suited = known <= 4 ? known : known - 1;
  const count = wanted === 'auto' ? suited : Math.floor(wanted);
  return Math.max(1, Math.min(maxTrainingWorkers, count));
}

/** The state of a training after a whole epoch; one that resumes from it gives the same result as without a stop. */
export interface TrainingCheckpoint {
  /** Records of the finished epochs, first one first; the next epoch is the one after the last. */
  readonly epochs: readonly EpochRecord[];
  /** The network of the best epoch so far. */
  readonly bestWeights: NamedWeights;
  /** `[parameter]`: the network that training resumes from. */
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerSnapshot;
  /** Time spent so far. */
  readonly seconds: number;
}

/** The state of AdamW, with one value per parameter in each array. */
export interface OptimizerSnapshot {
  readonly steps: number;
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
}

/** What the page shows of a training that can be resumed. */
export interface CheckpointInfo {
  /** `keyRequest` of the request. */
  readonly id: string;
  readonly request: TrainingRequest;
  readonly epochsDone: number;
  readonly savedAt: EpochMs;
}
