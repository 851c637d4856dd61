import { slice, tensor3d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindHalves } from '../../../models/kinds/list';
import { computeLogits, createNetwork, weightsToNamed } from '../../../models/network';
import { modelKinds } from '../../../src/core/models/list';
import {
  countParameters,
  defaultSpec,
  findSpecProblem,
  receptiveField,
  trimSpec,
} from '../../../src/core/models/spec';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { createRandom } from '../../../src/core/random';
import { startNodeBackend } from '../start-backend';

const inputs = 5;

beforeAll(async () => {
  await startNodeBackend('wasm');
});

it.each(modelKinds)('$label is right with its defaults, and reads some bars', (kind) => {
  const spec = defaultSpec(kind);
  expect(findSpecProblem(spec)).toBeUndefined();
  expect(findSpecProblem(trimSpec(spec))).toBeUndefined();
  expect(findSpecProblem({ ...spec, kind: 'unknown' })).toBe(
    'kind must be a known one, was unknown',
  );
  expect(receptiveField(spec)).toBeGreaterThan(0);
  expect(countParameters(trimSpec(spec), inputs)).toBe(countParameters(spec, inputs));
});

const networks = modelKinds.filter((kind) =>
  kindHalves.some(({ name, trainedBy }) => name === kind.name && trainedBy === 'gradient'),
);

describe.each(networks)('$label', (kind) => {
  const spec = defaultSpec(kind);

  it('counts what it trains', () => {
    const { parameters } = createNetwork(spec, inputs, createRandom(1));
    const counted = parameters.reduce((sum, { size }) => sum + size, 0);
    expect(countParameters(spec, inputs)).toBe(counted);
  });

  it('says of a bar the same in a batch, without the bars after it and asked bar by bar', async () => {
    const network = createNetwork(spec, inputs, createRandom(1));
    const field = receptiveField(spec);
    const rows = field + 20;
    const random = createRandom(2);
    const values = Float32Array.from({ length: rows * inputs }, () => random.normal());
    const x = tensor3d(values, [1, rows, inputs]);
    const whole = await tidy(() => computeLogits(network, x)).data();
    const cut = slice(x, [0, 0, 0], [1, field + 4, inputs]);
    const early = await tidy(() => computeLogits(network, cut)).data();
    const model = createStreaming(spec, inputs, await weightsToNamed(network));
    for (let row = 0; row < rows; row++) {
      const logit = model.push(values.subarray(row * inputs, (row + 1) * inputs));
      if (row < field - 1) expect(logit).toBeNaN();
      else expect(Math.abs(logit - whole[row - field + 1])).toBeLessThan(1e-5);
    }
    early.forEach((logit, at) => expect(Math.abs(logit - whole[at])).toBeLessThan(1e-5));
  });
});
