import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { listEpochs } from '../../models/ensemble-trainer';
import type { KindHalf } from '../../models/kinds/kind';
import { predictByStreaming } from '../../models/predict';
import { predictDataset } from '../../models/predict-dataset';
import { type RunOptions, trainModel } from '../../models/trainer';
import { type TrainingEvent, yieldToEvents } from '../../models/training-event';
import { takeMember } from '../../src/core/models/ensemble';
import type { ModelKind, ModelSpec, StreamingKind } from '../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { findSpecProblem, listMembers } from '../../src/core/models/spec';
import type { TrainingCheckpoint } from '../../src/core/training';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

// Of a kind that is trained by gradient and one that trains itself, whatever else is in the list.
vi.mock('../../src/core/models/list', async (original) => {
  const { modelKinds } = await original<{ modelKinds: readonly ModelKind[] }>();
  const { createEnsembleKind } = await import('../../src/core/models/ensemble');
  const { rateKind } = await import('../extending/rate-kind/kind');
  const single = [...modelKinds.filter(({ name }) => name === 'tcn'), rateKind];
  return { modelKinds: [...single, createEnsembleKind(single)] };
});
vi.mock('../../src/core/models/streaming/list', async (original) => {
  const { streamingKinds } = await original<{ streamingKinds: readonly StreamingKind[] }>();
  const { rateStreaming } = await import('../extending/rate-kind/streaming');
  return { streamingKinds: [...streamingKinds, rateStreaming] };
});
vi.mock('../../models/kinds/list', async (original) => {
  const { kindHalves } = await original<{ kindHalves: readonly KindHalf[] }>();
  const { rateTrainer } = await import('../extending/rate-kind/trainer');
  return { kindHalves: [...kindHalves, rateTrainer] };
});

const spec: ModelSpec = {
  kind: 'ensemble',
  tcn: 2,
  'tcn.width': 4,
  'tcn.kernel': 3,
  'tcn.blocks': 1,
  'tcn.dropout': 0.1,
  rate: 1,
};
const options = { ...defaultTrainingOptions, chunkLabels: 128, learningRate: 0.02, maxEpochs: 2 };
const dataset = plantDataset({ bars: 1500 });

async function train(trained = spec, run: RunOptions = {}, trainedWith = options) {
  const events: TrainingEvent[] = [];
  const checkpoints: TrainingCheckpoint[] = [];
  const callbacks = {
    onEvent: (event: TrainingEvent) => void events.push(event),
    yieldToEvents,
    onCheckpoint: async (checkpoint: TrainingCheckpoint) =>
      void checkpoints.push(structuredClone(checkpoint)),
  };
  const result = await trainModel(dataset, trained, trainedWith, callbacks, run);
  return { ...result, events, checkpoints };
}

beforeAll(async () => {
  await startNodeBackend('wasm');
});

describe('an ensemble of two networks and a kind that trains itself', () => {
  test('has members that are each what a training of its own gives, with seed after seed', async () => {
    expect(findSpecProblem(spec)).toBeUndefined();
    const before = memory().numTensors;
    const whole = await train();
    expect(memory().numTensors).toBe(before);
    const members = listMembers(spec);
    for (const [at, member] of members.entries()) {
      const alone = await train(member, {}, { ...options, seed: options.seed + at });
      expect(takeMember(whole.weights, at)).toEqual(alone.weights);
    }
    expect(takeMember(whole.weights, 0)).not.toEqual(takeMember(whole.weights, 1));
    expect((await train()).weights).toEqual(whole.weights);
    expect(whole.summary.validationAuc).toBeGreaterThan(0.7);
    expect(whole.summary.parameters).toBe(
      whole.weights.reduce((sum, { values }) => sum + values.length, 0),
    );
  });

  test('tells its progress over all members', async () => {
    const { events, summary } = await train();
    const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
    const done = steps.map(({ epoch, step, steps: all }) => epoch - 1 + step / all);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect([done.at(-1), steps[0].maxEpochs]).toEqual([3, 3]);
    expect(new Set(steps.map(({ epoch }) => epoch))).toEqual(new Set([1, 2, 3]));
    expect(summary.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    const told = events.flatMap((event) => (event.kind === 'epoch' ? [event.record] : []));
    expect(told).toEqual(summary.epochs);
    for (const { etaSeconds } of steps) expect(etaSeconds).toBeGreaterThanOrEqual(0);
  });

  test('goes on from any checkpoint to the same bits, without training a member again', async () => {
    const whole = await train();
    expect(whole.checkpoints.map(({ finished }) => finished?.length)).toEqual([0, 0, 1, 1, 1, 2]);
    for (const checkpoint of whole.checkpoints) {
      const resumed = await train(spec, { checkpoint });
      expect(resumed.weights).toEqual(whole.weights);
      expect(resumed.summary.epochs).toEqual(whole.summary.epochs);
      const kept = listEpochs(checkpoint);
      expect(kept).toEqual(whole.summary.epochs.slice(0, kept.length));
      const learned = resumed.events.filter(({ kind }) => kind === 'epoch');
      expect(learned).toHaveLength(whole.summary.epochs.length - kept.length);
    }
  });

  test('asked bar by bar it says what it says in a batch, within 1e-5: the average of the logits', async () => {
    const { weights } = await train();
    const bars = { start: 0, end: dataset.labels.length };
    const compute = createLocalCompute(dataset);
    const batch = await predictDataset(dataset, spec, weights, compute);
    const stream = await predictByStreaming(dataset, spec, weights, bars);
    const each = await Promise.all(
      listMembers(spec).map((member, at) =>
        predictDataset(dataset, member, takeMember(weights, at), compute),
      ),
    );
    const logit = (p: number) => Math.log(p / (1 - p));
    let known = 0;
    batch.forEach((value, bar) => {
      expect(Number.isNaN(value)).toBe(Number.isNaN(stream[bar]));
      if (Number.isNaN(value)) return;
      known++;
      expect(Math.abs(stream[bar] - value)).toBeLessThan(1e-5);
      const mean = each.reduce((sum, said) => sum + logit(said[bar]), 0) / each.length;
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-mean)), 5);
    });
    expect(known).toBe(1500 - 4);
  });

  test('asks for the computation of each network, and of nothing else', async () => {
    const asked: ModelSpec[] = [];
    const compute = (member: ModelSpec) => {
      asked.push(member);
      return Promise.resolve(createLocalCompute(dataset));
    };
    await train(spec, { compute });
    expect(new Set(asked.map(({ kind }) => kind))).toEqual(new Set(['tcn']));
  });

  test('begins each member with its own part of an earlier network', async () => {
    const { weights } = await train();
    const none = { ...options, learningRate: 1e-9, maxEpochs: 1 };
    const warm = await train(spec, { initial: weights }, none);
    const [first] = takeMember(weights, 1);
    const [second] = takeMember(warm.weights, 1);
    second.values.forEach((value, at) => expect(value).toBeCloseTo(first.values[at], 4));
  });
});
