import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { predictDataset } from '../../models/predict-dataset';
import { countBars } from '../../src/core/bars/bars';
import { calibrate } from '../../src/core/models/calibration';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { joinFolds } from '../../src/core/out-of-sample';
import { keyStudy, type StudyPlan, type StudyRequest } from '../../src/core/study';
import { buildFold, planStudy } from '../../src/core/study-trainings';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import { openDatabase } from '../../src/storage/database';
import { saveDataset } from '../../src/storage/save-datasets';
import { saveModel } from '../../src/storage/models';
import { loadStudy } from '../../src/storage/studies';
import { loadLedger } from '../../src/storage/trials';
import { suitSettings } from '../../src/core/trading/settings';
import type { StudyEvent } from '../../workers/api/train';
import type { startHelpers } from '../../workers/gradient-team';
import { type GradientHelper, openGradientTeam } from '../../workers/gradient-team';
import { evaluateApi } from '../../workers/evaluate';
import { replayApi } from '../../workers/replay';
import { trainApi } from '../../workers/train';
import { makeWalkForward } from '../core/dataset/make-walk-forward';
import { makeDataset, makeModel, makeWeights } from '../storage/make-records';
import { decideNothing } from './decide-nothing';

const team = vi.hoisted(() => ({ stepsLeft: Infinity }));

// Workers cannot be started here; all steps are taken by the caller.
vi.mock('../../workers/gradient-team', () => ({
  startHelpers: vi.fn<typeof startHelpers>((_, workers) =>
    Array.from({ length: workers - 1 }, () => ({}) as GradientHelper),
  ),
  openGradientTeam: vi.fn<typeof openGradientTeam>((dataset, _, helpers) => {
    const alone = createLocalCompute(dataset);
    const step: typeof alone.step = (...given) =>
      team.stepsLeft-- > 0 ? alone.step(...given) : Promise.reject(new Error('the tab crashed'));
    const compute = { ...alone, step, workers: helpers.length + 1 };
    return Promise.resolve({ compute, end: () => undefined });
  }),
  endHelpers: () => undefined,
}));

const { bars } = generateSampleMarket({ kind: 'edge', seed: 1, bars: 6 * 1440 });
const walkForward = makeWalkForward();
let datasetId = '';

/** Of one step an epoch unless chunks are shorter. */
const describeStudy = (plan: StudyPlan, chunkLabels = 1024): StudyRequest => ({
  plan,
  training: {
    datasetId,
    spec: { kind: 'tcn', width: 4, kernel: 3, blocks: 1, dropout: 0 },
    options: { ...defaultTrainingOptions, chunkLabels, maxEpochs: 2, learningRate: 0.02 },
    label: 'direction',
    horizonBars: 5,
    backend: 'cpu',
    workers: 2,
  },
});

async function run(request: StudyRequest, isResumed = false, stepsLeft = Infinity) {
  team.stepsLeft = stepsLeft;
  const events: StudyEvent[] = [];
  const study = await trainApi.study(request, isResumed, (event) => events.push(event));
  const { outputs } = await loadStudy(await openDatabase(), study.id);
  return { study, events, probabilities: outputs.map(({ probability }) => probability) };
}

beforeAll(async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  datasetId = (await saveDataset(await openDatabase(), makeDataset({ bars }))).id;
});

