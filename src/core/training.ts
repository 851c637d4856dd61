import type { SplitOptions } from './dataset/splits';
import type { EpochRecord, ModelInfo } from './library';
import type { BackendChoice, TrainingOptions } from './models/options';
import type { EpochMs } from './bars/bars';
import type { ModelSpec, NamedWeights } from './models/model-kind';

/** What is to be trained, on what, and where. */
export interface TrainingRequest {
  readonly datasetId: string;
  readonly spec: ModelSpec;
  readonly options: TrainingOptions;
  /** `name` of the label. */
  readonly label: string;
  readonly horizonBars: number;
  /** Those that the bars have of the nine when left out. */
  readonly features?: readonly string[];
  /** 70/15/15 with the usual embargo when left out. */
  readonly split?: Pick<SplitOptions, 'fractions' | 'embargoBars'>;
  readonly backend: BackendChoice;
  /** Workers that share the sums; `auto` (the default) suits the machine. WebGPU uses one. */
  readonly workers?: number | 'auto';
}

/** How many workers may share a run. */
export const maxTrainingWorkers = 8;

/** Requests with the same key train the same model, wherever and by however many workers. */
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

/** Returns what trains a model like `model` on other bars: all its choices, from features to seed. */
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
 * Returns how many workers a machine with `cores` logical cores gets: all cores up to four, then one
 * fewer, so that the page stays quick, and at most eight; one where the browser hides how many there are.
 */
export function chooseWorkers(wanted: number | 'auto', cores: number | undefined): number {
  const known = cores === undefined || Number.isNaN(cores) ? 1 : cores;
  const suited = known <= 4 ? known : known - 1;
  const count = wanted === 'auto' ? suited : Math.floor(wanted);
  return Math.max(1, Math.min(maxTrainingWorkers, count));
}

/** A training run after a whole epoch: a run that goes on from here ends as if never stopped. */
export interface TrainingCheckpoint {
  /** Records of the finished epochs, first one first; the next epoch is the one after the last. */
  readonly epochs: readonly EpochRecord[];
  /** The network of the best epoch so far. */
  readonly bestWeights: NamedWeights;
  /** `[parameter]`: the network that training goes on from. */
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerSnapshot;
  /** Time spent so far. */
  readonly seconds: number;
}

/** What AdamW remembers, one value a parameter. */
export interface OptimizerSnapshot {
  readonly steps: number;
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
}

/** What a person must know of a run that can go on. */
export interface CheckpointInfo {
  /** `keyRequest` of the request. */
  readonly id: string;
  readonly request: TrainingRequest;
  readonly epochsDone: number;
  readonly savedAt: EpochMs;
}
