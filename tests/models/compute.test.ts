import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { type TrainingEvent, yieldToEvents } from '../../models/training-event';
import { trainModel } from '../../models/trainer';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 2, dropout: 0.1 };
const options = { ...defaultTrainingOptions, chunkLabels: 64, batchChunks: 2, maxEpochs: 2 };

type StepEvent = Extract<TrainingEvent, { kind: 'step' }>;

async function train(stepsPerRead: number, dataset = plantDataset({ bars: 2000 })) {
  const steps: StepEvent[] = [];
  const onEvent = (event: TrainingEvent): void => {
    if (event.kind === 'step') steps.push(event);
  };
  const compute = createLocalCompute(dataset, stepsPerRead);
  const result = await trainModel(dataset, spec, options, { onEvent, yieldToEvents }, { compute });
  return { ...result, steps };
}

describe('a local computation that reads the losses of several steps together', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('trains the same bits as one that reads each, and tells the same loss of each epoch', async () => {
    const before = memory().numTensors;
    const each = await train(1);
    const together = await train(4);
    expect(together.weights).toEqual(each.weights);
    expect(together.summary.epochs).toEqual(each.summary.epochs);
    expect(memory().numTensors).toBe(before);
  });

  it('tells the newest loss that it has read, from the first step of an epoch on', async () => {
    const each = await train(1);
    const { steps } = await train(4);
    expect(steps.length).toBeGreaterThan(8);
    // Read after the first step of an epoch, then after each fourth one, and after the last.
    const newest = steps.map(({ step, steps: last }, at) =>
      step === last || step < 2 ? at : at - ((step - 1) % 4),
    );
    expect(steps.map(({ loss }) => loss)).toEqual(newest.map((at) => each.steps[at].loss));
  });

  it('stops when one of the losses is not a number, without a tensor left', async () => {
    const dataset = plantDataset({ bars: 2000 });
    dataset.values.fill(NaN, 400, 420);
    const before = memory().numTensors;
    await expect(train(4, dataset)).rejects.toThrow(/loss must stay a finite number, was NaN/);
    expect(memory().numTensors).toBe(before);
  });
});
