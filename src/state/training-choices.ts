import * as v from 'valibot';
import { defaultFractions } from '../core/dataset/splits';
import { defaultsOf, findFieldProblem } from '../core/fields';
import { findLabel, isLabel } from '../core/labels/find-label';
import { labels } from '../core/labels/list';
import { modelKinds } from '../core/models/list';
import type { ModelSpec } from '../core/models/model-kind';
import {
  backendChoices,
  defaultTrainingOptions,
  trainingFields,
  type BackendChoice,
} from '../core/models/options';
import {
  countParameters,
  defaultSpec,
  findKind,
  findSpecProblem,
  trimSpec,
} from '../core/models/spec';
import type { TrainingSummary } from '../core/library';
import type { TrainingRequest } from '../core/training';
import { defaultPoolChoices, type PoolChoices, poolChoicesSchema } from './pool-choices';

/** The choices of the Train view; everything else keeps its default. */
export interface TrainingChoices {
  readonly spec: ModelSpec;
  /** `name` of the label. */
  readonly label: string;
  readonly horizonBars: number;
  readonly maxEpochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  /**
   * Names of features, also of those that the dataset in use cannot give, which are left out (see `keepUsable`);
   * undefined for the default ones.
   */
  readonly features?: readonly string[] | undefined;
  /** Workers that share the computation: a number, or `auto`, which depends on the machine. */
  readonly workers: string;
  /** Further markets that a model of the Train view learns from. */
  readonly pool: PoolChoices;
}

export const defaultTrainingChoices: TrainingChoices = {
  spec: defaultSpec(modelKinds[0]),
  label: labels[0].name,
  horizonBars: labels[0].horizon.default,
  ...defaultsOf(trainingFields),
  backend: 'auto',
  features: undefined,
  workers: 'auto',
  pool: defaultPoolChoices,
};

const defaults = defaultTrainingChoices;

/** Accepts stored choices that can still be trained with; missing ones get their default. */
export const trainingChoicesSchema = v.pipe(
  v.object({
    spec: v.optional(
      v.custom<ModelSpec>(
        (spec) =>
          findSpecProblem(spec) === undefined && findKind(spec as ModelSpec).isRunOnly !== true,
      ),
      defaults.spec,
    ),
    label: v.optional(v.pipe(v.string(), v.check(isLabel)), defaults.label),
    horizonBars: v.fallback(v.number(), defaults.horizonBars),
    maxEpochs: v.fallback(v.number(), defaults.maxEpochs),
    learningRate: v.fallback(v.number(), defaults.learningRate),
    seed: v.fallback(v.number(), defaults.seed),
    backend: v.fallback(v.picklist(backendChoices), defaults.backend),
    features: v.fallback(v.optional(v.pipe(v.array(v.string()), v.readonly())), undefined),
    workers: v.fallback(v.string(), defaults.workers),
    pool: v.fallback(poolChoicesSchema, defaults.pool),
  }),
  v.check(({ label, pool: _, ...numbers }) => {
    const { horizon } = isLabel(label) ? findLabel(label) : labels[0];
    return findFieldProblem([horizon, ...trainingFields], numbers) === undefined;
  }),
);

/** Returns the request to train on a dataset with these choices. */
export function describeRequest(datasetId: string, choices: TrainingChoices): TrainingRequest {
  const { spec, label, horizonBars, features, backend, workers } = choices;
  const { maxEpochs, learningRate, seed } = choices;
  return {
    datasetId,
    spec: trimSpec(spec),
    options: { ...defaultTrainingOptions, maxEpochs, learningRate, seed },
    label,
    horizonBars,
    ...(features === undefined ? {} : { features }),
    backend,
    workers: countWorkers(workers),
  };
}

/** Returns the chosen number of workers, or `auto`. */
export function countWorkers(workers: string): number | 'auto' {
  return workers === 'auto' ? 'auto' : Number(workers);
}

/**
 * Returns how much a training had to compute, in a unit of its own for each kind: a network goes through all of its parameters
 * for each label of each epoch.
 */
export function measureWork(
  spec: ModelSpec,
  { labels, epochs, parameters }: Pick<TrainingSummary, 'labels' | 'epochs' | 'parameters'>,
): number {
  return weighWork(spec, labels, epochs.length, parameters);
}

/** Returns how much a training on so many bars has to compute, all epochs of it. */
export function foreseeWork(
  { spec, maxEpochs }: Pick<TrainingChoices, 'spec' | 'maxEpochs'>,
  bars: number,
  features: number,
): number {
  return weighWork(spec, defaultFractions[0] * bars, maxEpochs, countParameters(spec, features));
}

function weighWork(spec: ModelSpec, labels: number, epochs: number, parameters: number): number {
  return findKind(spec).isPlainCode === true ? labels : labels * epochs * parameters;
}

/** Returns the backend that the address requests (`?backend=webgpu`), which may be one that `auto` never uses. */
export function requestedBackend(): BackendChoice | undefined {
  const requested = new URLSearchParams(location.search).get('backend');
  return backendChoices.find((choice) => choice === requested);
}
