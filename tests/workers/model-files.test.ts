import { expect, test } from 'vitest';
import { createLivePredictor } from '../../src/core/models/predictor';
import { deleteModel } from '../../src/storage/trash';
import { listModels, loadModel, saveModel } from '../../src/storage/models';
import { exportModel, importModel } from '../../workers/model-files';
import { makeModelWeights } from '../feeds/model-files/make-model-weights';
import { makeWalk, minuteMs } from '../live/walk';
import { makeModel, openFresh } from '../storage/make-records';

const now = Date.UTC(2026, 0, 1);
const features = ['ret_1', 'trend'];
const info = makeModel('ab', {
  name: 'TCN · 1 Jan <b>',
  spec: { kind: 'tcn', width: 4, kernel: 3, blocks: 1, dropout: 0.1 },
  features,
  scaler: { mean: [0, 0], deviation: [0.001, 0.01] },
});
const weights = makeModelWeights(info.spec, features.length);

async function exportIt(format: 'safetensors' | 'onnx' = 'safetensors') {
  const database = await openFresh();
  await saveModel(database, info, weights, undefined);
  const { name, file } = await exportModel(database, { modelId: info.id, format });
  return { database, file: new File([file], name) };
}

test('a model that was saved as a file predicts the same in another browser, to the last bit', async () => {
  const { file } = await exportIt();
  expect(file.name).toBe('TCN-1-Jan-b.safetensors');
  const other = await openFresh();
  const imported = await importModel(other, [file], now);
  expect(imported).toEqual(info);
  const loaded = await loadModel(other, imported.id);
  const [before, after] = [weights, loaded.weights].map((arrays) => {
    const predictor = createLivePredictor({ ...info, weights: arrays }, minuteMs);
    return makeWalk(120).map((bar) => predictor.push(bar));
  });
  expect(after.at(-1)).not.toBeNaN();
  expect(after).toEqual(before);
});

test('a model that is there is kept once, and comes out of the trash', async () => {
  const { database, file } = await exportIt();
  await deleteModel(database, info.id, 7);
  expect(await listModels(database)).toHaveLength(0);
  await importModel(database, [file], now);
  await importModel(database, [file], now);
  expect((await listModels(database)).map(({ id }) => id)).toEqual([info.id]);
});

test('another model of the same id is stored beside the one that is there', async () => {
  const { file } = await exportIt();
  const database = await openFresh();
  await saveModel(database, info, makeModelWeights(info.spec, features.length, 2), undefined);
  const imported = await importModel(database, [file], now);
  expect(imported.id).not.toBe(info.id);
  expect(await listModels(database)).toHaveLength(2);
});

test('an ONNX file is named so, and is no model to open', async () => {
  const { database, file } = await exportIt('onnx');
  expect(file.name).toMatch(/\.onnx$/);
  await expect(importModel(database, [file], now)).rejects.toThrow(/safetensors/);
});
