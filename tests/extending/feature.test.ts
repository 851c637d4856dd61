import { beforeAll, expect, test, vi } from 'vitest';
import { trainModel } from '../../models/trainer';
import { yieldToEvents } from '../../models/training-event';
import { sliceBars } from '../../src/core/bars/bars';
import { type Dataset } from '../../src/core/dataset/dataset';
import { buildDataset } from '../../src/core/dataset/build-dataset';
import { describeSource, keepUsable } from '../../src/core/features/choice';
import { computeFeatures, defaultFeatures } from '../../src/core/features/compute';
import type { Feature } from '../../src/core/features/feature';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { countHistoryBars, createLivePredictor } from '../../src/core/models/predictor';
import { receptiveField } from '../../src/core/models/spec';
import { listModels, loadModel, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import FeatureList from '../../src/ui/views/train/FeatureList.svelte';
import { makeWalk, makeWeights, minuteMs, toBars, uncalibrated } from '../live/walk';
import { startNodeBackend } from '../models/start-backend';
import { makeDataset, makeModel, openFresh } from '../storage/make-records';
import { makeDatasetInfo } from '../state/make-dataset-info';
import { renderMarkup } from '../ui/views/live/render';

// docs/EXTENDING.md, "A feature": one file, and this line.
vi.mock('../../src/core/features/list', async (original) => {
  const { builtInFeatures } = await original<{ builtInFeatures: readonly Feature[] }>();
  const { gapFeature } = await import('./gap-feature');
  return { builtInFeatures: [...builtInFeatures, gapFeature] };
});

const walk = makeWalk(1500);
const bars = toBars(walk);
const features = ['ret_1', 'gap_50'];
const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const options = { horizonBars: 5, receptiveField: receptiveField(spec), features };

beforeAll(async () => {
  await startNodeBackend('wasm');
});

test('the form lists it with its meaning; models do not read it unless they are asked to', () => {
  const available = { volume: true, takers: true, quoteVolume: true, trades: true };
  const markup = renderMarkup(FeatureList as never, {
    dataset: makeDatasetInfo(),
    available,
    checks: { find: () => [], listUsable: () => [], isRunning: false, failure: undefined },
    horizonBars: 10,
    chosen: ['gap_50'],
    used: keepUsable(['gap_50'], describeSource(makeDatasetInfo())),
    disabled: false,
  });
  expect(markup).toMatch(
    /<input[^>]* checked[^>]*> <span[^>]*>\s*gap_50 <small[^>]*>close over its mean of 50 bars, less 1</,
  );
  expect(defaultFeatures(bars)).not.toContain('gap_50');
});

test('it is causal: cutting off the future changes no bit', () => {
  const [whole] = computeFeatures(bars, ['gap_50']).columns;
  for (const end of [50, 51, 777]) {
    const [cut] = computeFeatures(sliceBars(bars, { start: 0, end }), ['gap_50']).columns;
    expect(cut).toEqual(whole.slice(0, end));
    expect(cut.findIndex(Number.isFinite)).toBe(49);
  }
});

test('a model trains on it, and is stored and loaded with it', async () => {
  const dataset: Dataset = buildDataset(bars, options);
  expect(dataset.features).toEqual(features);
  const choices = { ...defaultTrainingOptions, maxEpochs: 1, chunkLabels: 64 };
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const { weights, summary } = await trainModel(dataset, spec, choices, callbacks);
  expect(summary.validationAuc).toBeGreaterThan(0);
  const database = await openFresh();
  const { id } = await saveDataset(database, makeDataset());
  const info = makeModel(id, { spec, features, scaler: dataset.scaler });
  await saveModel(database, info, weights, Float32Array.of(1, 1, 1, 1, 1));
  expect((await listModels(database))[0].features).toEqual(features);
  expect((await loadModel(database, info.id)).weights).toEqual(weights);
});

test('a live model gives the same bits whenever its session began', () => {
  const scaler = { mean: [0, 0], deviation: [0.01, 0.01] };
  const weights = makeWeights(spec, 2);
  const model = { spec, features, scaler, calibration: uncalibrated, weights };
  const predict = (from: number): number[] => {
    const predictor = createLivePredictor(model, minuteMs);
    return walk.slice(from, 400).map((bar) => predictor.push(bar));
  };
  const history = countHistoryBars(model, minuteMs);
  expect(history).toBe(receptiveField(spec) + 49);
  const whole = predict(0);
  for (const from of [1, 7, 49, 50, 61, 137]) {
    expect(predict(from).slice(history)).toEqual(whole.slice(from + history));
  }
});
