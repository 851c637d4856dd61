import { joinMembers } from '../../../src/core/models/ensemble';
import type { ModelSpec, NamedWeights } from '../../../src/core/models/model-kind';
import { findKind, listMembers } from '../../../src/core/models/spec';
import { createRandom } from '../../../src/core/random';
import { kindHalves } from '../../../models/kinds/list';

/** Returns random arrays of a model that is a network or a logistic regression, as it is stored. */
export function makeModelWeights(spec: ModelSpec, inputs: number, seed = 1): NamedWeights {
  if (findKind(spec).listMembers !== undefined) {
    return joinMembers(
      listMembers(spec).map((member, at) => makeModelWeights(member, inputs, seed + at + 1)),
    );
  }
  const random = createRandom(seed);
  const draw = (size: number): Float32Array =>
    Float32Array.from({ length: size }, () => (random.uniform() - 0.5) / 2);
  if (spec.kind === 'logistic') {
    const size = Number(spec.bars) * inputs;
    return [
      { name: 'weight', shape: [size], values: draw(size) },
      { name: 'bias', shape: [1], values: draw(1) },
    ];
  }
  const half = kindHalves.find(({ name }) => name === spec.kind);
  if (half?.trainedBy !== 'gradient' && half?.trainedBy !== 'others') {
    throw new Error(`no arrays are known of ${spec.kind}`);
  }
  const arrays = half.listArrays(spec, inputs);
  const values =
    half.trainedBy === 'gradient'
      ? half.initialize(arrays, random)
      : arrays.map(({ shape, isBias }) => {
          const spread = isBias ? 1 : 6 / Math.sqrt(shape[0] * shape[1]);
          return draw(shape.reduce((size, length) => size * length, 1)).map((one) => one * spread);
        });
  return arrays.map(({ name, shape }, at) => ({
    name,
    shape: [...shape].reverse(),
    values: values[at],
  }));
}
