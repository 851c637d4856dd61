import * as v from 'valibot';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import type { KindHalf } from '../../models/kinds/kind';
import { predictByStreaming } from '../../models/predict';
import { predictDataset } from '../../models/predict-dataset';
import { createComputePort, createSharedCompute } from '../../models/shared-compute';
import { type RunOptions, trainModel } from '../../models/trainer';
import { type TrainingEvent, yieldToEvents } from '../../models/training-event';
import type { ModelKind, StreamingKind } from '../../src/core/models/model-kind';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { countParameters, describeSpec, findSpecProblem } from '../../src/core/models/spec';
import { keyRequest, type TrainingCheckpoint } from '../../src/core/training';
import {
  defaultTrainingChoices,
  describeRequest,
  trainingChoicesSchema,
} from '../../src/state/training-choices';
import { listModels, loadModel, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import ModelChip from '../../src/ui/shell/ModelChip.svelte';
import ChoicesPanel from '../../src/ui/views/train/ChoicesPanel.svelte';
import { plantDataset } from '../models/planted-dataset';
import { startNodeBackend } from '../models/start-backend';
import { makeDataset, makeModel, openFresh } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';

// docs/EXTENDING.md, "A model kind": three files, and a line for each.
vi.mock('../../src/core/models/list', async (original) => {
  const { modelKinds } = await original<{ modelKinds: readonly ModelKind[] }>();
  const { lineKind } = await import('./line-kind/kind');
  const { rateKind } = await import('./rate-kind/kind');
  return { modelKinds: [...modelKinds, lineKind, rateKind] };
});
vi.mock('../../src/core/models/streaming/list', async (original) => {
  const { streamingKinds } = await original<{ streamingKinds: readonly StreamingKind[] }>();
  const { lineStreaming } = await import('./line-kind/streaming');
  const { rateStreaming } = await import('./rate-kind/streaming');
  return { streamingKinds: [...streamingKinds, lineStreaming, rateStreaming] };
});
vi.mock('../../models/kinds/list', async (original) => {
  const { kindHalves } = await original<{ kindHalves: readonly KindHalf[] }>();
  const { lineNetwork } = await import('./line-kind/network');
  const { rateTrainer } = await import('./rate-kind/trainer');
  return { kindHalves: [...kindHalves, lineNetwork, rateTrainer] };
});

const spec = { kind: 'line', bars: 6 };
const choices = { ...defaultTrainingChoices, spec };
const options = { ...defaultTrainingOptions, chunkLabels: 128, learningRate: 0.03, maxEpochs: 3 };
const dataset = plantDataset({ bars: 2000 });

function train(trained: { kind: string }, run: RunOptions = {}) {
  const events: TrainingEvent[] = [];
  const checkpoints: TrainingCheckpoint[] = [];
  const callbacks = {
    onEvent: (event: TrainingEvent) => void events.push(event),
    yieldToEvents,
    onCheckpoint: async (checkpoint: TrainingCheckpoint) =>
      void checkpoints.push(structuredClone(checkpoint)),
  };
  return trainModel(dataset, trained, options, callbacks, run).then((result) => ({
    ...result,
    events,
    checkpoints,
  }));
}

beforeAll(async () => {
  await startNodeBackend('wasm');
});

describe('a kind that is trained by gradient', () => {
  test('the form offers it, and a field for each of its numbers', () => {
    const props = { choices, featureCount: 2, disabled: false, onChoose: () => undefined };
    const markup = renderMarkup(ChoicesPanel as never, props);
    expect(markup).toMatch(/<option value="line"[^>]* selected[^>]*>Line/);
    expect(readText(markup)).toContain('Bars summed');
    expect(markup).toMatch(/aria-valuemin="1" aria-valuemax="60" aria-valuenow="6"/);
    expect(markup).toMatch(/data-metric="receptive-field" data-value="6"/);
    expect(markup).toMatch(/data-metric="parameters" data-value="13"/);
  });

  test('what is stored of it is checked by its fields', () => {
    expect(findSpecProblem(spec)).toBeUndefined();
    expect(findSpecProblem({ kind: 'line', bars: 61 })).toBe(
      'bars must be a whole number from 1 to 60, was 61',
    );
    expect(v.parse(trainingChoicesSchema, { ...choices })).toEqual(choices);
    expect(v.is(trainingChoicesSchema, { ...choices, spec: { kind: 'line' } })).toBe(false);
    const key = (bars: number) =>
      keyRequest(describeRequest('d', { ...choices, spec: { kind: 'line', bars } }));
    expect(key(6)).not.toBe(key(7));
  });

  test('it learns a planted edge by the same trainer, and is named, stored and loaded', async () => {
    const { weights, summary } = await train(spec);
    expect(summary.validationAuc).toBeGreaterThan(0.75);
    expect(summary.parameters).toBe(countParameters(spec, 2));
    expect(describeSpec(spec)).toBe('Line 6');
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    const info = makeModel(id, { spec, training: summary });
    await saveModel(database, info, weights, Float32Array.of(1, 1, 1, 1, 1));
    expect((await listModels(database))[0].spec).toEqual(spec);
    expect((await loadModel(database, info.id)).weights).toEqual(weights);
    expect(readText(renderMarkup(ModelChip as never, { model: info }))).toContain('Line 6');
  });

  test('it gives the same bits over a checkpoint, and shares its sums among workers', async () => {
    const whole = await train(spec);
    const resumed = await train(spec, { checkpoint: whole.checkpoints[0] });
    expect(resumed.weights).toEqual(whole.weights);
    const ports = [createComputePort(dataset, spec), createComputePort(dataset, spec)];
    const shared = await train(spec, { compute: createSharedCompute(dataset, ports) });
    expect(shared.summary.validationAuc).toBeCloseTo(whole.summary.validationAuc, 3);
  });

  test('asked bar by bar it says what it says in a batch, within 1e-5', async () => {
    const { weights } = await train(spec);
    const bars = { start: 0, end: dataset.labels.length };
    const batch = await predictDataset(dataset, spec, weights, createLocalCompute(dataset));
    const stream = await predictByStreaming(dataset, spec, weights, bars);
    expect(batch.subarray(0, 5).every(Number.isNaN)).toBe(true);
    batch.forEach((value, bar) => {
      if (bar >= 5) expect(Math.abs(stream[bar] - value)).toBeLessThan(1e-5);
    });
  });
});

describe('a kind that trains itself', () => {
  test('is trained and asked through the same calls, without a gradient', async () => {
    const { weights, summary, events } = await train({ kind: 'rate' });
    expect(summary).toMatchObject({ bestEpoch: 1, validationAuc: 0.5, parameters: 1 });
    expect(events.map(({ kind }) => kind)).toEqual(['step', 'epoch']);
    const compute = createLocalCompute(dataset);
    const probability = await predictDataset(dataset, { kind: 'rate' }, weights, compute);
    const rises = dataset.labels.slice(0, 1400).filter((label) => label === 1).length / 1400;
    expect(probability[0]).toBeCloseTo(rises, 6);
    expect(probability[1999]).toBe(probability[0]);
  });
});
