import { defaultTcnSpec } from '../core/models/tcn';
import { type BackendChoice, defaultTrainingOptions } from '../core/models/options';
import type { TrainingRequest } from '../core/training';

/** What the Train view lets one choose; everything else keeps its default. */
export interface TrainingChoices {
  readonly width: number;
  readonly kernel: number;
  /** Residual blocks; dilation doubles from 1. */
  readonly blocks: number;
  readonly dropout: number;
  readonly horizonBars: number;
  readonly maxEpochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Workers that share the sums: a number, or `auto` to suit the machine. */
  readonly workers: string;
}

export const defaultTrainingChoices: TrainingChoices = {
  width: defaultTcnSpec.width,
  kernel: defaultTcnSpec.kernel,
  blocks: defaultTcnSpec.dilations.length,
  dropout: defaultTcnSpec.dropout,
  horizonBars: 10,
  maxEpochs: defaultTrainingOptions.maxEpochs,
  learningRate: defaultTrainingOptions.learningRate,
  seed: defaultTrainingOptions.seed,
  backend: 'auto',
  workers: 'auto',
};

/** Returns what to train on a dataset by these choices. */
export function describeRequest(datasetId: string, choices: TrainingChoices): TrainingRequest {
  const { width, kernel, blocks, dropout, horizonBars, backend, workers } = choices;
  const { maxEpochs, learningRate, seed } = choices;
  const dilations = Array.from({ length: blocks }, (_, block) => 2 ** block);
  return {
    datasetId,
    spec: { width, kernel, dilations, dropout },
    options: { ...defaultTrainingOptions, maxEpochs, learningRate, seed },
    horizonBars,
    backend,
    workers: countWorkers(workers),
  };
}

/** Returns the workers that are chosen as a number, unless they are left to the machine. */
export function countWorkers(workers: string): number | 'auto' {
  return workers === 'auto' ? 'auto' : Number(workers);
}
