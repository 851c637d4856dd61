import type { ModelInfo } from '../../../core/library';
import { formatCount, formatUtcMinute } from '../../../core/format';

/** What can tell models of the same name apart, the most telling first. */
const differences: readonly ((model: ModelInfo) => string)[] = [
  ({ features }) =>
    `${formatCount(features.length)} ${features.length === 1 ? 'feature' : 'features'}`,
  ({ options }) => `learning rate ${options.learningRate}`,
  ({ options }) => `seed ${options.seed}`,
  ({ trainedAt }) => `trained ${formatUtcMinute(trainedAt)}`,
];

/**
 * Returns the name of each model, by id; those that share theirs get the first thing that tells all of them apart: `TCN 32×3×9
 * (seed 2)`, else a number.
 */
export function tellApart(models: readonly ModelInfo[]): ReadonlyMap<string, string> {
  const names = models.map((model) => {
    const same = models.filter(({ name }) => name === model.name);
    if (same.length === 1) return model.name;
    const telling = differences.find((tell) => new Set(same.map(tell)).size === same.length);
    return `${model.name} (${telling?.(model) ?? `no. ${same.indexOf(model) + 1}`})`;
  });
  return new Map(models.map(({ id }, at) => [id, names[at]]));
}
