import { backend, dispose, memory, tensor3d, tidy } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalCompute } from '../../../models/compute';
import { chooseKernels } from '../../../models/kernels/run-kernel';
import { heapOf } from '../../../models/kernels/wasm/heap';
import { kindHalves } from '../../../models/kinds/list';
import {
  computeLogits,
  createNetwork,
  drawMasks,
  weightsFromNamed,
  weightsToNamed,
} from '../../../models/network';
import { predictByStreaming } from '../../../models/predict';
import { predictDataset } from '../../../models/predict-dataset';
import { relativeError } from '../../../models/self-test';
import { createComputePort, createSharedCompute } from '../../../models/shared-compute';
import { trainModel } from '../../../models/trainer';
import { yieldToEvents } from '../../../models/training-event';
import { modelKinds } from '../../../src/core/models/list';
import type { ModelSpec } from '../../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../../src/core/models/options';
import { defaultSpec, findSpecProblem, receptiveField } from '../../../src/core/models/spec';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { createRandom } from '../../../src/core/random';
import type { TrainingCheckpoint } from '../../../src/core/training';
import { plantDataset } from '../planted-dataset';
import { startNodeBackend } from '../start-backend';

const networks = modelKinds.filter((kind) =>
  kindHalves.some(({ name, trainedBy }) => name === kind.name && trainedBy === 'gradient'),
);
const dataset = plantDataset({ bars: 2400 });
const options = {
  ...defaultTrainingOptions,
  chunkLabels: 128,
  batchChunks: 4,
  learningRate: 1e-2,
  maxEpochs: 2,
};

function train(spec: ModelSpec, workers = 1) {
  const ports = Array.from({ length: workers }, () => createComputePort(dataset, spec));
  const compute = workers === 1 ? createLocalCompute(dataset) : createSharedCompute(dataset, ports);
  const counts: number[] = [];
  const onEvent = () => counts.push(memory().numTensors);
  return trainModel(dataset, spec, options, { onEvent, yieldToEvents }, { compute }).then(
    (result) => ({ ...result, counts }),
  );
}

beforeAll(async () => {
  await startNodeBackend('wasm');
});

