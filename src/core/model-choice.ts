import { formatInterval } from './bars/interval';
import { describeSource, keepUsable } from './features/choice';
import { formatNumber, formatUtcDate, formatUtcMinute } from './format';
import type { DatasetInfo, ModelInfo } from './library';
import { suitModel } from './pooled-model';

/**
 * Returns why a model cannot trade bars of a dataset that it has not seen, as a sentence; undefined where nothing that is known of
 * the two stands in the way.
 */
export function findMisfit(model: ModelInfo, dataset: DatasetInfo): string | undefined {
  if (suitModel(model, dataset).datasetId === dataset.id) return undefined;
  const { name, intervalMs, features, outOfSampleFrom } = model;
  if (intervalMs !== dataset.intervalMs) {
    return (
      `${name} reads bars of ${formatInterval(intervalMs)}, but ${dataset.name} has bars of ` +
      `${formatInterval(dataset.intervalMs)}.`
    );
  }
  const given = keepUsable(features, describeSource(dataset, dataset.extras));
  const lacking = features.filter((feature) => given.every((one) => one.name !== feature));
  if (lacking.length > 0) {
    return `${name} reads ${lacking.join(', ')}, which the columns of ${dataset.name} do not give.`;
  }
  if (dataset.to < outOfSampleFrom) {
    if (model.origin !== undefined && model.origin.trainedTo === undefined) {
      return (
        `Nothing says on which bars ${name} was trained, so all bars up to ${formatUtcDate(outOfSampleFrom)}, when it was opened here, ` +
        `may be in-sample, and ${dataset.name} has none after that. It can trade live on paper at once. If you know the last ` +
        'bar that it learned from, add "train_end": "YYYY-MM-DD" to its meta.json and open the files again.'
      );
    }
    return (
      `${name} was made with bars up to ${formatUtcDate(outOfSampleFrom)}, and ${dataset.name} has none after that, ` +
      `so there is no bar on which it could be judged.`
    );
  }
  return undefined;
}

/** Returns the models that can trade a dataset: those that learned from it first, else in the order given. */
export function listFitting(
  models: readonly ModelInfo[],
  dataset: DatasetInfo,
): readonly ModelInfo[] {
  const fitting = models.filter((model) => findMisfit(model, dataset) === undefined);
  const isOwn = (model: ModelInfo) => suitModel(model, dataset).datasetId === dataset.id;
  return [...fitting.filter(isOwn), ...fitting.filter((model) => !isOwn(model))];
}

/** Returns what tells a run from others of the same name: `AUC 0.563 · 2024-03-17 14:32`, of the test bars and of the training, UTC. */
export function describeRun(model: ModelInfo, dataset?: DatasetInfo): string {
  const { test, trainedAt } = dataset === undefined ? model : suitModel(model, dataset);
  return `AUC ${formatNumber(test.auc, { digits: 3 })} · ${formatUtcMinute(trainedAt)}`;
}

/**
 * What becomes of a model that has just been trained, where another one is in use. `first`: there is none that fits the
 * dataset in use; `better`: it ranks the same test bars at least as well; `weaker`: it ranks them worse; `other`: the two
 * cannot be compared, since label, horizon, dataset or test bars differ; `misfit`: it does not fit the dataset in use.
 */
export type Succession = 'first' | 'better' | 'weaker' | 'other' | 'misfit';

/** Returns what becomes of a new `model`, where `before` is in use on `dataset`. */
export function weighSuccessor(
  model: ModelInfo,
  before: ModelInfo | undefined,
  dataset: DatasetInfo | undefined,
): Succession {
  if (dataset === undefined || before === undefined) return 'first';
  if (findMisfit(before, dataset) !== undefined) return 'first';
  if (findMisfit(model, dataset) !== undefined) return 'misfit';
  const [one, other] = [suitModel(model, dataset), suitModel(before, dataset)];
  const isSameTest =
    one.datasetId === other.datasetId &&
    one.label === other.label &&
    one.horizonBars === other.horizonBars &&
    one.split.test.labels.start === other.split.test.labels.start &&
    one.split.test.labels.end === other.split.test.labels.end;
  if (!isSameTest) return 'other';
  return one.test.auc >= other.test.auc || Number.isNaN(other.test.auc) ? 'better' : 'weaker';
}

/** Whether a model takes the place of the one in use. */
export function takesOver(succession: Succession): boolean {
  return succession !== 'weaker' && succession !== 'misfit';
}

/** Returns what became of a new model, in sentences; `before` is the one that was in use. */
export function describeSuccession(
  succession: Succession,
  model: ModelInfo,
  before: ModelInfo | undefined,
): string {
  const show = (one: ModelInfo, digits: number) => formatNumber(one.test.auc, { digits });
  const isNear = before !== undefined && show(before, 3) === show(model, 3);
  const auc = (one: ModelInfo) => show(one, isNear ? 5 : 3);
  const seen = `AUC ${auc(model)} on bars it never saw`;
  if (before === undefined || succession === 'first') {
    return `${model.name} is kept and in use: ${seen}.`;
  }
  switch (succession) {
    case 'better':
      return `${model.name} is kept and in use: ${seen}; the one before had ${auc(before)} on the same bars.`;
    case 'weaker':
      return `${model.name} is kept: ${seen}. The one in use has ${auc(before)} on the same bars and stays in use.`;
    case 'other':
      return `${model.name} is kept and in use: ${seen}, which are not those of the one before, or are labelled otherwise.`;
    case 'misfit':
      return `${model.name} is kept: ${seen}. It does not fit the dataset in use, so ${before.name} stays in use.`;
  }
}
