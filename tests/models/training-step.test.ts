import { disposeBatch, stepTraining } from './step-training';
import { createNetwork } from '../../models/network';
import { backend, dispose, memory } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseKernels, type KernelVariant } from '../../models/kernels/run-kernel';
import { heapOf } from '../../models/kernels/wasm/heap';
import { relativeError } from '../../models/self-test';
import { disposeTraining, startTraining } from '../../models/training-step';
import { createRandom } from '../../src/core/random';
import { drawBatch } from './create-batch';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 11, kernel: 3, blocks: 2, dropout: 0.3 };
const sizes = { chunks: 3, labels: 29, features: 5 };
const options = { learningRate: 1e-2, clipNorm: 0.5 };

/** Losses of `count` steps on one minibatch, and the parameters after them. */
async function train(variant: KernelVariant, count: number) {
  chooseKernels(variant);
  try {
    const random = createRandom(2);
    const weights = createNetwork(spec, sizes.features, random);
    const batch = drawBatch(spec, sizes, random);
    let state = startTraining(weights, 0.1);
    const losses: number[] = [];
    for (let step = 0; step < count; step++) {
      const next = stepTraining(state, batch, options);
      losses.push((await next.loss.data())[0]);
      next.loss.dispose();
      state = next.state;
    }
    const vector = await state.vector.data();
    disposeTraining(state);
    disposeBatch(batch);
    dispose([...weights.tensors]);
    return { losses, vector };
  } finally {
    chooseKernels('fused');
  }
}

describe('stepTraining on wasm', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('takes the same steps on our kernels as on plain ops, dropout and clipping included', async () => {
    const fused = await train('fused', 5);
    const generic = await train('generic', 5);
    expect(relativeError(fused.losses, generic.losses)).toBeLessThan(1e-5);
    expect(relativeError(fused.vector, generic.vector)).toBeLessThan(1e-3);
    expect(fused.losses[4]).toBeLessThan(fused.losses[0]);
  });

  it('gives the same bits again', async () => {
    expect(await train('fused', 3)).toEqual(await train('fused', 3));
  });

  it('holds as many tensors and as much heap after 1,000 steps as after 50', async () => {
    const tensors = memory().numTensors;
    await train('fused', 50);
    const heap = heapOf(backend() as BackendWasm);
    const bytes = heap.buffer.byteLength;
    await train('fused', 950);
    expect(memory().numTensors).toBe(tensors);
    expect(heap.buffer.byteLength).toBe(bytes);
  });
});
