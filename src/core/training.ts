import * as v from 'valibot';
import { poolScalings } from './dataset/dataset';
import { isSymbolFeature } from './features/symbols';
import { epochRecordSchema, type ModelInfo } from './library';
import { namedWeightsSchema } from './models/model-kind';
import { backendChoices, trainingOptionsSchema } from './models/options';
import { findKind, specSchema } from './models/spec';
import { finite, float32, list, record } from './schema';

/** What model to train, on what data, and on which backend. */
export const trainingRequestSchema = record({
  datasetId: v.string(),
  spec: specSchema,
  options: trainingOptionsSchema,
  /** `name` of the label. */
  label: v.string(),
  horizonBars: finite,
  /** Names; when left out, those of the default features that the bars can give. */
  features: v.optional(list(v.string())),
  /** Further datasets, of other markets, that one model is to learn from as well (`poolMarkets`). */
  pool: v.optional(
    record({
      datasetIds: list(v.string()),
      scaling: v.picklist(poolScalings),
      /** Whether the model is told which market a bar belongs to. */
      hasSymbol: v.boolean(),
    }),
  ),
  /** 70/15/15 with the default embargo when left out. */
  split: v.optional(
    record({
      fractions: v.optional(v.pipe(v.tuple([finite, finite, finite]), v.readonly())),
      embargoBars: v.optional(finite),
    }),
  ),
  backend: v.picklist(backendChoices),
  /** Workers that share the computation; `auto` (the default) depends on the machine. WebGPU uses one. */
  workers: v.optional(v.union([finite, v.literal('auto')])),
});

export type TrainingRequest = v.InferOutput<typeof trainingRequestSchema>;

/** Max workers that share a training. */
export const maxTrainingWorkers = 8;

/** Returns the key of a request. Requests with the same key train the same model, on any backend and workers. */
export function keyRequest(request: TrainingRequest): string {
  const { datasetId, label, horizonBars, spec, options, features, split, pool } = request;
  const sort = (values: object) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    datasetId,
    label,
    horizonBars,
    sort(spec),
    sort(options),
    features ?? null,
    split ?? null,
    // Keys of before have no place for it.
    ...(pool === undefined ? [] : [pool]),
  ]);
}

/** Whether a model like this one can be trained here. */
export function canTrainAgain({ spec }: Pick<ModelInfo, 'spec'>): boolean {
  return findKind(spec).isRunOnly !== true;
}

/**
 * Returns a request that trains a model like `model` on another dataset: with all its choices, from features to
 * seed, but of that dataset's market alone where the model was trained on several. Throws for one that was trained elsewhere.
 */
export function repeatTraining(
  model: ModelInfo,
  datasetId: string,
): Omit<TrainingRequest, 'backend' | 'workers'> {
  const { spec, options, label, horizonBars, features, split } = model;
  if (!canTrainAgain(model)) {
    throw new Error(`${model.name} was trained elsewhere and cannot be trained again here`);
  }
  const { train, validation, test, embargoBars } = split;
  const share = ({ start, end }: { start: number; end: number }) => (end - start) / test.bars.end;
  const fractions = [share(train.bars), share(validation.bars), share(test.bars)] as const;
  const blocks = { fractions, embargoBars };
  const others = features.filter((name) => !isSymbolFeature(name));
  return { datasetId, spec, options, label, horizonBars, features: others, split: blocks };
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

const optimizerSchema = record({
  steps: finite,
  mean: float32,
  meanSquare: float32,
});

/** The state of AdamW, with one value per parameter in each array. */
export type OptimizerSnapshot = v.InferOutput<typeof optimizerSchema>;

/** The state of a training after a whole epoch; one that resumes from it gives the same result as without a stop. */
export const trainingCheckpointSchema = record({
  /** Records of the finished epochs, first one first; the next epoch is the one after the last. */
  epochs: list(epochRecordSchema),
  /** The network of the best epoch so far. */
  bestWeights: namedWeightsSchema,
  /** `[parameter]`: the network that training resumes from. */
  parameters: float32,
  optimizer: optimizerSchema,
  /** Time spent so far. */
  seconds: finite,
  /**
   * Of an ensemble, the members that are finished; the rest of the checkpoint is that of the member after them, without
   * epochs where it has not finished one.
   */
  finished: v.optional(
    list(
      record({
        weights: namedWeightsSchema,
        /** Numbered over all members. */
        epochs: list(epochRecordSchema),
        seconds: finite,
      }),
    ),
  ),
});

export type TrainingCheckpoint = v.InferOutput<typeof trainingCheckpointSchema>;

/** What the page shows of a training that can be resumed. */
export const checkpointInfoSchema = record({
  /** `keyRequest` of the request. */
  id: v.string(),
  request: trainingRequestSchema,
  epochsDone: finite,
  savedAt: finite,
});

export type CheckpointInfo = v.InferOutput<typeof checkpointInfoSchema>;
