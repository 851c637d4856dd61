import { createLocalCompute } from '../models/compute';
import { summarizeMembers } from '../models/ensemble-trainer';
import { needsBackend } from '../models/network';
import { predictDataset } from '../models/predict-dataset';
import { combineTrained, findCombineProblem, repeatWith } from '../src/core/combine-models';
import type { ModelInfo } from '../src/core/library';
import type { BackendChoice } from '../src/core/models/options';
import { openDatabase } from '../src/storage/database';
import { loadModel } from '../src/storage/models';
import type { TrainEvent } from './api/train';
import { keepModel } from './keep-model';
import { prepareTraining } from './prepare-training';
import { withoutBackend } from './train-on-backends';
import { startCompute } from './warm-start';

/**
 * Makes one ensemble of stored models without training: it averages their logits, is calibrated anew on their validation
 * block, judged on their test block, recorded as a try, and stored. Throws where they do not go together
 * (`findCombineProblem`), and `StorageError`.
 */
export async function combineModels(
  modelIds: readonly string[],
  backend: BackendChoice,
  onEvent: (event: TrainEvent) => void,
): Promise<ModelInfo> {
  const database = await openDatabase();
  onEvent({ kind: 'preparing' });
  const models = await Promise.all(modelIds.map((id) => loadModel(database, id)));
  const infos = models.map(({ info }) => info);
  const problem = findCombineProblem(infos);
  if (problem !== undefined) throw new Error(problem);
  const { spec, weights } = combineTrained(models);
  const request = { ...repeatWith(infos[0], spec), backend, workers: 1 };
  const { dataset, markets } = await prepareTraining(database, request);
  const { report } = needsBackend(spec) ? await startCompute(backend, 1) : withoutBackend;
  onEvent({ kind: 'backend', report, workers: 1 });
  const probability = await predictDataset(
    dataset,
    spec,
    weights,
    createLocalCompute(dataset),
    (done, total) => onEvent({ kind: 'evaluating', done, total }),
  );
  const summary = summarizeMembers(
    dataset,
    spec,
    probability,
    infos.map(({ training }) => training),
  );
  const trained = { weights, summary, backend: report, workers: 1, probability };
  return keepModel(database, { request, dataset, markets, trained }, onEvent);
}
