import { compareRuns, type RunComparison } from '../src/core/verdict/compare-runs';
import type { MapProgress, RunsRequest } from './api/evaluate';
import { spanBars } from '../src/core/out-of-sample';
import type { DecideByRule } from './api/session';
import { decideOrThrow } from './decide-by-rule';
import { loadReplayed, type Replayed } from './load-subject';

/**
 * Compares configurations or models over one dataset; each was a try when it was in force, so none is recorded. Throws
 * `OutOfSampleError` and `StorageError`.
 */
export async function compareStoredRuns(
  { datasetId, runs, backend }: RunsRequest,
  onProgress: MapProgress,
  decide: DecideByRule,
): Promise<RunComparison> {
  const subjects = new Map<string, Replayed>();
  const compared = [];
  for (const [at, { modelId, studyId, settings }] of runs.entries()) {
    onProgress(at, runs.length + 1);
    // Several are often of one model.
    const key = JSON.stringify([modelId, studyId]);
    const subject =
      subjects.get(key) ??
      (await loadReplayed({ datasetId, modelId, studyId, backend }, (done, total) =>
        onProgress(at + done / total, runs.length + 1),
      ));
    subjects.set(key, subject);
    const { bars, outOfSample } = subject;
    const { probability } = outOfSample;
    const asked = { bars, probability, range: spanBars(outOfSample), settings };
    compared.push({ bars: await decideOrThrow(asked, decide), outOfSample, settings });
  }
  onProgress(runs.length, runs.length + 1);
  const [{ bars }] = subjects.values();
  return compareRuns(bars, compared);
}
