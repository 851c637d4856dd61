import { writeCanonicalJson } from './canonical-json';
import type { ModelInfo } from './library';
import { findCountProblem, joinMembers, joinSpecs, takeMember } from './models/ensemble';
import type { ModelSpec, NamedWeights } from './models/model-kind';
import { listMembers } from './models/spec';
import { canTrainAgain, repeatTraining, type TrainingRequest } from './training';

/**
 * Returns why models cannot become one ensemble, as a sentence; undefined where they can. They must read the same inputs
 * and have learned the same label from the same training bars, or their logits would not be of one question.
 */
export function findCombineProblem(models: readonly ModelInfo[]): string | undefined {
  const [first, ...others] = models;
  const foreign = models.find((model) => !canTrainAgain(model));
  if (foreign !== undefined) return `${foreign.name} was trained elsewhere.`;
  for (const model of others) {
    if (model.datasetId !== first.datasetId) return `${model.name} was trained on another dataset.`;
    if (model.label !== first.label || model.horizonBars !== first.horizonBars) {
      return `${model.name} learned another label or horizon.`;
    }
    if (!isSame(model.features, first.features)) return `${model.name} reads other features.`;
    const trained = ({ split, scaler, pool }: ModelInfo) => [
      split,
      scaler,
      pool?.markets.map(({ datasetId }) => datasetId) ?? [],
    ];
    if (!isSame(trained(model), trained(first))) {
      return `${model.name} was trained on other bars or markets.`;
    }
  }
  const count = models.reduce((sum, { spec }) => sum + listMembers(spec).length, 0);
  const few = findCountProblem(count);
  return few === undefined ? undefined : `Here ${few}.`;
}

/** A model with its trained arrays. */
interface Trained {
  readonly info: ModelInfo;
  readonly weights: NamedWeights;
}

/** Returns the ensemble of trained models; an ensemble among them counts with each of its members. */
export function combineTrained(models: readonly Trained[]): {
  readonly spec: ModelSpec;
  readonly weights: NamedWeights;
} {
  const members = models.flatMap(({ info: { spec }, weights }) => {
    const specs = listMembers(spec);
    const isSingle = specs.length === 1 && specs[0] === spec;
    return specs.map((one, at) => ({
      spec: one,
      weights: isSingle ? weights : takeMember(weights, at),
    }));
  });
  return {
    spec: joinSpecs(members.map(({ spec }) => spec)),
    weights: joinMembers(members.map(({ weights }) => weights)),
  };
}

/** Returns a request of the data that a model was trained on, and of its choices, with another spec. */
export function repeatWith(
  model: ModelInfo,
  spec: ModelSpec,
): Omit<TrainingRequest, 'backend' | 'workers'> {
  const { pool, features, datasetId } = model;
  const request = { ...repeatTraining(model, datasetId), spec };
  if (pool === undefined) return request;
  const [, ...others] = pool.markets;
  const datasetIds = others.map((market) => market.datasetId);
  const { scaling, hasSymbol } = pool;
  const { split: _, ...whole } = request;
  return { ...whole, features, pool: { datasetIds, scaling, hasSymbol } };
}

function isSame(first: unknown, second: unknown): boolean {
  return writeCanonicalJson(first) === writeCanonicalJson(second);
}
