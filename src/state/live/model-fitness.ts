import { klineIntervals, type KlineInterval } from '../../core/download';
import { builtInFeatures } from '../../core/features/compute';
import type { ModelInfo } from '../../core/library';
import type { LiveChoices } from './live-choices';

const liveFeatures = new Set(builtInFeatures.map(({ name }) => name));

/** Returns why a model cannot be asked about live bars of `interval`, a sentence; undefined: it can. */
export function findModelProblem(model: ModelInfo, interval: KlineInterval): string | undefined {
  const extras = model.features.filter((name) => !liveFeatures.has(name));
  if (extras.length > 0) {
    return (
      `${model.name} needs ${extras.join(', ')}, which ${extras.length === 1 ? 'comes' : 'come'} ` +
      `from a file; the exchange does not send ${extras.length === 1 ? 'it' : 'them'}.`
    );
  }
  if (model.intervalMs !== klineIntervals[interval]) {
    return `${model.name} was trained on another interval than ${interval}.`;
  }
  return undefined;
}

/** Returns the model of each symbol that has one that can be used; symbols without one are left out. */
export function assignModels(
  choices: LiveChoices,
  models: readonly ModelInfo[],
): Readonly<Record<string, string>> {
  const usable = new Set(
    models
      .filter((model) => findModelProblem(model, choices.interval) === undefined)
      .map(({ id }) => id),
  );
  const assigned: Record<string, string> = {};
  for (const symbol of choices.symbols) {
    const own = choices.hasModelPerSymbol ? choices.models[symbol] : undefined;
    const id = own ?? choices.modelForAll;
    if (usable.has(id)) assigned[symbol] = id;
  }
  return assigned;
}
