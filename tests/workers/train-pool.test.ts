import { beforeAll, expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { readBar } from '../../src/core/bars/bars';
import type { ModelInfo } from '../../src/core/library';
import { createLivePredictor } from '../../src/core/models/predictor';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { isStranger, suitModel } from '../../src/core/pooled-model';
import { keyRequest, type TrainingRequest } from '../../src/core/training';
import { loadCheckpoint } from '../../src/storage/checkpoints';
import { openDatabase } from '../../src/storage/database';
import { findDataset } from '../../src/storage/datasets';
import { loadModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { loadLedger } from '../../src/storage/trials';
import type { openGradientTeam } from '../../workers/gradient-team';
import { loadLiveModel } from '../../workers/live/live-store';
import { loadSubject } from '../../workers/load-subject';
import { trainApi } from '../../workers/train';
import { makeReverting } from '../core/dataset/reverting-bars';
import { makeDataset } from '../storage/make-records';

const team = vi.hoisted(() => ({ stepsLeft: Infinity }));
vi.mock('../../workers/gradient-team', () => ({
  startHelpers: () => [],
  openGradientTeam: vi.fn<typeof openGradientTeam>((dataset) => {
    const alone = createLocalCompute(dataset);
    const step: typeof alone.step = (...given) =>
      team.stepsLeft-- > 0 ? alone.step(...given) : Promise.reject(new Error('the tab crashed'));
    return Promise.resolve({ compute: { ...alone, step }, end: () => undefined });
  }),
  endHelpers: () => undefined,
}));
vi.stubGlobal('navigator', { hardwareConcurrency: 1 });

const bars = [
  makeReverting(1200, { seed: 1 }),
  // Begins later and ends later.
  makeReverting(1300, { seed: 2, from: 100 }),
  makeReverting(1200, { seed: 3, from: 200 }),
];
const symbols = ['AAA', 'BBB', 'CCC'];
let database: TabquantDatabase;
let ids: readonly string[];

beforeAll(async () => {
  database = await openDatabase();
  const saved = [];
  for (const [at, symbol] of symbols.entries()) {
    const one = makeDataset({ bars: bars[at], symbol, name: `${symbol} minutes` });
    saved.push(await saveDataset(database, one));
  }
  ids = saved.map(({ id }) => id);
});

function ask(change: Partial<TrainingRequest> = {}): TrainingRequest {
  return {
    datasetId: ids[0],
    spec: { kind: 'logistic', bars: 2 },
    options: defaultTrainingOptions,
    label: 'direction',
    horizonBars: 1,
    features: ['ret_1', 'ret_5', 'ret_15', 'vol_20', 'trend'],
    backend: 'cpu',
    workers: 1,
    pool: { datasetIds: [ids[1]], scaling: 'own', hasSymbol: false },
    ...change,
  };
}

const train = (request: TrainingRequest): Promise<ModelInfo> =>
  trainApi.train(request, () => undefined);

test('a model of two markets learns more than one of either alone, and says how well it does on each', async () => {
  const pooled = await train(ask());
  const { pool } = pooled;
  expect(pooled.name).toContain('AAA + BBB');
  expect(pool?.markets.map(({ datasetId }) => datasetId)).toEqual([ids[0], ids[1]]);
  expect(pool?.markets[0].judged?.test).toEqual(pooled.test);
  const alone = await Promise.all(
    [0, 1].map((at) => train(ask({ datasetId: ids[at], pool: undefined }))),
  );
  expect(alone[0].pool).toBeUndefined();
  const skills = pool?.markets.map(({ judged }) => judged?.test.skill ?? NaN) ?? [];
  alone.forEach(({ test }, at) => expect(skills[at]).toBeGreaterThan(test.skill));
  expect(pool?.together.auc).toBeGreaterThan(0.55);
  expect(pool?.together.bars).toBe(
    pool?.markets.reduce((sum, { judged }) => sum + (judged?.test.bars ?? NaN), 0),
  );
  // Each market's bars are tried with it, so each one's verdict pays for it.
  const { trials } = await loadLedger(database);
  const tried = trials.filter(({ modelId }) => modelId === pooled.id);
  expect(tried.map(({ datasetId }) => datasetId)).toEqual([ids[0], ids[1]]);
});

test('it is used on each market with what it knows of it: batch, stored and live say the same', async () => {
  const model = await train(
    ask({ pool: { datasetIds: [ids[1]], scaling: 'own', hasSymbol: true } }),
  );
  expect(model.features.slice(-2)).toEqual(['symbol:AAA', 'symbol:BBB']);
  const subject = await loadSubject(
    { datasetId: ids[1], modelId: model.id, backend: 'cpu' },
    () => {
      throw new Error('they are stored already');
    },
  );
  const known = model.pool?.markets[1];
  expect(subject.model.scaler).toEqual(known?.scaler);
  expect(subject.outOfSample.bars).toEqual([known?.split.test.bars]);
  expect(subject.model.test).toEqual(known?.judged?.test);

  const live = await loadLiveModel(database, model.id);
  expect(live.network.scalers?.BBB).toEqual(known?.scaler);
  const scaler = live.network.scalers?.BBB ?? live.network.scaler;
  const predictor = createLivePredictor({ ...live.network, scaler }, 60_000);
  for (let bar = 0; bar < 200; bar++) {
    const said = predictor.push(readBar(bars[1], bar));
    if (bar < 70) continue; // warm-up
    expect(said).toBeCloseTo(subject.probability[bar], 5);
  }
});

test('a market that it was not trained on gets the scaler of all, and no symbol', async () => {
  const model = await train(
    ask({ pool: { datasetIds: [ids[1]], scaling: 'own', hasSymbol: true } }),
  );
  const unseen = await findDataset(database, ids[2]);
  if (unseen === undefined) throw new Error('no dataset');
  expect(isStranger(model, unseen)).toBe(true);
  expect(suitModel(model, unseen)).toBe(model);
  expect(model.scaler.mean.slice(-2)).toEqual([0, 0]);
  const { outOfSample } = await loadSubject(
    { datasetId: ids[2], modelId: model.id, backend: 'cpu' },
    () => undefined,
  );
  const [{ start }] = outOfSample.bars;
  expect(bars[2].openTime[start]).toBeGreaterThanOrEqual(model.outOfSampleFrom);
});

test('one that was stopped goes on to the same result', async () => {
  const spec = { kind: 'tcn', width: 2, kernel: 2, blocks: 1, dropout: 0 };
  const options = { ...defaultTrainingOptions, maxEpochs: 2 };
  const request = ask({ spec, options });
  team.stepsLeft = 1;
  await expect(train(request)).rejects.toThrow('the tab crashed');
  const { epochsDone } = await loadCheckpoint(database, keyRequest(request));
  expect(epochsDone).toBe(1);
  team.stepsLeft = Infinity;
  const resumed = await trainApi.resume(keyRequest(request), () => undefined);
  const whole = await train(request);
  expect(resumed.pool).toEqual(whole.pool);
  const [a, b] = await Promise.all([resumed, whole].map(({ id }) => loadModel(database, id)));
  expect(a.weights).toEqual(b.weights);
  expect(keyRequest(ask({ pool: undefined }))).not.toContain('datasetIds');
});