describe('a walk-forward', () => {
  test.each([false, true])(
    'that was stopped ends like an undisturbed one (warm: %s)',
    async (isWarm) => {
      const request = describeStudy({ ...walkForward, isWarm });
      const whole = await run(request);
      expect(whole.study.parts).toHaveLength(3);
      expect(whole.probabilities.every((values) => values.some((value) => value > 0))).toBe(true);
      const distinct = new Set(whole.probabilities.map((values) => values[700]));
      expect(distinct.size).toBe(3);

      await expect(run(request, false, 3)).rejects.toThrow('the tab crashed');
      const { study } = await loadStudy(await openDatabase(), keyStudy(request));
      expect([study.parts.length, study.result]).toEqual([1, undefined]);
      // The machine has more cores by now; what was begun with two is finished with two.
      vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
      const resumed = await run(study.request, true);
      expect(vi.mocked(openGradientTeam).mock.lastCall?.[2]).toHaveLength(1);
      expect(resumed.events[0].study.parts).toHaveLength(1);
      expect(resumed.probabilities).toEqual(whole.probabilities);
      expect(resumed.study.result).toEqual(whole.study.result);
    },
  );

  test('joins its test blocks, and tells how far it is', async () => {
    const request = describeStudy(walkForward);
    const { study, events, probabilities } = await run(request);
    const planned = planStudy(bars, request);
    if (planned.kind !== 'walk-forward') throw new Error('planned something else');
    const joined = joinFolds(planned.folds, probabilities, countBars(bars));
    expect(joined.bars[0].start).toBe(3 * 1440);
    expect(joined.probability.subarray(3 * 1440).some(Number.isNaN)).toBe(false);
    expect(study.result?.auc).toBeGreaterThan(0.4);
    expect(study.parts.map(({ epochs }) => epochs)).toEqual([2, 2, 2]);
    const done = events.map((event) => event.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect([done[0], done[done.length - 1]]).toEqual([0, 3]);
    expect(Math.max(...events.map(({ etaSeconds }) => etaSeconds || 0))).toBeGreaterThan(0);
  });

  test('is a try, and can be replayed in place of the test block of a model', async () => {
    const database = await openDatabase();
    await database.clear('trials');
    const { study, probabilities } = await run(describeStudy(walkForward));
    const { trials } = await loadLedger(database);
    expect(trials).toMatchObject([{ kind: 'walk-forward', datasetId, auc: study.result?.auc }]);
    expect(trials[0].from).toBe(bars.openTime[3 * 1440]);
    expect(JSON.parse(trials[0].key)).toMatchObject({ plan: walkForward });

    const model = makeModel(datasetId);
    const all = new Float32Array(countBars(bars)).fill(0.5);
    await saveModel(database, model, makeWeights(), all);
    const opened = await replayApi.open(
      {
        datasetId,
        modelId: model.id,
        studyId: study.id,
        settings: suitSettings({}, { horizonBars: 5 }),
        speed: 'max',
        backend: 'cpu',
      },
      () => undefined,
      decideNothing,
    );
    expect(opened.range).toEqual({ start: 3 * 1440, end: 6 * 1440 });
    expect(opened.probability.subarray(0, 3 * 1440).every(Number.isNaN)).toBe(true);
    expect(opened.probability.subarray(3 * 1440, 4 * 1440)).toEqual(probabilities[0]);
  });

  test('begins with the network of the fold before where that is asked for', async () => {
    const anew = await run(describeStudy(walkForward));
    const warm = await run(describeStudy({ ...walkForward, isWarm: true }));
    expect(warm.probabilities[0]).toEqual(anew.probabilities[0]);
    expect(warm.probabilities[1]).not.toEqual(anew.probabilities[1]);
  });
});

describe('the models of a walk-forward', () => {
  const ask = (studyId: string) =>
    evaluateApi.askFolds(
      {
        datasetId,
        studyId,
        settings: suitSettings({}, { horizonBars: 5 }),
        backend: 'cpu',
      },
      (done, total) => void told.push(done / total),
      decideNothing,
    );
  const told: number[] = [];

  test('say what they go by, and what they say of bars that they learned from', async () => {
    const request = describeStudy(walkForward);
    const features = ['ret_1', 'vol_20'];
    const training = { ...request.training, features };
    const { study, probabilities } = await run({ ...request, training });
    const { count, importance, autopsy } = await ask(study.id);
    expect(count).toBe(3);
    expect(importance.map(({ name }) => name)).toEqual(features);
    for (const { aucDrop, foldsLost } of importance) {
      expect(Math.abs(aucDrop.value)).toBeGreaterThan(0);
      expect([0, 1, 2, 3]).toContain(foldsLost);
    }
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    // One day of each training block against three days of test blocks.
    expect(autopsy.slice(0, 2).map(({ name, days }) => [name, days])).toEqual([
      ['reference', 3],
      ['unseen', 3],
    ]);
    expect(autopsy[0].pnl).not.toBe(autopsy[1].pnl);
    // Nothing that was stored has changed meanwhile.
    const { outputs } = await loadStudy(await openDatabase(), study.id);
    expect(outputs.map(({ probability }) => probability)).toEqual(probabilities);
  });

  test('give each test bar the probability that is stored, by their own scaler and calibration', async () => {
    const request = describeStudy(walkForward);
    const { study, probabilities } = await run(request);
    const planned = planStudy(bars, request);
    const { outputs } = await loadStudy(await openDatabase(), study.id);
    for (const [at, fold] of planned.folds.entries()) {
      const { weights = [], calibration } = outputs[at];
      const dataset = buildFold(bars, fold, request.training);
      const compute = createLocalCompute(dataset);
      const raw = await predictDataset(dataset, request.training.spec, weights, compute);
      const { start, end } = fold.split.test.bars;
      if (calibration === undefined) throw new Error('no calibration');
      const again = raw.subarray(start, end).map((p) => calibrate(p, calibration));
      expect(again).toEqual(probabilities[at]);
    }
  });

  test('that were not kept cannot be asked, and it is said what to do', async () => {
    const { study } = await run(describeStudy(walkForward));
    const database = await openDatabase();
    const [part] = await database.getAll('studyParts');
    const { weights: _, calibration: __, ...bare } = part;
    for (const index of [0, 1, 2])
      await database.put('studyParts', { ...bare, studyId: study.id, index });
    await expect(ask(study.id)).rejects.toThrow('Run it again to ask them');
  });
});

test('a combinatorial study gives the AUC of each path and no headline', async () => {
  const { study } = await run(describeStudy({ kind: 'combinatorial', groups: 4, testGroups: 2 }));
  expect(study.total).toBe(6);
  expect(study.result?.auc).toBeNaN();
  expect(study.result?.distribution).toHaveLength(3);
  for (const auc of study.result?.distribution ?? []) expect(auc).toBeGreaterThan(0.4);
});

test('a planted feature is found, and a p-value counts the shuffled runs that rank as well', async () => {
  const planted = await run(describeStudy({ kind: 'planted-feature', correlation: 0.6 }, 128));
  expect(planted.study.result?.auc).toBeGreaterThan(0.7);
  const { study } = await run(describeStudy({ kind: 'shuffled-labels', runs: 3 }));
  const { auc, distribution, pValue } = study.result ?? { distribution: [] };
  expect(distribution).toHaveLength(3);
  const asGood = distribution.filter((other) => other >= (auc ?? NaN)).length;
  expect(pValue).toBe((1 + asGood) / 4);
  expect(study.parts[0].auc).toBe(auc);
});
