import { expect, test, vi } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { keyRequest, type TrainingRequest } from '../../src/core/training';
import { loadCheckpoint } from '../../src/storage/checkpoints';
import { openDatabase } from '../../src/storage/database';
import { listModels } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { startGradientTeam } from '../../workers/gradient-team';
import { trainApi } from '../../workers/train';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset } from '../storage/make-records';

const team = vi.hoisted(() => ({ stepsLeft: 0 }));

// Workers cannot be started here; what counts is how many are asked for.
vi.mock('../../workers/gradient-team', () => ({
  startGradientTeam: vi.fn<typeof startGradientTeam>((dataset, _, { workers }) => {
    const alone = createLocalCompute(dataset);
    const step: typeof alone.step = (...given) =>
      team.stepsLeft-- > 0 ? alone.step(...given) : Promise.reject(new Error('the tab crashed'));
    return Promise.resolve({ compute: { ...alone, step, workers }, end: () => undefined });
  }),
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
  expect(vi.mocked(startGradientTeam).mock.lastCall?.[2].workers).toBe(3);
  expect(model.training.epochs).toHaveLength(2);
  expect((await listModels(database))[0].workers).toBe(3);
});
