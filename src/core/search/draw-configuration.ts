import type { NumberField } from '../fields';
import { findLabel } from '../labels/find-label';
import type { ModelSpec } from '../models/model-kind';
import { modelKinds } from '../models/list';
import { trainingFields } from '../models/options';
import { findSpecProblem, trimSpec } from '../models/spec';
import { createRandom, deriveSeed, type Random } from '../random';
import type { FeatureSet, SearchRequest } from './search';

/** What a try trains. */
export interface Configuration {
  readonly spec: ModelSpec;
  readonly featureSet: FeatureSet;
  readonly horizonBars: number;
  readonly learningRate: number;
}

/** Numbers are drawn from their default divided by this to their default times this, within their limits. */
const widths = { size: 2, learningRate: 4, horizon: 4 };

/** Draws that are repeated because a kind does not allow them. */
const maxRedraws = 100;

/**
 * Returns configuration `at` of a search: a kind, its numbers, features, learning rate, and where that is asked for the
 * horizon, each drawn on its own. The same request and place give the same configuration. Positive numbers are drawn
 * evenly on a logarithmic scale around their default, those that may be 0 evenly. Throws where a kind is unknown.
 *
 * Bergstra and Bengio (2012), "Random Search for Hyper-Parameter Optimization".
 */
export function drawConfiguration(request: SearchRequest, at: number): Configuration {
  const random = createRandom(deriveSeed(request.options.seed, at));
  const drawnKind = pick(request.kinds, random);
  const kind = modelKinds.find(({ name }) => name === drawnKind);
  if (kind === undefined) throw new RangeError('search: a kind is not known');
  const draw = (): ModelSpec => {
    const numbers = kind.fields.map((field) => [
      field.name,
      drawNumber(field, widths.size, random),
    ]);
    return trimSpec({ kind: kind.name, ...(Object.fromEntries(numbers) as object) });
  };
  let spec = draw();
  for (let again = 0; findSpecProblem(spec) !== undefined; again++) {
    if (again === maxRedraws) throw new Error(`search: ${kind.label} allows no number drawn`);
    spec = draw();
  }
  const [learningRate] = trainingFields.filter(({ name }) => name === 'learningRate');
  const { horizon } = findLabel(request.label);
  const around = { ...horizon, default: request.horizonBars };
  return {
    spec,
    featureSet: pick(request.featureSets, random),
    learningRate: drawNumber({ ...learningRate, step: 0 }, widths.learningRate, random),
    horizonBars: request.variesHorizon
      ? drawNumber(around, widths.horizon, random)
      : request.horizonBars,
  };
}

function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[random.below(values.length)];
}

/** Returns a number that a field allows; on its step, counted from 0, where that is coarser than whole numbers. */
function drawNumber(field: NumberField, width: number, random: Random): number {
  const { min, max, step = 0, isWhole = false } = field;
  const centre = field.default;
  const isPositive = min > 0 && centre > 0;
  const low = isPositive ? Math.max(min, centre / width) : min;
  // Where the default is 0, a third of what is allowed.
  const high = centre > 0 ? Math.min(max, centre * width) : Math.min(max, min + (max - min) / 3);
  const share = random.uniform();
  const drawn = isPositive ? low * (high / low) ** share : low + (high - low) * share;
  const grid = isWhole ? Math.max(1, step) : step;
  const rounded = grid > 0 ? Math.round(drawn / grid) * grid : Number(drawn.toPrecision(3));
  return Math.min(max, Math.max(min, Number(rounded.toPrecision(12))));
}
