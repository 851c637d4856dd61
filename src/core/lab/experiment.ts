import * as v from 'valibot';
import { writeCanonicalJson } from '../canonical-json';
import { findFieldProblem } from '../fields';
import { findLabel, isLabel } from '../labels/find-label';
import { labels } from '../labels/list';
import type { ModelSpec } from '../models/model-kind';
import { defaultTrainingOptions, trainingFields } from '../models/options';
import { findSpecProblem, listTrainableKinds, trimSpec } from '../models/spec';
import type { SearchRequest } from '../search/search';
import { list } from '../schema';
import { studyPlanSchema, type StudyRequest } from '../study';
import { parseJson } from '../parse-json';

/** An experiment file says something that cannot be run; the message names the field. */
class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

const kindNames = listTrainableKinds().map(({ name }) => name);

const count = (max: number) =>
  v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1), v.maxValue(max));
const seed = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0));

/** Bars to train on: a file, by its path from the experiment file, or a sample market. */
const dataSchema = v.union(
  [
    v.strictObject({ file: v.pipe(v.string(), v.minLength(1)) }),
    v.strictObject({
      sample: v.picklist(['edge', 'noise']),
      seed,
      /** 90 days of minutes when left out, as in the page. */
      bars: v.optional(count(10_000_000), 129_600),
    }),
  ],
  'must be {"file": PATH} or {"sample": "edge" or "noise", "seed": N, "bars": N}',
);

export type ExperimentData = v.InferOutput<typeof dataSchema>;

const optionsSchema = v.strictObject({
  maxEpochs: v.optional(count(500), defaultTrainingOptions.maxEpochs),
  patienceEpochs: v.optional(count(500), defaultTrainingOptions.patienceEpochs),
  learningRate: v.optional(v.number(), defaultTrainingOptions.learningRate),
  weightDecay: v.optional(v.number(), defaultTrainingOptions.weightDecay),
  clipNorm: v.optional(v.number(), defaultTrainingOptions.clipNorm),
  chunkLabels: v.optional(count(65_536), defaultTrainingOptions.chunkLabels),
  batchChunks: v.optional(count(1024), defaultTrainingOptions.batchChunks),
});

const commonFields = {
  label: v.optional(
    v.pipe(v.string(), v.check(isLabel, `must be one of ${nameAll(labels)}`)),
    labels[0].name,
  ),
  horizonBars: v.optional(v.number(), labels[0].horizon.default),
  options: v.optional(optionsSchema, {}),
};

/** Fields of a spec that are left out have their default. */
const specSchema = v.pipe(
  v.looseObject({ kind: v.picklist(kindNames) }),
  v.transform((spec): ModelSpec => trimSpec(spec as unknown as ModelSpec)),
  v.check(
    (spec) => findSpecProblem(spec) === undefined,
    ({ input }) => findSpecProblem(input) ?? '',
  ),
);

const modelSchema = v.pipe(
  v.strictObject({
    ...commonFields,
    spec: specSchema,
    /** Names; those that the page takes by default when left out. */
    features: v.optional(v.array(v.string())),
  }),
  checkNumbers(),
);

const searchSchema = v.pipe(
  v.strictObject({
    ...commonFields,
    /** Configurations that are drawn, each trained once on the whole training block. */
    tries: count(10_000),
    kinds: v.pipe(v.array(v.picklist(kindNames)), v.minLength(1)),
    featureSets: v.pipe(
      v.array(v.strictObject({ label: v.string(), features: v.array(v.string()) })),
      v.minLength(1),
    ),
    variesHorizon: v.optional(v.boolean(), false),
  }),
  checkNumbers(),
);

const experimentSchema = v.pipe(
  v.strictObject({
    format: v.literal('tabquant-experiment'),
    version: v.literal(1),
    /** For people. */
    name: v.optional(v.string(), ''),
    /** Of the first run of each study and search; further ones take the numbers after it. */
    seed,
    seeds: v.optional(count(10_000), 1),
    data: v.pipe(list(dataSchema), v.minLength(1)),
    /** Configurations that each study is made of. */
    models: v.optional(list(modelSchema), []),
    studies: v.optional(list(studyPlanSchema), []),
    searches: v.optional(list(searchSchema), []),
  }),
  v.check(
    ({ models, studies }) => models.length > 0 === studies.length > 0,
    'models and studies go together: each study is made of each model',
  ),
  v.check(
    ({ studies, searches }) => studies.length + searches.length > 0,
    'studies or searches must name something to run',
  ),
);

