import { createNetwork } from '../../models/network';
import { dispose, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Compute, createLocalCompute } from '../../models/compute';
import {
  type ComputePort,
  createComputePort,
  createSharedCompute,
} from '../../models/shared-compute';
import { trainModel } from '../../models/trainer';
import type { TrainingResult } from '../../models/training-result';
import { yieldToEvents } from '../../models/training-event';
import type { Dataset } from '../../src/core/dataset/dataset';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { createRandom } from '../../src/core/random';
import { relativeError } from '../../models/self-test';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 2, dropout: 0.1 };
const options = {
  ...defaultTrainingOptions,
  chunkLabels: 128,
  batchChunks: 4,
  learningRate: 1e-2,
  maxEpochs: 2,
};
const dataset = plantDataset({ bars: 2000 });

type Change = (port: ComputePort, at: number) => ComputePort;

/** Ports that all work here, as a team of workers would elsewhere. */
function share(workers: number, change: Change = (port) => port, data: Dataset = dataset): Compute {
  const ports = Array.from({ length: workers }, (_, at) =>
    change(createComputePort(data, spec), at),
  );
  return createSharedCompute(data, ports);
}

function train(compute: Compute, data: Dataset = dataset): Promise<TrainingResult> {
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  return trainModel(data, spec, options, callbacks, { compute });
}

function largestError(actual: TrainingResult, expected: TrainingResult): number {
  return Math.max(
    ...actual.weights.map(({ values }, at) => relativeError(values, expected.weights[at].values)),
  );
}

describe('createSharedCompute', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it.each([2, 3, 5, 8])('%i workers train the network that one trains', async (workers) => {
    const alone = await train(createLocalCompute(dataset));
    const shared = await train(share(workers));
    expect(largestError(shared, alone)).toBeLessThan(1e-3);
    expect(shared.summary.validationAuc).toBeCloseTo(alone.summary.validationAuc, 3);
  });

  it('gives the same bits for the same number of workers, whoever answers first', async () => {
    const lateFirst: Change = (port, at) => ({
      ...port,
      async differentiate(parameters, chunks) {
        const found = await port.differentiate(parameters, chunks);
        if (at === 0) await yieldToEvents();
        return found;
      },
    });
    const first = await train(share(3));
    const second = await train(share(3, lateFirst));
    expect(second.weights).toEqual(first.weights);
    expect(second.summary.epochs).toEqual(first.summary.epochs);
  });

  it('predicts what one worker predicts, and tells how far it is', async () => {
    const weights = createNetwork(spec, 2, createRandom(1));
    const range = { start: 5, end: 1990 };
    const told: (readonly [number, number])[] = [];
    const shared = await share(2).predict(weights, range, (...progress) => told.push(progress));
    expect(shared).toEqual(await createLocalCompute(dataset).predict(weights, range));
    expect(told[told.length - 1]).toEqual([1978, 1978]);
    dispose([...weights.tensors]);
  });

  it('asks every worker for a part of a long prediction', async () => {
    const long = plantDataset({ bars: 60_000 });
    const asked = [0, 0];
    const count: Change = (port, at) => ({
      ...port,
      predict(parameters, chunks) {
        asked[at] += chunks.length;
        return port.predict(parameters, chunks);
      },
    });
    const weights = createNetwork(spec, 2, createRandom(1));
    const range = { start: 0, end: 60_000 };
    const shared = await share(2, count, long).predict(weights, range);
    expect(shared).toEqual(await createLocalCompute(long).predict(weights, range));
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(4);
    dispose([...weights.tensors]);
  });

  it('fails with what a worker that stopped said, and leaves no tensor', async () => {
    let calls = 0;
    const crash: Change = (port, at) => ({
      ...port,
      differentiate: (parameters, chunks) =>
        at === 0 && ++calls === 4
          ? Promise.reject(new Error('A gradient worker stopped: boom'))
          : port.differentiate(parameters, chunks),
    });
    const before = memory().numTensors;
    await expect(train(share(2, crash))).rejects.toThrow('A gradient worker stopped: boom');
    await yieldToEvents();
    expect(memory().numTensors).toBe(before);
  });

  it('stops with an explanation where all gradients are 0', async () => {
    const silence: Change = (port) => ({
      ...port,
      async differentiate(parameters, chunks) {
        const found = await port.differentiate(parameters, chunks);
        return { ...found, gradient: found.gradient.fill(0) };
      },
    });
    await expect(train(share(2, silence))).rejects.toMatchObject({
      name: 'TrainingError',
      message: expect.stringMatching(/all were 0; .*\(step 1 of epoch 1/) as string,
    });
  });

  it('stops with an explanation where one part holds a number that is none', async () => {
    const broken = plantDataset({ bars: 2000 });
    broken.values.fill(NaN, 400, 420);
    await expect(train(share(2, undefined, broken), broken)).rejects.toMatchObject({
      name: 'TrainingError',
      message: expect.stringContaining('must stay a finite number, was NaN') as string,
    });
  });

  it('holds as many tensors after every step as after the first', async () => {
    const counts: number[] = [];
    const callbacks = { onEvent: () => counts.push(memory().numTensors), yieldToEvents };
    const before = memory().numTensors;
    await trainModel(dataset, spec, options, callbacks, { compute: share(2) });
    const steps = counts.slice(0, 3);
    expect(new Set(steps).size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });
});
