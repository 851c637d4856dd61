import { defaultsOf, findFieldProblem } from '../core/fields';
import { labels } from '../core/labels/list';
import { modelKinds } from '../core/models/list';
import type { ModelSpec } from '../core/models/model-kind';
import { defaultTrainingOptions, trainingFields, type BackendChoice } from '../core/models/options';
import { defaultSpec, findSpecProblem } from '../core/models/spec';
import type { TrainingRequest } from '../core/training';
import { likeDefaults } from './persisted.svelte';

/** What the Train view lets one choose; everything else keeps its default. */
export interface TrainingChoices {
  readonly spec: ModelSpec;
  /** `name` of the label. */
  readonly label: string;
  readonly horizonBars: number;
  readonly maxEpochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Workers that share the sums: a number, or `auto` to suit the machine. */
  readonly workers: string;
}

export const defaultTrainingChoices: TrainingChoices = {
  spec: defaultSpec(modelKinds[0]),
  label: labels[0].name,
  horizonBars: labels[0].horizon.default,
  ...defaultsOf(trainingFields),
  backend: 'auto',
  workers: 'auto',
};

/** Returns stored choices with what can still be used of them, undefined where nothing can. */
export function parseTrainingChoices(stored: unknown): TrainingChoices | undefined {
  const read = likeDefaults(defaultTrainingChoices)(stored);
  if (read === undefined || findSpecProblem(read.spec) !== undefined) return undefined;
  const label = labels.find(({ name }) => name === read.label);
  if (label === undefined) return undefined;
  const problem = findFieldProblem([label.horizon, ...trainingFields], { ...read });
  return problem === undefined ? read : undefined;
}

/** Returns what to train on a dataset by these choices. */
export function describeRequest(datasetId: string, choices: TrainingChoices): TrainingRequest {
  const { spec, label, horizonBars, backend, workers, maxEpochs, learningRate, seed } = choices;
  return {
    datasetId,
    spec,
    options: { ...defaultTrainingOptions, maxEpochs, learningRate, seed },
    label,
    horizonBars,
    backend,
    workers: countWorkers(workers),
  };
}

/** Returns the workers that are chosen as a number, unless they are left to the machine. */
export function countWorkers(workers: string): number | 'auto' {
  return workers === 'auto' ? 'auto' : Number(workers);
}
