import { compareRuns, type RunComparison } from '../src/core/verdict/compare-runs';
import type { MapProgress, RunsRequest } from './api/evaluate';
import { loadSubject, type Subject } from './load-subject';

/**
 * Compares configurations or models over one dataset; each was a try when it was in force, so none is recorded. Throws
 * `OutOfSampleError` and `StorageError`.
 */
export async function compareStoredRuns(
  { datasetId, runs, backend }: RunsRequest,
  onProgress: MapProgress,
): Promise<RunComparison> {
  const subjects = new Map<string, Subject>();
  const compared = [];
  for (const [at, { modelId, studyId, settings }] of runs.entries()) {
    onProgress(at, runs.length + 1);
    // Several are often of one model.
    const key = JSON.stringify([modelId, studyId]);
    const subject =
      subjects.get(key) ??
      (await loadSubject({ datasetId, modelId, studyId, backend }, (done, total) =>
        onProgress(at + done / total, runs.length + 1),
      ));
    subjects.set(key, subject);
    compared.push({ outOfSample: subject.outOfSample, settings });
  }
  onProgress(runs.length, runs.length + 1);
  const [{ bars }] = subjects.values();
  return compareRuns(bars, compared);
}
