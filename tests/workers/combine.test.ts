import { expect, test, vi } from 'vitest';
import { readBar } from '../../src/core/bars/bars';
import type { ModelInfo } from '../../src/core/library';
import { findLogit, squash, uncalibrate } from '../../src/core/models/calibration';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { createLivePredictor } from '../../src/core/models/predictor';
import { defaultSpec, listMembers } from '../../src/core/models/spec';
import { treesKind } from '../../src/core/models/trees';
import { repeatTraining, type TrainingRequest } from '../../src/core/training';
import { openDatabase } from '../../src/storage/database';
import { loadModel, loadPrediction } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadLedger } from '../../src/storage/trials';
import { trainApi } from '../../workers/train';
import { makeReverting } from '../core/dataset/reverting-bars';
import { makeDataset } from '../storage/make-records';

vi.stubGlobal('navigator', { hardwareConcurrency: 1 });

const bars = makeReverting(1200, { seed: 5 });
const other = makeReverting(1200, { seed: 6 });

async function prepare() {
  const database = await openDatabase();
  const save = async (symbol: string, from: typeof bars) =>
    (await saveDataset(database, makeDataset({ bars: from, symbol, name: symbol }))).id;
  const ids = [await save('AAA', bars), await save('BBB', other)];
  const request: TrainingRequest = {
    datasetId: ids[0],
    spec: { kind: 'logistic', bars: 1 },
    options: defaultTrainingOptions,
    label: 'direction',
    horizonBars: 1,
    features: ['ret_1', 'ret_5', 'vol_20'],
    backend: 'cpu',
    workers: 1,
  };
  const train = (change: Partial<TrainingRequest>): Promise<ModelInfo> =>
    trainApi.train({ ...request, ...change }, () => undefined);
  return { database, ids, train };
}

const combine = (models: readonly ModelInfo[]): Promise<ModelInfo> =>
  trainApi.combine(
    models.map(({ id }) => id),
    'cpu',
    () => undefined,
  );

test('trained models of several sizes and kinds become one that averages their logits, and is a try', async () => {
  const { database, ids, train } = await prepare();
  const members = [
    await train({}),
    await train({ spec: { kind: 'logistic', bars: 3 } }),
    await train({ spec: { ...defaultSpec(treesKind), trees: 20, leaves: 4 } }),
  ];
  const made = await combine(members);
  expect(made.name).toMatch(/^Ensemble 2 Logistic.* \+ 1 .*trees · AAA$/i);
  expect(listMembers(made.spec)).toEqual(members.map(({ spec }) => spec));
  expect(made.split).toEqual(members[0].split);
  expect(made.scaler).toEqual(members[0].scaler);

  const said = await Promise.all(
    [...members, made].map(async ({ id, calibration }) => {
      const probability = (await loadPrediction(database, id, ids[0])) ?? new Float32Array();
      return probability.map((p) => uncalibrate(p, calibration));
    }),
  );
  for (let bar = 100; bar < 1200; bar += 50) {
    const logits = said.slice(0, 3).map((raw) => findLogit(raw[bar]));
    expect(said[3][bar]).toBeCloseTo(squash(logits.reduce((a, b) => a + b) / 3), 4);
  }

  // Asked bar by bar it says the same.
  const { info, weights } = await loadModel(database, made.id);
  const predictor = createLivePredictor({ ...info, weights }, 60_000);
  const stored = (await loadPrediction(database, made.id, ids[0])) ?? [];
  for (let bar = 0; bar < 300; bar++) {
    const live = predictor.push(readBar(bars, bar));
    if (bar > 100) expect(live).toBeCloseTo(stored[bar], 5);
  }

  const { trials } = await loadLedger(database);
  expect(trials.filter(({ modelId }) => modelId === made.id)).toMatchObject([
    { kind: 'trained', auc: made.test.auc },
  ]);
  // Its training can be repeated, as that of any model.
  const again = await trainApi.train(
    { ...repeatTraining(made, ids[0]), backend: 'cpu', workers: 1 },
    () => undefined,
  );
  expect(again.test.auc).toBeCloseTo(made.test.auc, 6);
});

test('models of several markets are combined with what they know of each', async () => {
  const { ids, train } = await prepare();
  const pool = { datasetIds: [ids[1]], scaling: 'own', hasSymbol: true } as const;
  const members = [
    await train({ pool }),
    await train({ pool, spec: { kind: 'logistic', bars: 2 } }),
  ];
  const made = await combine(members);
  expect(made.pool?.markets.map(({ scaler }) => scaler)).toEqual(
    members[0].pool?.markets.map(({ scaler }) => scaler),
  );
  expect(made.features).toEqual(members[0].features);
});

test('models that do not go together are refused, and why', async () => {
  const { ids, train } = await prepare();
  const own = await train({});
  const pool = { datasetIds: [ids[1]], scaling: 'own', hasSymbol: false } as const;
  const refuse = async (change: Partial<TrainingRequest>) =>
    expect(combine([own, await train(change)])).rejects;
  await (await refuse({ features: ['ret_1'] })).toThrow(/reads other features/);
  await (await refuse({ horizonBars: 2 })).toThrow(/another label or horizon/);
  await (await refuse({ datasetId: ids[1] })).toThrow(/another dataset/);
  await (await refuse({ pool })).toThrow(/other bars or markets/);
  await expect(combine([own])).rejects.toThrow(/2 to 20 members, has 1/);
});
