import * as v from 'valibot';
import { poolScalings } from '../core/dataset/dataset';
import { type Feature, readAvailableColumns } from '../core/features/feature';
import { isMadeOfBars } from '../core/features/find-feature';
import { formatUtcDate } from '../core/format';
import type { DatasetInfo } from '../core/library';
import { nameMarket } from '../core/market-name';
import type { TrainingRequest } from '../core/training';

export const poolChoicesSchema = v.object({
  /** Ticked datasets, also those that do not suit the dataset in use. */
  datasetIds: v.pipe(v.array(v.string()), v.readonly()),
  scaling: v.picklist(poolScalings),
  hasSymbol: v.boolean(),
});

/** Which further markets a model is to learn from, and how. */
export type PoolChoices = Readonly<v.InferOutput<typeof poolChoicesSchema>>;

export const defaultPoolChoices: PoolChoices = {
  datasetIds: [],
  scaling: 'own',
  hasSymbol: false,
};

/** A dataset that one model could learn from as well. */
export interface PoolCandidate {
  readonly dataset: DatasetInfo;
  /** Why it cannot; undefined where it can. */
  readonly problem: string | undefined;
}

/**
 * Returns the datasets with the interval of the one in use, each with why it cannot be learned from beside it: it is of the
 * same market, ends before the other begins, or cannot give the features.
 */
export function listPoolCandidates(
  own: DatasetInfo,
  datasets: readonly DatasetInfo[],
  features: readonly Feature[],
): readonly PoolCandidate[] {
  const nameOf = ({ name, symbol, market }: DatasetInfo) => nameMarket(symbol, market) || name;
  const findProblem = (dataset: DatasetInfo): string | undefined => {
    if (nameOf(dataset) === nameOf(own)) return `of the same market, ${nameOf(own)}`;
    if (dataset.to < own.from || dataset.from > own.to) {
      return `has no time in common: ${formatUtcDate(dataset.from)} to ${formatUtcDate(dataset.to)}`;
    }
    const available = readAvailableColumns(dataset);
    const lacking = features.filter(
      ({ name, needs }) =>
        !needs.every((need) => available[need]) ||
        (!isMadeOfBars(name) && !dataset.extras.includes(name)),
    );
    return lacking.length === 0
      ? undefined
      : `cannot give ${lacking.map(({ name }) => name).join(', ')}`;
  };
  return datasets
    .filter(({ id, intervalMs }) => id !== own.id && intervalMs === own.intervalMs)
    .map((dataset) => ({ dataset, problem: findProblem(dataset) }));
}

/** Returns the part of a request that says so; of several ticked datasets of one market the first one counts. */
export function describePool(
  { datasetIds, scaling, hasSymbol }: PoolChoices,
  candidates: readonly PoolCandidate[],
): Pick<TrainingRequest, 'pool'> {
  const ticked = candidates.filter(
    ({ dataset, problem }) => problem === undefined && datasetIds.includes(dataset.id),
  );
  const names = new Map(
    [...ticked].reverse().map(({ dataset: { id, name, symbol, market } }) => {
      return [nameMarket(symbol, market) || name, id] as const;
    }),
  );
  const ids = ticked
    .map(({ dataset }) => dataset.id)
    .filter((id) => [...names.values()].includes(id));
  return ids.length === 0 ? {} : { pool: { datasetIds: ids, scaling, hasSymbol } };
}
