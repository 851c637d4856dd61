import { dispose, tidy } from '@tensorflow/tfjs-core';
import { startBackend } from '../../../models/backend';
import { createNetwork } from '../../../models/network';
import { relativeError } from '../../../models/self-test';
import { differentiateLoss } from '../../../models/training-step';
import type { ModelSpec } from '../../../src/core/models/model-kind';
import type { BackendChoice } from '../../../src/core/models/options';
import { createRandom } from '../../../src/core/random';
import { drawBatch } from '../create-batch';

const specs: readonly ModelSpec[] = [
  { kind: 'lstm', steps: 4, units: 5, dropout: 0.2 },
  { kind: 'transformer', window: 4, heads: 2, headWidth: 3, blocks: 2, dropout: 0.2 },
];

/** Returns how far loss and gradient of an LSTM and of a transformer on a backend are from those on plain CPU. */
export async function compareWindowKinds(backend: BackendChoice): Promise<readonly number[]> {
  const reference = await differentiateAll('cpu');
  const measured = await differentiateAll(backend);
  return measured.map((values, at) => relativeError(values, reference[at]));
}

async function differentiateAll(backend: BackendChoice): Promise<readonly ArrayLike<number>[]> {
  await startBackend(backend);
  const results: ArrayLike<number>[] = [];
  for (const spec of specs) {
    const random = createRandom(1);
    const sizes = { chunks: 2, labels: 9, features: 3 };
    const { loss, gradient } = tidy(() =>
      differentiateLoss(createNetwork(spec, 3, random), drawBatch(spec, sizes, random)),
    );
    results.push(await loss.data(), await gradient.data());
    dispose([loss, gradient]);
  }
  return results;
}
