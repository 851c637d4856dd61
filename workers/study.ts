import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import { countBars, type Bars } from '../src/core/bars/bars';
import { describeCause } from '../src/core/describe-cause';
import { type Fold, shiftRange } from '../src/core/dataset/splits';
import type { BackendReport } from '../src/core/models/options';
import { countTestBars, joinFolds } from '../src/core/out-of-sample';
import { keyStudy, type StudyInfo, type StudyPart, type StudyRequest } from '../src/core/study';
import {
  buildFold,
  changeDataset,
  concludeStudy,
  planStudy,
  scoreFold,
} from '../src/core/study-trainings';
import { findDataset, loadBars } from '../src/storage/datasets';
import { openDatabase } from '../src/storage/database';
import { beginStudy, loadStudy, saveStudyPart, type StudyOutput } from '../src/storage/studies';
import type { StudyEvent, TrainEvent } from './api/train';
import { recordWalkForward } from './record-trial';
import { throttleSteps } from './throttle-steps';
import { trainOnBackends } from './train-on-backends';

/** Min time between two reports of the same training. */
const reportIntervalMs = 250;

interface StudyRun {
  /** Workers that share each training. */
  readonly workers: number;
  /** Whether to keep the trainings that are stored. */
  readonly isResumed: boolean;
  readonly onEvent: (event: StudyEvent) => void;
}

/** Runs a study's trainings one after the other and stores each when it is finished. */
export async function runStudy(
  asked: StudyRequest,
  { workers, isResumed, onEvent }: StudyRun,
): Promise<StudyInfo> {
  const database = await openDatabase();
  const id = keyStudy(asked);
  const stored = isResumed ? await loadStudy(database, id) : undefined;
  let request = stored?.study.request ?? { ...asked, training: { ...asked.training, workers } };
  const { datasetId } = request.training;
  const bars = await loadBars(database, datasetId);
  const planned = planStudy(bars, request);
  const { folds } = planned;
  const now = Date.now();
  const begun = { id, datasetId, request, startedAt: now, savedAt: now };
  let study: StudyInfo = stored?.study ?? { ...begun, total: folds.length, parts: [] };
  if (stored === undefined) await beginStudy(database, study);
  const outputs: StudyOutput[] = [...(stored?.outputs ?? [])];
  const meter = createMeter(study.parts.length, folds.length);
  let backend: BackendReport | undefined;
  let unrecorded: string | undefined;
  const report = (fraction: number): void =>
    onEvent({ study, ...meter(study.parts.length + fraction), backend, unrecorded });
  const take = (event: TrainEvent): void => {
    if (event.kind === 'backend') backend = event.report;
    if (event.kind === 'step') {
      const { epoch, maxEpochs, step, steps } = event;
      report((epoch - 1 + step / steps) / maxEpochs);
    } else if (event.kind === 'backend-lost') {
      const training = { ...request.training, backend: 'wasm' as const };
      request = { ...request, training };
    }
  };
  report(0);
  while (study.parts.length < folds.length) {
    const at = study.parts.length;
    const { part, output } = await runFold(bars, folds[at], request, at, outputs[at - 1], take);
    outputs.push(output);
    const parts = [...study.parts, part];
    const probabilities = outputs.map(({ probability }) => probability);
    const result =
      parts.length === folds.length
        ? concludeStudy({ study: planned, request, parts, probabilities, bars })
        : undefined;
    if (result !== undefined && planned.kind === 'walk-forward') {
      const outOfSample = joinFolds(planned.folds, probabilities, countBars(bars));
      try {
        const dataset = await findDataset(database, datasetId);
        if (dataset === undefined) throw new Error(`dataset ${datasetId} is gone`);
        await recordWalkForward({ dataset, bars, request, outOfSample, auc: result.auc });
      } catch (error) {
        unrecorded = describeCause(error);
      }
    }
    study = await saveStudyPart(database, id, part, output, { savedAt: Date.now(), result });
    report(0);
  }
  return study;
}

async function runFold(
  bars: Bars,
  fold: Fold,
  { plan, training }: StudyRequest,
  at: number,
  before: StudyOutput | undefined,
  take: (event: TrainEvent) => void,
): Promise<{ readonly part: StudyPart; readonly output: StudyOutput }> {
  const startedMs = performance.now();
  const { spec, options, backend, workers } = training;
  const { window } = fold;
  const isWarm = plan.kind === 'walk-forward' && plan.isWarm;
  const dataset = changeDataset(
    buildFold(bars, fold, training),
    { plan, training },
    at,
    bars.intervalMs,
  );
  const tests = fold.tests.map((test) => shiftRange(test.bars, -window.start));
  const predicted = [dataset.split.validation.bars, ...tests];
  const onEvent = throttleSteps(take, reportIntervalMs);
  const trained = await trainOnBackends({
    request: { spec, options, backend, workers: typeof workers === 'number' ? workers : 1 },
    dataset,
    onEvent,
    initial: isWarm ? before?.weights : undefined,
    predicted: {
      start: Math.min(...predicted.map(({ start }) => start)),
      end: Math.max(...predicted.map(({ end }) => end)),
    },
  });
  const { weights } = trained;
  const { calibration, ...calibrated } = calibrateOnValidation(dataset, trained.probability);
  const probability = new Float32Array(countTestBars(fold));
  let to = 0;
  for (const { start, end } of tests) {
    probability.set(calibrated.probability.subarray(start, end), to);
    to += end - start;
  }
  const { epochs } = trained.summary;
  const part = {
    tests: fold.tests,
    auc: scoreFold(fold, dataset, probability),
    epochs: epochs.length,
    seconds: (performance.now() - startedMs) / 1000,
  };
  const kept = plan.kind === 'walk-forward' ? { weights, calibration } : {};
  return { part, output: { probability, ...kept } };
}

/** Returns what tells the time left from the trainings done, by the pace since it was made. */
function createMeter(doneBefore: number, total: number) {
  const startedMs = performance.now();
  return (done: number) => {
    const perTraining = (performance.now() - startedMs) / 1000 / (done - doneBefore);
    return { done, etaSeconds: done > doneBefore ? perTraining * (total - done) : NaN };
  };
}
