import * as v from 'valibot';
import { trainingOptionsSchema } from '../models/options';
import { figure, finite, list, record } from '../schema';

/** Features that a search may give a model. */
const featureSetSchema = record({
  /** For people: `The nine`. */
  label: v.string(),
  features: list(v.string()),
});

export type FeatureSet = v.InferOutput<typeof featureSetSchema>;

/** How a search spends its time. */
export const searchMethods = ['halving', 'random'] as const;

/** What is searched, for how long, and on what bars. */
export const searchRequestSchema = record({
  datasetId: v.string(),
  /** `name` of the label. */
  label: v.string(),
  horizonBars: finite,
  /** Whether other horizons are tried, too. */
  variesHorizon: v.boolean(),
  /** Names of kinds of models. */
  kinds: list(v.string()),
  featureSets: list(featureSetSchema),
  /** `halving`: many configurations on a part of the training block, the better ones on more of it; `random`: each on all of it. */
  method: v.picklist(searchMethods),
  budgetSeconds: finite,
  /**
   * Configurations to try, each once on all of the training block and whatever time that takes; as many as the budget
   * allows when left out.
   */
  configurations: v.optional(list(finite)),
  /** Of every try, apart from its learning rate; its seed is that of the draws, too. */
  options: trainingOptionsSchema,
});

export type SearchRequest = v.InferOutput<typeof searchRequestSchema>;

/** A figure that is null in JSON where it is NaN. */
const nullable = v.pipe(
  v.nullable(figure),
  v.transform((value) => value ?? NaN),
);

/** A finished training of a search. */
export const searchTrySchema = record({
  /** Which of the drawn configurations, from 0. */
  configuration: finite,
  /** Place in `sharesOf` the request. */
  rung: finite,
  /** AUC of the validation block; NaN where the training failed. */
  score: nullable,
  /** NaN where it is not known. */
  seconds: nullable,
  /** Why it failed. */
  problem: v.optional(v.string()),
});

export type SearchTry = v.InferOutput<typeof searchTrySchema>;

/** Of so many configurations of a rung, the best one is tried on so many times the bars. */
export const reduction = 3;

/** Returns the shares of the training block that a configuration is tried on, one rung after the other: its newest bars. */
export function sharesOf({ method }: Pick<SearchRequest, 'method'>): readonly number[] {
  return method === 'random' ? [1] : [1 / reduction ** 2, 1 / reduction, 1];
}
