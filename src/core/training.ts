import type { SplitOptions } from './dataset/splits';
import type { EpochRecord, ModelInfo } from './library';
import type { BackendChoice, TrainingOptions } from './models/options';
import type { TcnSpec } from './models/tcn';
import type { EpochMs } from './bars/bars';
import type { NamedWeights } from './models/model-kind';

/** What is to be trained, on what, and where. */
export interface TrainingRequest {
  readonly datasetId: string;
  readonly spec: TcnSpec;
  readonly options: TrainingOptions;
  readonly horizonBars: number;
  /** Those that the bars have of the nine when left out. */
  readonly features?: readonly string[];
  /** 70/15/15 with the usual embargo when left out. */
  readonly split?: Pick<SplitOptions, 'fractions' | 'embargoBars'>;
  readonly backend: BackendChoice;
  /** Workers that share the sums; `auto` (the default) suits the machine. WebGPU uses one. */
  readonly workers?: number | 'auto';
}

/** Most workers that share a run. */
export const maxTrainingWorkers = 8;

/** Requests with the same key train the same network, whatever they train it on and with how many. */
export function keyRequest(request: TrainingRequest): string {
  const { datasetId, spec, options, horizonBars, features, split } = request;
  const { width, kernel, dilations, dropout } = spec;
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  const network = [datasetId, horizonBars, width, kernel, dilations, dropout, sorted];
  const isUsual = features === undefined && split === undefined;
  return JSON.stringify(isUsual ? network : [...network, features, split]);
}

/** Returns what trains a model like `model` on other bars: all its choices, from features to seed. */
export function repeatTraining(
  { spec, options, horizonBars, features, split }: ModelInfo,
  datasetId: string,
): Omit<TrainingRequest, 'backend' | 'workers'> {
  const { train, validation, test, embargoBars } = split;
  const share = ({ start, end }: { start: number; end: number }) => (end - start) / test.bars.end;
  const fractions = [share(train.bars), share(validation.bars), share(test.bars)] as const;
  return { datasetId, spec, options, horizonBars, features, split: { fractions, embargoBars } };
}

/**
 * Returns how many workers a machine with `cores` logical cores gets: all cores up to four, then one
 * fewer, so that the page stays quick, and at most eight.
 */
export function chooseWorkers(wanted: number | 'auto', cores: number): number {
  const suited = cores <= 4 ? cores : cores - 1;
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