export type Experiment = v.InferOutput<typeof experimentSchema>;

/** One study, or one training of a search: what is run as a whole and skipped where its result is there. */
export type LabJob =
  | {
      readonly kind: 'study';
      readonly data: ExperimentData;
      readonly plan: StudyRequest['plan'];
      readonly training: Omit<StudyRequest['training'], 'datasetId' | 'backend' | 'workers'>;
    }
  | {
      readonly kind: 'search-try';
      readonly data: ExperimentData;
      /** The search that it belongs to. */
      readonly search: Omit<SearchRequest, 'datasetId' | 'budgetSeconds' | 'configurations'>;
      /** Which of the drawn configurations. */
      readonly configuration: number;
    };

/** Returns the experiment of a file's text; throws `ExperimentError` with the field. */
export function readExperiment(text: string): Experiment {
  let content: unknown;
  try {
    content = parseJson(text);
  } catch (error) {
    throw new ExperimentError(`experiment: not JSON: ${(error as Error).message}`);
  }
  const result = v.safeParse(experimentSchema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  throw new ExperimentError(`experiment: ${where === null ? '' : `${where}: `}${issue.message}`);
}

/** Returns the jobs of an experiment, each once, a function of the experiment alone. */
export function listJobs({
  seed: first,
  seeds,
  data,
  models,
  studies,
  searches,
}: Experiment): readonly LabJob[] {
  const jobs: LabJob[] = [];
  for (const source of data) {
    for (let run = 0; run < seeds; run++) {
      const seedOf = first + run;
      for (const { options, ...model } of models) {
        const training = { ...model, options: { ...options, seed: seedOf } };
        for (const plan of studies) jobs.push({ kind: 'study', data: source, plan, training });
      }
      for (const { tries, options, ...asked } of searches) {
        const search = {
          ...asked,
          method: 'random' as const,
          options: { ...options, seed: seedOf },
        };
        for (let configuration = 0; configuration < tries; configuration++) {
          jobs.push({ kind: 'search-try', data: source, search, configuration });
        }
      }
    }
  }
  return [...new Map(jobs.map((job) => [writeCanonicalJson(job), job])).values()];
}

/** A part of the jobs: the `index`th, from 1, of `total`. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

/** Returns the shard that a text such as `2/4` names; throws `RangeError`. */
export function parseShard(text: string): Shard {
  const [, index, total] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (!(index >= 1 && index <= total)) {
    throw new RangeError(`shard must be i/n with i from 1 to n, was ${text}`);
  }
  return { index, total };
}

/** Returns a shard's part of the keys of all jobs, sorted: every key lies in exactly one of `total` shards. */
export function takeShard(keys: readonly string[], { index, total }: Shard): readonly string[] {
  return [...keys].sort().filter((_, at) => at % total === index - 1);
}

function nameAll(entries: readonly { readonly name: string }[]): string {
  return entries.map(({ name }) => name).join(', ');
}

/** Checks the numbers of a model or search by the limits of the Train view. */
function checkNumbers<
  Input extends {
    readonly label: string;
    readonly horizonBars: number;
    readonly options: v.InferOutput<typeof optionsSchema>;
  },
>() {
  const find = ({ label, horizonBars, options }: Input): string | undefined => {
    if (!isLabel(label)) return undefined; // another check says so
    const fields = [
      findLabel(label).horizon,
      ...trainingFields.filter(({ name }) => name !== 'seed'),
    ];
    return findFieldProblem(fields, { horizonBars, ...options });
  };
  return v.check<Input, (issue: v.CheckIssue<Input>) => string>(
    (input) => find(input) === undefined,
    ({ input }) => find(input) ?? '',
  );
}
