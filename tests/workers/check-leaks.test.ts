import { afterEach, expect, test, vi } from 'vitest';
import { splitBlocks } from '../../src/core/dataset/splits';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { describePipeline } from '../../src/core/verdict/leaks/describe-pipeline';
import { loadModel, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TrainingRequest } from '../../src/core/training';
import { countParameters } from '../../src/core/models/spec';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { openDatabase } from '../../src/storage/database';
import { checkLeaks } from '../../workers/check-leaks';
import { trainApi } from '../../workers/train';
import { poisonBars } from '../core/bars/make-bars';
import { makeWalk, makeWeights, toBars } from '../live/walk';
import { makeDataset, makeModel, openFresh } from '../storage/make-records';
import { decideNothing } from './decide-nothing';

const spec = { kind: 'tcn', width: 2, kernel: 2, blocks: 1, dropout: 0 } as const;
const features = ['ret_1', 'vol_20', 'trend'];
const scaler = { mean: [0, 0, 0], deviation: [0.001, 0.001, 0.001] };
const bars = toBars(makeWalk(1500));
const split = splitBlocks(1500, { horizonBars: 10 });
const weights = makeWeights(spec, features.length);

afterEach(() => vi.unstubAllGlobals());

/** Stores a model with probabilities that `make` makes of those that its network gives. */
async function store(make: (probability: number, bar: number) => number) {
  const database = await openFresh();
  const { id: datasetId } = await saveDataset(database, makeDataset({ bars }));
  const info = makeModel(datasetId, { spec, features, scaler, split });
  const { predict } = describePipeline({ ...info, splits: [split], model: { ...info, weights } });
  const probability = Float32Array.from(predict?.(bars) ?? [], make);
  await saveModel(database, info, weights, probability);
  return { database, request: { datasetId, modelId: info.id, settings: defaultTradingSettings } };
}

test('a stored model is checked from its features to its trades', async () => {
  const { database, request } = await store((p) => p);
  let last = 0;
  const tell = (done: number, total: number) => void (last = done / total);
  const { findings, checked } = await checkLeaks(database, request, tell, decideNothing, 'cpu');
  expect(findings).toEqual([]);
  expect([...checked.stages].sort()).toEqual([
    'features',
    'labels',
    'model',
    'scaler',
    'splits',
    'trading',
    'training',
  ]);
  expect(checked.training).toEqual({
    kind: 'repeated',
    bars: 1500,
    trainings: 3,
    epochs: 2,
    weights: countParameters(spec, features.length),
  });
  expect(last).toBe(1);
});

test('stored probabilities that the network does not give by past bars are found', async () => {
  const { database, request } = await store(
    (p, bar) => p + 0.05 * Math.sign(bars.close[bar + 1] - bars.close[bar]),
  );
  const tell = () => undefined;
  const { findings } = await checkLeaks(database, request, tell, decideNothing, 'cpu');
  expect(findings.map(({ stage, name }) => `${stage} ${name}`)).toEqual([
    'model judged probability',
  ]);
});

test('training does not depend on the test block, by a single bit', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
  const database = await openDatabase();
  const others = poisonBars(bars, (bar) => bar >= split.test.bars.start);
  const train = async (from: typeof bars) => {
    const { id: datasetId } = await saveDataset(database, makeDataset({ bars: from }));
    const request: TrainingRequest = {
      datasetId,
      spec,
      options: { ...defaultTrainingOptions, maxEpochs: 2 },
      label: 'direction',
      horizonBars: 10,
      features,
      backend: 'cpu',
      workers: 1,
    };
    const { id } = await trainApi.train(request, () => undefined);
    const { info, weights: learned } = await loadModel(database, id);
    const { scaler: scale, calibration, training } = info;
    return { learned, scale, calibration, epochs: training.epochs };
  };
  expect(await train(others)).toEqual(await train(bars));
});
