import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { createComputePort, createSharedCompute } from '../../models/shared-compute';
import { type RunOptions, trainModel } from '../../models/trainer';
import { yieldToEvents } from '../../models/training-event';
import type { TrainingResult } from '../../models/training-result';
import type { TrainingCheckpoint } from '../../src/core/training';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 2, dropout: 0.2 };
const options = {
  ...defaultTrainingOptions,
  chunkLabels: 128,
  learningRate: 1e-2,
  maxEpochs: 5,
  patienceEpochs: 2,
};
const dataset = plantDataset({ bars: 1500, strength: 0.8 });

async function train(
  run: RunOptions,
): Promise<TrainingResult & { checkpoints: TrainingCheckpoint[] }> {
  const checkpoints: TrainingCheckpoint[] = [];
  const onCheckpoint = async (checkpoint: TrainingCheckpoint): Promise<void> => {
    checkpoints.push(structuredClone(checkpoint)); // as a database would keep it
  };
  const callbacks = { onEvent: () => undefined, yieldToEvents, onCheckpoint };
  return { ...(await trainModel(dataset, spec, options, callbacks, run)), checkpoints };
}

const ports = () => [createComputePort(dataset, spec), createComputePort(dataset, spec)];
const computes = {
  'one worker': () => createLocalCompute(dataset),
  'two workers': () => createSharedCompute(dataset, ports()),
};

describe('a run that goes on from a checkpoint', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it.each(Object.entries(computes))('ends as the undisturbed one with %s', async (_, compute) => {
    const whole = await train({ compute: compute() });
    expect(whole.checkpoints).toHaveLength(whole.summary.epochs.length);
    for (const checkpoint of whole.checkpoints) {
      const resumed = await train({ compute: compute(), checkpoint });
      expect(resumed.weights).toEqual(whole.weights);
      expect(resumed.summary.epochs).toEqual(whole.summary.epochs);
      expect(resumed.summary.bestEpoch).toBe(whole.summary.bestEpoch);
    }
  });

  it('counts the time spent before', async () => {
    const { checkpoints } = await train({});
    const checkpoint = { ...checkpoints[0], seconds: 1000 };
    expect((await train({ checkpoint })).summary.seconds).toBeGreaterThan(1000);
  });

  it('refuses the checkpoint of another network and leaves no tensor', async () => {
    const { checkpoints } = await train({});
    const before = memory().numTensors;
    const checkpoint = { ...checkpoints[0], parameters: new Float32Array(3) };
    await expect(train({ checkpoint })).rejects.toThrow('parameters, was 3');
    expect(memory().numTensors).toBe(before);
  });
});
