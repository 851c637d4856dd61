import * as v from 'valibot';
import { beforeAll, expect, test, vi } from 'vitest';
import { trainModel } from '../../models/trainer';
import { yieldToEvents } from '../../models/training-event';
import { buildDataset } from '../../src/core/dataset/build-dataset';
import type { Label } from '../../src/core/labels/label';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { receptiveField } from '../../src/core/models/spec';
import { keyRequest } from '../../src/core/training';
import {
  defaultTrainingChoices,
  describeRequest,
  trainingChoicesSchema,
} from '../../src/state/training-choices';
import { listModels, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import ChoicesPanel from '../../src/ui/views/train/ChoicesPanel.svelte';
import { makeWalk, toBars } from '../live/walk';
import { startNodeBackend } from '../models/start-backend';
import { makeDataset, makeModel, openFresh } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';

// docs/EXTENDING.md, "A label": one file, and this line.
vi.mock('../../src/core/labels/list', async (original) => {
  const { labels } = await original<{ labels: readonly Label[] }>();
  const { nextOpenLabel } = await import('./next-open-label');
  return { labels: [...labels, nextOpenLabel] };
});

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const choices = { ...defaultTrainingChoices, label: 'next-open', horizonBars: 7 };
const bars = toBars(makeWalk(1500));
const label = 'next-open';
const options = { label, horizonBars: 7, receptiveField: receptiveField(spec) };

beforeAll(async () => {
  await startNodeBackend('wasm');
});

test('the form offers it, with the wording and limits of its horizon', () => {
  const props = { choices, featureCount: 9, disabled: false, onChoose: () => undefined };
  const markup = renderMarkup(ChoicesPanel as never, props);
  expect(markup).toMatch(/<option value="next-open"[^>]* selected[^>]*>From open to open/);
  expect(readText(markup)).toContain('Bars held');
  expect(readText(markup)).toContain('A probability above 0.5 says that the open will be higher.');
  expect(markup).toMatch(/aria-valuemax="60" aria-valuenow="7"/);
});

test('stored choices may name it, within its limits', () => {
  expect(v.parse(trainingChoicesSchema, { ...choices })).toEqual(choices);
  expect(v.is(trainingChoicesSchema, { ...choices, horizonBars: 61 })).toBe(false);
  expect(v.is(trainingChoicesSchema, { ...choices, label: 'unknown' })).toBe(false);
  expect(keyRequest(describeRequest('bars', choices))).not.toBe(
    keyRequest(describeRequest('bars', { ...choices, label: 'direction' })),
  );
});

test('what it looks ahead is purged, and no bar beyond changes it', () => {
  const { labels, split } = buildDataset(bars, options);
  const { train, test } = split;
  expect(train.bars.end - train.labels.end).toBe(8 + split.embargoBars);
  expect(test.bars.end - test.labels.end).toBe(8);
  const last = train.labels.end - 1;
  const other = { ...bars, open: bars.open.map((price, at) => (at > last + 8 ? 1 : price)) };
  const changed = buildDataset(other, options);
  expect(changed.labels.slice(0, last + 1)).toEqual(labels.slice(0, last + 1));
});

test('a model trains on it and remembers it', async () => {
  const dataset = buildDataset(bars, options);
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const fewEpochs = { ...defaultTrainingOptions, maxEpochs: 1, chunkLabels: 64 };
  const { weights } = await trainModel(dataset, spec, fewEpochs, callbacks);
  const database = await openFresh();
  const { id } = await saveDataset(database, makeDataset());
  const info = makeModel(id, { spec, label });
  await saveModel(database, info, weights, Float32Array.of(1, 1, 1, 1, 1));
  expect((await listModels(database))[0].label).toBe(label);
});
