import type { BackendChoice } from './model/backend';
import type { TcnSpec } from './model/spec';
import type { TrainingOptions } from './model/training-options';

/** What is to be trained, on what, and where. */
export interface TrainingRequest {
  readonly datasetId: string;
  readonly spec: TcnSpec;
  readonly options: TrainingOptions;
  readonly horizonBars: number;
  readonly backend: BackendChoice;
  /** Workers that share the sums; `auto` (the default) suits the machine. WebGPU uses one. */
  readonly workers?: number | 'auto';
}

/** Most workers that share a run. */
export const maxTrainingWorkers = 8;

/** Requests with the same key train the same network, whatever they train it on and with how many. */
export function keyRequest({ datasetId, spec, options, horizonBars }: TrainingRequest): string {
  const { width, kernel, dilations, dropout } = spec;
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([datasetId, horizonBars, width, kernel, dilations, dropout, sorted]);
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
