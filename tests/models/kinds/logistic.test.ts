import { expect, test } from 'vitest';
import { logisticTrainer } from '../../../models/kinds/logistic';
import { predictByStreaming } from '../../../models/predict';
import { trainModel } from '../../../models/trainer';
import { type TrainingEvent, yieldToEvents } from '../../../models/training-event';
import { computeAuc } from '../../../src/core/metrics/auc';
import { findArray } from '../../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../../src/core/models/options';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { plantDataset } from '../planted-dataset';

const spec = { kind: 'logistic', bars: 4 };

function train(dataset = plantDataset({ bars: 6000 }), trained = spec) {
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent) => void events.push(event);
  const callbacks = { onEvent, yieldToEvents };
  return trainModel(dataset, trained, defaultTrainingOptions, callbacks).then((result) => ({
    ...result,
    events,
  }));
}

test('finds the weights of a logistic truth, lag by lag', async () => {
  const { weights } = await train(plantDataset({ bars: 40_000 }));
  // Newest bar first, two features a bar: 1.5 (a[t] + a[t-1] - a[t-3]).
  const truth = [1.5, 0, 1.5, 0, 0, 0, -1.5, 0];
  const found = findArray(weights, 'weight', 8);
  truth.forEach((value, at) => expect(Math.abs(found[at] - value)).toBeLessThan(0.08));
  expect(Math.abs(findArray(weights, 'bias', 1)[0])).toBeLessThan(0.08);
});

test('asked bar by bar it says what it said in training', async () => {
  const dataset = plantDataset({ bars: 6000 });
  const { weights, summary } = await train(dataset);
  const { start, end } = dataset.split.validation.labels;
  const range = { start: 0, end };
  const probability = await predictByStreaming(dataset, spec, weights, range);
  const auc = computeAuc(dataset.labels.slice(start, end), probability.slice(start, end));
  expect(auc).toBeCloseTo(summary.validationAuc, 6);
  expect(probability.findIndex((value) => !Number.isNaN(value))).toBe(3);
});

test('each penalty is reported, and the one with the lowest loss on the validation block is kept', async () => {
  const { summary, events } = await train();
  const judged = summary.epochs.map(({ validationLoss }) => validationLoss);
  expect(summary.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(summary.bestEpoch).toBe(1 + judged.indexOf(Math.min(...judged)));
  expect(summary.validationAuc).toBe(summary.epochs[summary.bestEpoch - 1].validationAuc);
  const losses = summary.epochs.map(({ trainLoss }) => trainLoss);
  expect([...losses].sort((a, b) => b - a)).toEqual(losses);
  const steps = events.filter((event) => event.kind === 'step');
  const places = steps.map(({ epoch, step, steps }) => epoch - 1 + step / steps);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
  expect(steps.every(({ maxEpochs }) => maxEpochs === logisticTrainer.maxEpochs?.(spec))).toBe(
    true,
  );
});

test('the same bars give the same weights, to the last bit', async () => {
  const [one, other] = [await train(), await train()];
  expect(one.weights).toEqual(other.weights);
});

test('it forgets at a gap, and weights that do not fit are refused', () => {
  const weights = [
    { name: 'weight', shape: [2, 1], values: Float32Array.of(2, -1) },
    { name: 'bias', shape: [1], values: Float32Array.of(0.5) },
  ];
  const model = createStreaming({ kind: 'logistic', bars: 2 }, 1, weights);
  expect([[3], [4], [0]].map((row) => model.push(row))).toEqual([NaN, 5.5, -3.5]);
  model.reset();
  expect([[1], [1]].map((row) => model.push(row))).toEqual([NaN, 1.5]);
  expect(() => createStreaming({ kind: 'logistic', bars: 3 }, 1, weights)).toThrow(
    'weights: "weight" must have 3 values, has 2',
  );
});
