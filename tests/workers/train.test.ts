import { expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { keyRequest, type TrainingRequest } from '../../src/core/training';
import { loadCheckpoint } from '../../src/storage/checkpoints';
import { openDatabase } from '../../src/storage/database';
import { listModels } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadLedger } from '../../src/storage/trials';
import type { TrainEvent } from '../../workers/api/train';
import type { startHelpers } from '../../workers/gradient-team';
import { type GradientHelper, openGradientTeam } from '../../workers/gradient-team';
import { trainApi } from '../../workers/train';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset } from '../storage/make-records';

const team = vi.hoisted(() => ({ stepsLeft: 0 }));

// Workers cannot be started here; what counts is how many are asked for.
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

test('a run that goes on is shared by as many workers as it began with, as its model says', async () => {
  const database = await openDatabase();
  const { id: datasetId } = await saveDataset(
    database,
    makeDataset({ bars: toBars(makeWalk(1200)) }),
  );
  const request: TrainingRequest = {
    datasetId,
    spec: { kind: 'tcn', width: 2, kernel: 2, blocks: 1, dropout: 0 },
    // One step an epoch.
    options: { ...defaultTrainingOptions, maxEpochs: 2 },
    label: 'direction',
    horizonBars: 5,
    backend: 'cpu',
    workers: 'auto',
  };
  team.stepsLeft = 1;
  vi.stubGlobal('navigator', { hardwareConcurrency: 3 });
  await expect(trainApi.train(request, () => undefined)).rejects.toThrow('the tab crashed');
  const { epochsDone, request: stored } = await loadCheckpoint(database, keyRequest(request));
  expect([epochsDone, stored.workers]).toEqual([1, 3]);

  team.stepsLeft = 1;
  vi.stubGlobal('navigator', { hardwareConcurrency: 8 });
  const model = await trainApi.resume(keyRequest(request), () => undefined);
  expect(vi.mocked(openGradientTeam).mock.lastCall?.[2]).toHaveLength(2);
  expect(model.training.epochs).toHaveLength(2);
  expect((await listModels(database))[0].workers).toBe(3);

  // What it earns on its test block is a try, which is the same try when it is trained again.
  const { trials, broken } = await loadLedger(database);
  expect(broken).toBeUndefined();
  expect(trials).toMatchObject([
    { kind: 'trained', datasetId, modelId: model.id, auc: model.test.auc },
  ]);
  expect(trials[0].from).toBe(model.outOfSampleFrom);
  expect(trials[0].returns.length).toBe(trials[0].days.length);
  team.stepsLeft = Infinity;
  await trainApi.train(request, () => undefined);
  expect((await loadLedger(database)).trials).toHaveLength(1);

  // Where it cannot be recorded, the training says so and ends well.
  const events: TrainEvent[] = [];
  const other = { ...request, options: { ...request.options, seed: 2 } };
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await trainApi.train(other, (event) => events.push(event));
  add.mockRestore();
  expect(events).toContainEqual({
    kind: 'trial-failed',
    reason: expect.stringContaining('space') as string,
  });
  expect(await listModels(database)).toHaveLength(3);
  expect((await loadLedger(database)).trials).toHaveLength(1);
});

test('an ensemble that was stopped goes on with the member that it was at', async () => {
  const database = await openDatabase();
  const { id: datasetId } = await saveDataset(
    database,
    makeDataset({ bars: toBars(makeWalk(1300)) }),
  );
  const member = { 'tcn.width': 2, 'tcn.kernel': 2, 'tcn.blocks': 1, 'tcn.dropout': 0 };
  const request: TrainingRequest = {
    datasetId,
    spec: { kind: 'ensemble', tcn: 2, ...member },
    options: { ...defaultTrainingOptions, maxEpochs: 2 },
    label: 'direction',
    horizonBars: 5,
    backend: 'cpu',
    workers: 2,
  };
  vi.mocked(openGradientTeam).mockClear();
  team.stepsLeft = 3;
  await expect(trainApi.train(request, () => undefined)).rejects.toThrow('the tab crashed');
  // The members are of the same size, so the helpers get the bars once.
  expect(openGradientTeam).toHaveBeenCalledTimes(1);
  const { epochsDone, checkpoint } = await loadCheckpoint(database, keyRequest(request));
  expect([epochsDone, checkpoint.finished?.length]).toEqual([3, 1]);

  team.stepsLeft = 1;
  const events: TrainEvent[] = [];
  const model = await trainApi.resume(keyRequest(request), (event) => events.push(event));
  expect(events).toContainEqual({ kind: 'resumed', epochs: model.training.epochs.slice(0, 3) });
  expect(model.training.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  expect(model.name).toContain('Ensemble 2 TCN');

  team.stepsLeft = Infinity;
  const whole = await trainApi.train(request, () => undefined);
  expect(whole.test.auc).toBe(model.test.auc);
});
