import * as v from 'valibot';
import { writeCanonicalJson } from './canonical-json';
import { blockSchema, intervalSchema } from './library';
import { figure, finite, list, record } from './schema';
import { trainingRequestSchema } from './training';

/** Many trainings over one dataset, and what they are for. */
export const studyPlanSchema = v.variant('kind', [
  record({
    /** Test blocks one after the other, each by a model of the days before it. */
    kind: v.literal('walk-forward'),
    mode: v.picklist(['rolling', 'expanding']),
    trainDays: finite,
    validationDays: finite,
    testDays: finite,
    stepDays: finite,
    /** Whether a fold begins with the network of the fold before it, instead of a new one. */
    isWarm: v.boolean(),
  }),
  record({
    /** Combinatorial purged cross-validation. */
    kind: v.literal('combinatorial'),
    groups: finite,
    testGroups: finite,
  }),
  record({
    /** The negative control: once with the true labels, then `runs` times with shuffled ones. */
    kind: v.literal('shuffled-labels'),
    runs: finite,
  }),
  record({
    /** The positive control: one more feature of this correlation with the label. */
    kind: v.literal('planted-feature'),
    correlation: finite,
  }),
]);

export type StudyPlan = v.InferOutput<typeof studyPlanSchema>;

const studyRequestSchema = record({ plan: studyPlanSchema, training: trainingRequestSchema });

export type StudyRequest = v.InferOutput<typeof studyRequestSchema>;

const studyPartSchema = record({
  /** In bars of the dataset. */
  tests: list(blockSchema),
  /** AUC of the tested labels. */
  auc: figure,
  epochs: finite,
  /** NaN where it is not known. */
  seconds: figure,
});

/** A finished training of a study. */
export type StudyPart = v.InferOutput<typeof studyPartSchema>;

const studyResultSchema = record({
  /** Of the joined test blocks; of the true labels where others are shuffled; NaN of a combinatorial study. */
  auc: figure,
  aucCi: intervalSchema,
  /** AUC of each combinatorial path, or of each run with shuffled labels; else empty. */
  distribution: list(figure),
  /** Share of runs with shuffled labels that rank as well as the true ones, with 1 added to both counts; else NaN. */
  pValue: figure,
});

export type StudyResult = v.InferOutput<typeof studyResultSchema>;

/** A study without its probabilities, finished or not. */
export const studyInfoSchema = record({
  /** `keyStudy` of its request. */
  id: v.string(),
  datasetId: v.string(),
  /** With a definite number of workers, which the result depends on. */
  request: studyRequestSchema,
  startedAt: finite,
  savedAt: finite,
  /** Trainings that it has. */
  total: finite,
  /** Those that are finished, in order. */
  parts: list(studyPartSchema),
  /** Once all are finished. */
  result: v.optional(studyResultSchema),
});

export type StudyInfo = v.InferOutput<typeof studyInfoSchema>;

/** Returns the key of a request. Requests with the same key are the same study, on any backend and workers. */
export function keyStudy({ plan, training }: StudyRequest): string {
  const { backend: _, workers: __, ...rest } = training;
  return writeCanonicalJson([plan, rest]);
}

/** Returns the finished walk-forward over the same blocks that begins its networks the other way: warm or from scratch. */
export function findCounterpart(
  { request }: StudyInfo,
  studies: readonly StudyInfo[],
): StudyInfo | undefined {
  const { plan } = request;
  if (plan.kind !== 'walk-forward') return undefined;
  const wanted = keyStudy({ ...request, plan: { ...plan, isWarm: !plan.isWarm } });
  return studies.find(({ id, result }) => id === wanted && result !== undefined);
}
