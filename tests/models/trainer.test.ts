import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { weightsFromNamed } from '../../models/network';
import { predictProbabilities } from '../../models/predict';
import { trainModel } from '../../models/trainer';
import type { TrainingResult } from '../../models/training-result';
import { type TrainingEvent, yieldToEvents } from '../../models/training-event';
import { scoreValidation } from '../../models/epoch';
import type { Dataset } from '../../src/core/dataset/dataset';
import { computeAuc } from '../../src/core/metrics/auc';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/core/models/options';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 2, dropout: 0.1 };
const options: TrainingOptions = {
  ...defaultTrainingOptions,
  chunkLabels: 128,
  batchChunks: 4,
  learningRate: 1e-2,
  maxEpochs: 4,
  patienceEpochs: 4,
};

async function train(
  dataset: Dataset,
  changes: Partial<TrainingOptions> = {},
): Promise<TrainingResult & { events: TrainingEvent[] }> {
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent) => void events.push(event);
  const result = await trainModel(
    dataset,
    spec,
    { ...options, ...changes },
    { onEvent, yieldToEvents },
  );
  return { ...result, events };
}

describe('trainModel', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('finds a planted edge, on bars that it never saw', async () => {
    const dataset = plantDataset();
    const { weights, summary } = await train(dataset);
    const { bars } = dataset.split.test;
    const network = weightsFromNamed(spec, 2, weights);
    const probabilities = await predictProbabilities(network, dataset, bars);
    const auc = computeAuc(
      dataset.labels.slice(bars.start, bars.end),
      probabilities.slice(bars.start, bars.end),
    );
    expect(auc).toBeGreaterThan(0.75);
    expect(summary.validationAuc).toBeGreaterThan(0.75);
  });

  it('finds nothing where labels are coin flips', async () => {
    const { summary } = await train(plantDataset({ strength: 0 }), { maxEpochs: 2 });
    expect(summary.validationAuc).toBeLessThan(0.6);
  });

  it('gives the same weights and losses for the same seed, others for another', async () => {
    const dataset = plantDataset({ bars: 1200 });
    const first = await train(dataset, { maxEpochs: 2 });
    const again = await train(dataset, { maxEpochs: 2 });
    const other = await train(dataset, { maxEpochs: 2, seed: 2 });
    expect(again.weights).toEqual(first.weights);
    expect(again.summary.epochs).toEqual(first.summary.epochs);
    expect(other.weights).not.toEqual(first.weights);
  });

  it('returns the weights of the epoch with the highest validation AUC', async () => {
    const dataset = plantDataset({ bars: 1000, strength: 0.7 });
    const { weights, summary } = await train(dataset, { maxEpochs: 12, patienceEpochs: 3 });
    const best = Math.max(...summary.epochs.map(({ validationAuc }) => validationAuc));
    expect(summary.validationAuc).toBe(best);
    expect(summary.epochs[summary.bestEpoch - 1].validationAuc).toBe(best);
    expect(summary.epochs.length).toBeGreaterThan(summary.bestEpoch);
    const { auc } = await scoreValidation(
      createLocalCompute(dataset),
      weightsFromNamed(spec, 2, weights),
      dataset,
    );
    expect(auc).toBe(best);
  });

  it('stops when the validation AUC has not risen for the epochs of its patience', async () => {
    const dataset = plantDataset({ bars: 1000, strength: 0 });
    const { summary } = await train(dataset, { maxEpochs: 30, patienceEpochs: 2 });
    expect(summary.epochs.length).toBe(summary.bestEpoch + 2);
  });

  it('tells every step and every epoch', async () => {
    const { events, summary } = await train(plantDataset({ bars: 1200 }), { maxEpochs: 2 });
    const steps = events.filter((event) => event.kind === 'step');
    const last = steps[steps.length - 1];
    expect(last).toMatchObject({ epoch: 2, maxEpochs: 2, etaSeconds: 0 });
    expect(last.step).toBe(last.steps);
    expect(steps.every(({ labelsPerSecond }) => labelsPerSecond > 0)).toBe(true);
    const epochs = events.filter((event) => event.kind === 'epoch');
    expect(epochs.map(({ record }) => record)).toEqual(summary.epochs);
  });

  it('holds as many tensors after each of 20 steps as after the first', async () => {
    const counts: number[] = [];
    const before = memory().numTensors;
    const countTensors = (event: TrainingEvent): void => {
      if (event.kind === 'step') counts.push(memory().numTensors);
    };
    const changes = { ...options, maxEpochs: 4, batchChunks: 2 };
    await trainModel(plantDataset(), spec, changes, { onEvent: countTensors, yieldToEvents });
    expect(counts.length).toBeGreaterThanOrEqual(20);
    expect(new Set(counts).size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  it('stops with an explanation, and without a tensor left, when the loss is not a number', async () => {
    const dataset = plantDataset({ bars: 1200 });
    dataset.values.fill(NaN, 400, 420);
    const before = memory().numTensors;
    await expect(train(dataset)).rejects.toMatchObject({
      name: 'TrainingError',
      message: expect.stringMatching(
        /loss must stay a finite number, was NaN; .* \(step \d+ of epoch 1, learning rate 0\.01\)/,
      ) as string,
    });
    expect(memory().numTensors).toBe(before);
  });

  it('refuses a training block in which no label has a full window', async () => {
    const dataset = plantDataset({ bars: 1200 });
    const cut = { ...dataset, stretches: [{ start: 900, end: 1200 }] };
    await expect(train(cut)).rejects.toThrow('needs a label with 13 bars (the receptive field)');
  });

  it('refuses a validation block with one label only', async () => {
    const dataset = plantDataset({ bars: 1200 });
    const { start, end } = dataset.split.validation.bars;
    dataset.labels.fill(1, start, end);
    await expect(train(dataset)).rejects.toThrow('has at most one of them in its 180 bars');
  });
});
