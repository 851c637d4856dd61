import { expect, test } from 'vitest';
import { predictByStreaming } from '../../../models/predict';
import { trainModel } from '../../../models/trainer';
import { type TrainingEvent, yieldToEvents } from '../../../models/training-event';
import type { Dataset } from '../../../src/core/dataset/dataset';
import { defaultsOf } from '../../../src/core/fields';
import { computeAuc } from '../../../src/core/metrics/auc';
import { computeLogLoss } from '../../../src/core/metrics/probability-scores';
import type { ModelSpec } from '../../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../../src/core/models/options';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { treesKind } from '../../../src/core/models/trees';
import { createRandom } from '../../../src/core/random';
import { plantDataset } from '../planted-dataset';

const spec: ModelSpec = {
  kind: 'trees',
  ...defaultsOf(treesKind.fields),
  trees: 100,
  leafBars: 20,
};

/** Labels follow the sign of a product, so that neither feature says anything alone. */
function plantInteraction(bars = 6000): Dataset {
  const dataset = plantDataset({ bars });
  const random = createRandom(7);
  const { values } = dataset;
  const labels = Uint8Array.from({ length: bars }, (_, bar) =>
    Number(random.uniform() < (values[2 * bar] * values[2 * bar + 1] > 0 ? 0.75 : 0.25)),
  );
  return { ...dataset, labels };
}

function train(dataset: Dataset, trained = spec) {
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent) => void events.push(event);
  const callbacks = { onEvent, yieldToEvents };
  return trainModel(dataset, trained, defaultTrainingOptions, callbacks).then((result) => ({
    ...result,
    events,
  }));
}

async function judge(dataset: Dataset, trained = spec) {
  const { weights } = await train(dataset, trained);
  const { start, end } = dataset.split.test.labels;
  const p = await predictByStreaming(dataset, trained, weights, { start, end });
  return computeAuc(dataset.labels.slice(start, end), p.slice(start, end));
}

test('they learn what two features say together, and a line does not', async () => {
  const dataset = plantInteraction();
  // The best possible: 0.75.
  expect(await judge(dataset)).toBeGreaterThan(0.72);
  const line = { ...spec, kind: 'logistic', bars: 1 };
  expect(await judge(dataset, line)).toBeLessThan(0.55);
});

test('they learn what bars before said, where they read them', async () => {
  const dataset = plantDataset({ bars: 6000 });
  const [alone, last] = [await judge(dataset), await judge(dataset, { ...spec, bars: 4 })];
  expect(last).toBeGreaterThan(alone + 0.1);
});

test('asked bar by bar they say what they said in training, within 1e-5', async () => {
  for (const bars of [1, 3]) {
    const dataset = plantInteraction();
    const trained = { ...spec, bars };
    const { weights, summary } = await train(dataset, trained);
    const { start, end } = dataset.split.validation.labels;
    const p = await predictByStreaming(dataset, trained, weights, { start: 0, end });
    const labels = dataset.labels.slice(start, end);
    const best = summary.epochs.find(({ epoch }) => epoch === summary.bestEpoch);
    expect(computeLogLoss(labels, p.slice(start, end))).toBeCloseTo(best?.validationLoss ?? NaN, 6);
    expect(computeAuc(labels, p.slice(start, end))).toBeCloseTo(summary.validationAuc, 5);
    expect(p.findIndex((value) => !Number.isNaN(value))).toBe(bars - 1);
  }
});

test('they stop when the validation block gains nothing any more, and keep the best', async () => {
  const { summary, weights } = await train(plantDataset({ strength: 0 }));
  const judged = summary.epochs.map(({ validationLoss }) => validationLoss);
  expect(summary.epochs[judged.indexOf(Math.min(...judged))].epoch).toBe(summary.bestEpoch);
  expect(summary.epochs.at(-1)?.epoch).toBe(Math.min(100, summary.bestEpoch + 50));
  const used = weights[0].values.filter((input, at) => at % 29 === 0 && input >= 0).length;
  expect(used).toBe(summary.bestEpoch);
});

test('validation labels decide how many trees, and nothing else; test labels nothing at all', async () => {
  const dataset = plantInteraction(3000);
  const { weights, summary } = await train(dataset);
  const { test, validation } = dataset.split;
  const flip = ({ start, end }: { start: number; end: number }) =>
    dataset.labels.map((label, bar) => (bar >= start && bar < end ? 1 - label : label));
  expect((await train({ ...dataset, labels: flip(test.labels) })).weights).toEqual(weights);
  const other = await train({ ...dataset, labels: flip(validation.labels) });
  const nodes = 29 * Math.min(summary.bestEpoch, other.summary.bestEpoch);
  other.weights.forEach(({ name, values }, at) =>
    expect(values.slice(0, nodes), name).toEqual(weights[at].values.slice(0, nodes)),
  );
});

test('each tree is told of, and the curve has every tenth', async () => {
  const { summary, events } = await train(plantInteraction(3000));
  expect(summary.epochs.map(({ epoch }) => epoch % 10)).toEqual(summary.epochs.map(() => 0));
  const steps = events.filter((event) => event.kind === 'step');
  expect(steps.length).toBe(summary.epochs.at(-1)?.epoch);
  expect(steps.every(({ maxEpochs }) => maxEpochs === 100)).toBe(true);
  expect(summary.parameters).toBe(100 * 43 + 1);
});

test('trees by hand, one after the other: a value at a threshold goes left', () => {
  const two = {
    kind: 'trees',
    trees: 2,
    leaves: 2,
    shrinkage: 1,
    leafBars: 1,
    penalty: 0,
    bars: 2,
  };
  const array = (name: string, values: number[]) => ({
    name,
    shape: [2, 3],
    values: Float32Array.from(values),
  });
  const weights = [
    // The first reads the bar itself, the second the one before.
    array('input', [0, -1, -1, 1, -1, -1]),
    array('threshold', [0.1, 0, 0, 2, 0, 0]),
    array('left', [1, 0, 0, 1, 0, 0]),
    array('value', [0, -1, 1, 0, -0.25, 0.25]),
    { name: 'bias', shape: [1], values: Float32Array.of(0.5) },
  ];
  const model = createStreaming(two, 1, weights);
  // 0.1 is 0.1 in float32 on both sides.
  expect([0, 0.1, 3, 0].map((value) => model.push([value]))).toEqual([NaN, -0.75, 1.25, -0.25]);
  expect(() => createStreaming({ ...two, trees: 10 }, 1, weights)).toThrow('must have 30 values');
});
