import { findLabel } from '../src/core/labels/find-label';
import { suitSettings } from '../src/core/trading/settings';
import { compareModels, type ModelComparison } from '../src/core/verdict/compare-models';
import type { ComparisonRequest } from './api/evaluate';
import { loadSubject } from './load-subject';

/**
 * Compares models of one dataset, label and horizon, trading by the settings that a first simulation has, which their
 * trainings have recorded as tries already. Throws `OutOfSampleError` and `StorageError`.
 */
export async function compareStoredModels(
  { datasetId, modelIds, backend }: ComparisonRequest,
  onProgress: (done: number, total: number) => void,
): Promise<ModelComparison> {
  const subjects = [];
  for (const [at, modelId] of modelIds.entries()) {
    onProgress(at, modelIds.length);
    const subject = await loadSubject({ datasetId, modelId, backend }, (done, total) =>
      onProgress(at + done / total, modelIds.length),
    );
    subjects.push(subject);
  }
  const [{ bars, dataset, model }] = subjects;
  const { label, horizonBars } = model;
  for (const other of subjects) {
    if (other.model.label === label && other.model.horizonBars === horizonBars) continue;
    throw new Error(
      `comparison: models must have one label and horizon, were ${label}, ${horizonBars} and ` +
        `${other.model.label}, ${other.model.horizonBars}`,
    );
  }
  return compareModels({
    bars,
    labels: findLabel(label).compute(bars, horizonBars),
    settings: suitSettings(dataset, model),
    models: subjects.map((subject) => ({
      outOfSample: subject.outOfSample,
      constantGuess: subject.model.test.constantGuess,
    })),
  });
}
