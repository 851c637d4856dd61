import { createLocalCompute } from '../models/compute';
import { predictDataset } from '../models/predict-dataset';
import type { ModelInfo } from '../src/core/library';
import type { BackendChoice } from '../src/core/models/options';
import { loadSampleModel } from '../src/feeds/sample/sample-model';
import { openDatabase } from '../src/storage/database';
import { hashWeights } from '../src/storage/hash';
import { listAllModels } from '../src/storage/models';
import { restoreModel } from '../src/storage/trash';
import type { TrainEvent } from './api/train';
import { keepModel } from './keep-model';
import { prepareTraining } from './prepare-training';
import { startCompute } from './warm-start';

/**
 * Stores the model that comes with the page, which was trained on the sample market, and returns it. Nothing is taken over but
 * its weights and how its training went: scaler, calibration, the report on the test block and the try in the ledger are made of the
 * stored sample market here, as those of any model that was just trained. Its id is the hash of its weights, so it is
 * stored once; one that lies in the trash is restored. Throws where the sample market is not stored, and `StorageError`.
 */
export async function installSampleModel(
  backend: BackendChoice,
  onEvent: (event: TrainEvent) => void,
): Promise<ModelInfo> {
  const database = await openDatabase();
  onEvent({ kind: 'preparing' });
  const model = await loadSampleModel();
  const id = await hashWeights(model.weights);
  const { kept, deleted } = await listAllModels(database);
  const known = [...kept, ...deleted].find((stored) => stored.id === id);
  if (known !== undefined) {
    if (known.deletedAt !== undefined) await restoreModel(database, id);
    const { deletedAt: _, ...info } = known;
    return info;
  }
  const request = { ...model.request, backend, workers: 1 };
  const { dataset, markets } = await prepareTraining(database, request);
  const { report } = await startCompute(backend, 1);
  onEvent({ kind: 'backend', report, workers: 1 });
  const probability = await predictDataset(
    dataset,
    request.spec,
    model.weights,
    createLocalCompute(dataset),
    (done, total) => onEvent({ kind: 'evaluating', done, total }),
  );
  const { weights, training: summary } = model;
  const trained = { weights, summary, backend: model.backend, workers: 1, probability };
  return keepModel(database, { request, dataset, markets, trained, builtInId: id }, onEvent);
}