describe.each(networks)('a $label that is trained', (kind) => {
  const spec = defaultSpec(kind);

  it('finds what is planted, and holds as many tensors and as much heap after each step', async () => {
    await train(spec);
    const heap = heapOf(backend() as BackendWasm);
    const [tensors, bytes] = [memory().numTensors, heap.buffer.byteLength];
    const { summary, counts } = await train(spec);
    expect(summary.validationAuc).toBeGreaterThan(0.65);
    expect(new Set(counts.slice(0, 3)).size).toBe(1);
    expect(memory().numTensors).toBe(tensors);
    expect(heap.buffer.byteLength).toBe(bytes);
  });

  it('is the same to the last bit where two workers share its sums twice, and near what one does', async () => {
    const [alone, first, second] = [await train(spec), await train(spec, 2), await train(spec, 2)];
    expect(second.weights).toEqual(first.weights);
    first.weights.forEach(({ values }, at) => {
      expect(relativeError(values, alone.weights[at].values)).toBeLessThan(2e-3);
    });
  });

  it('goes on from a checkpoint to the same bits, and says bar by bar what it says in a batch', async () => {
    const checkpoints: TrainingCheckpoint[] = [];
    const compute = createLocalCompute(dataset);
    const callbacks = {
      onEvent: () => undefined,
      yieldToEvents,
      onCheckpoint: async (one: TrainingCheckpoint) => void checkpoints.push(structuredClone(one)),
    };
    const whole = await trainModel(dataset, spec, options, callbacks, { compute });
    const run = { compute, checkpoint: checkpoints[0] };
    const resumed = await trainModel(dataset, spec, options, callbacks, run);
    expect(resumed.weights).toEqual(whole.weights);
    const batch = await predictDataset(dataset, spec, whole.weights, compute);
    const bars = { start: 0, end: dataset.labels.length };
    const stream = await predictByStreaming(dataset, spec, whole.weights, bars);
    expect(batch.filter(Number.isNaN)).toHaveLength(receptiveField(spec) - 1);
    batch.forEach((value, bar) => {
      if (!Number.isNaN(value)) expect(Math.abs(stream[bar] - value)).toBeLessThan(1e-5);
    });
  });

  it('is the same on our kernels as on plain ops', async () => {
    const short = { ...options, maxEpochs: 1 };
    const callbacks = { onEvent: () => undefined, yieldToEvents };
    const few = plantDataset({ bars: 900 });
    const compute = createLocalCompute(few);
    const fused = await trainModel(few, spec, short, callbacks, { compute });
    chooseKernels('generic');
    try {
      const generic = await trainModel(few, spec, short, callbacks, { compute });
      expect(generic.summary.validationAuc).toBeCloseTo(fused.summary.validationAuc, 3);
    } finally {
      chooseKernels('fused');
    }
  });

  it('says bar by bar what it says in a batch, whatever its size', async () => {
    const sizes = kind.fields.map(({ name, min, max, isWhole = false }) => {
      const most = Math.min(max, min + 5);
      const values = isWhole ? fc.integer({ min, max: most }) : fc.constant(min);
      return values.map((value) => [name, value] as const);
    });
    const specs = fc
      .tuple(...sizes)
      .map((values) => ({ kind: kind.name, ...Object.fromEntries(values) }));
    const seeds = fc.integer({ min: 1, max: 1000 });
    await fc.assert(
      fc.asyncProperty(specs, seeds, fc.integer({ min: 1, max: 70 }), async (any, seed, bars) => {
        const random = createRandom(seed);
        const network = createNetwork(any, 3, random);
        const rows = receptiveField(any) - 1 + bars;
        const values = Float32Array.from({ length: rows * 3 }, () => 2 * random.normal());
        const x = tensor3d(values, [1, rows, 3]);
        const logits = tidy(() => computeLogits(network, x));
        const model = createStreaming(any, 3, await weightsToNamed(network));
        const asked = Array.from({ length: rows }, (_, row) =>
          model.push(values.subarray(3 * row, 3 * row + 3)),
        );
        expect(asked.filter(Number.isNaN)).toHaveLength(receptiveField(any) - 1);
        const batch = await logits.data();
        batch.forEach((logit, at) => {
          const streamed = asked[receptiveField(any) - 1 + at];
          expect(Math.abs(logit - streamed)).toBeLessThan(1e-5 * Math.max(1, Math.abs(streamed)));
        });
        dispose([x, logits, ...network.tensors]);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('has masks of 0 and 1 / (1 - dropout) that a seed decides, and none without dropout', async () => {
    const half = { ...spec, dropout: 0.5 };
    const [first, again, other] = [
      [7, 8],
      [7, 9],
      [6, 8],
    ].map((seeds) => drawMasks(half, seeds)[0]);
    const [, , width] = first.shape;
    const drawn = await first.data();
    expect(new Set(drawn)).toEqual(new Set([0, 2]));
    expect((await again.data()).slice(0, width)).toEqual(drawn.slice(0, width));
    expect((await other.data()).slice(width)).toEqual(drawn.slice(width));
    expect((await other.data()).slice(0, width)).not.toEqual(drawn.slice(0, width));
    expect(drawMasks({ ...spec, dropout: 0 }, [7, 8])).toEqual([]);
  });

  it('refuses numbers beyond its limits, and weights of another size or that are missing', async () => {
    for (const { name, min, max } of kind.fields) {
      expect(findSpecProblem({ ...spec, [name]: min })).toBeUndefined();
      expect(findSpecProblem({ ...spec, [name]: max + 1 })).toContain(name);
      expect(findSpecProblem({ ...spec, [name]: min - 1 })).toContain(name);
    }
    const network = createNetwork(spec, 3, createRandom(1));
    const named = await weightsToNamed(network);
    dispose([...network.tensors]);
    const restored = weightsFromNamed(spec, 3, named);
    expect(await weightsToNamed(restored)).toEqual(named);
    for (const missing of named) {
      const others = named.filter((array) => array !== missing);
      expect(() => createStreaming(spec, 3, others)).toThrow(missing.name);
      expect(() => weightsFromNamed(spec, 3, others)).toThrow(missing.name);
    }
    expect(() => createStreaming(spec, 4, named)).toThrow('must have');
    expect(() => weightsFromNamed(spec, 4, named)).toThrow('must be');
  });
});
