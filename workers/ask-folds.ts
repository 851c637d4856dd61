import { type BarRange, countBars } from '../src/core/bars/bars';
import type { Dataset } from '../src/core/dataset/dataset';
import { type Fold, placeSplit, shiftRange } from '../src/core/dataset/splits';
import type { WalkForwardFolds } from '../src/core/dataset/walk-forward';
import { findLabel } from '../src/core/labels/find-label';
import { dayMs } from '../src/core/metrics/risk';
import { type Calibration, uncalibrate } from '../src/core/models/calibration';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import { receptiveField } from '../src/core/models/spec';
import { keepLabels, type OutOfSample, spanBars } from '../src/core/out-of-sample';
import { deriveSeed } from '../src/core/random';
import type { StudyRequest } from '../src/core/study';
import { buildFold } from '../src/core/study-trainings';
import type { TradedBars } from '../src/core/trading/finer-bars';
import { exchangeDays, joinImportance, type JoinedTests } from '../src/core/verdict/attribution';
import { dissectTraded, takeSeen } from '../src/core/verdict/autopsy';
import { findDataset, loadBars } from '../src/storage/datasets';
import { openDatabase } from '../src/storage/database';
import type { StudyOutput } from '../src/storage/studies';
import { answerPredicting } from './answer-predicting';
import type { FoldsFindings, FoldsRequest } from './api/evaluate';
import type { DecideByRule } from './api/session';
import { decideOrThrow } from './decide-by-rule';
import { loadWalkForward, withFinerBars } from './load-subject';

/** The network of a fold, and what corrects its probabilities. */
interface FoldModel {
  readonly spec: ModelSpec;
  readonly weights: NamedWeights;
  readonly calibration: Calibration;
}

/** A finished walk-forward with its models. */
interface AskedFolds {
  readonly bars: TradedBars;
  readonly training: StudyRequest['training'];
  readonly folds: WalkForwardFolds;
  readonly models: readonly FoldModel[];
  readonly outOfSample: OutOfSample;
}

/** Test days from which one permutation of each feature is enough. */
const manyDays = 30;

/**
 * Asks each model of a finished walk-forward about its own blocks: what it loses on its test block when a feature is exchanged, and
 * what it says of the last bars of its training block, from which the autopsy starts. Throws where the models were not kept.
 */
export async function askFolds(
  request: FoldsRequest,
  onProgress: (done: number, total: number) => void,
  decide: DecideByRule,
): Promise<FoldsFindings> {
  const asked = await loadAsked(request);
  const { bars, training, folds, models, outOfSample } = asked;
  const { startFor } = await import('../models/predict-dataset');
  await startFor(training.spec, request.backend);
  const tests = joinTests(asked);
  const repeats = tests.openTime.length * bars.intervalMs < manyDays * dayMs ? 3 : 1;
  const seen = new Float32Array(countBars(bars)).fill(NaN);
  const seenRanges = listSeen(folds);
  const joined: Float32Array[][] = [];
  let features: readonly string[] = [];
  for (const [at, fold] of folds.entries()) {
    const dataset = buildFold(bars, fold, training);
    features = dataset.features;
    seen.set(await predictRaw(dataset, models[at], fold, seenRanges[at]), seenRanges[at].start);
    const exchanged = await exchangeFeatures(dataset, models[at], {
      intervalMs: bars.intervalMs,
      seed: deriveSeed(1, at),
      repeats,
      onProgress: (fraction) => onProgress(at + fraction, folds.length),
    });
    exchanged.forEach((repeated, feature) =>
      repeated.forEach((predicted, repeat) => {
        const all = ((joined[feature] ??= [])[repeat] ??= tests.probability.slice());
        all.set(predicted, tests.blocks[at].start);
      }),
    );
  }
  onProgress(folds.length, folds.length);
  const trade = async (probability: Float32Array, range: BarRange) => {
    const subject = { bars, probability, range, settings: request.settings };
    return { bars: await decideOrThrow(subject, decide), probability, range };
  };
  const autopsy = dissectTraded({
    seen: await trade(seen, spanBars({ bars: seenRanges })),
    unseen: await trade(uncalibrateFolds(asked), spanBars(outOfSample)),
    settings: request.settings,
  });
  const importance = joinImportance(tests, features, joined);
  return { count: folds.length, importance, autopsy };
}

async function loadAsked({ datasetId, studyId }: FoldsRequest): Promise<AskedFolds> {
  const database = await openDatabase();
  try {
    const [bars, dataset] = await Promise.all([
      loadBars(database, datasetId),
      findDataset(database, datasetId),
    ]);
    if (dataset === undefined) throw new Error(`walk-forward: dataset ${datasetId} is gone`);
    const { request, folds, outputs, outOfSample } = await loadWalkForward(database, studyId, bars);
    const { training } = request;
    return {
      bars: await withFinerBars(database, dataset, bars, outOfSample),
      training,
      folds,
      models: outputs.map((output) => requireModel(output, training.spec)),
      outOfSample,
    };
  } finally {
    database.close();
  }
}

function requireModel({ weights, calibration }: StudyOutput, spec: ModelSpec): FoldModel {
  if (weights !== undefined && calibration !== undefined) return { spec, weights, calibration };
  throw new Error(
    'Its models were not kept: it ran in an earlier version, or by npm run lab. Run it again to ask them.',
  );
}

/** Returns the test blocks one after the other. */
function joinTests({ bars, training, outOfSample }: AskedFolds): JoinedTests {
  const { label, horizonBars } = training;
  const { probability, bars: tests, labels: ranges } = outOfSample;
  const labels = keepLabels(findLabel(label).compute(bars, horizonBars), ranges);
  const places = tests.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, at) => start + at),
  );
  let from = 0;
  const blocks = tests.map(({ start, end }) => {
    const block = { start: from, end: from + end - start };
    from = block.end;
    return block;
  });
  return {
    labels: Uint8Array.from(places, (bar) => labels[bar]),
    probability: Float32Array.from(places, (bar) => probability[bar]),
    openTime: Float64Array.from(places, (bar) => bars.openTime[bar]),
    blocks,
  };
}

/** Returns the last bars of each fold's training block, as many as its test block has; none is in two of them. */
function listSeen(folds: WalkForwardFolds): readonly BarRange[] {
  let before = 0;
  return folds.map((fold) => {
    const { train, test } = placeSplit(fold);
    const { start, end } = takeSeen(train.bars, test.bars);
    const range = { start: Math.max(before, start), end };
    before = end;
    return range;
  });
}

/** Returns a fold's probabilities of `range`, in bars of the whole dataset, as they were before calibration. */
async function predictRaw(
  dataset: Dataset,
  { spec, weights }: FoldModel,
  { window }: Fold,
  range: BarRange,
): Promise<Float32Array> {
  const { predictDataset } = await import('../models/predict-dataset');
  const { createLocalCompute } = await import('../models/compute');
  const { start, end } = shiftRange(range, -window.start);
  const compute = createLocalCompute(dataset);
  const raw = await predictDataset(dataset, spec, weights, compute, undefined, { start, end });
  return raw.subarray(start, end);
}

/** Returns the joined probabilities as they were before each fold's calibration. */
function uncalibrateFolds({ outOfSample, models }: AskedFolds): Float32Array {
  const { probability, bars } = outOfSample;
  const raw = probability.slice();
  bars.forEach(({ start, end }, fold) => {
    const { calibration } = models[fold];
    for (let bar = start; bar < end; bar++) raw[bar] = uncalibrate(probability[bar], calibration);
  });
  return raw;
}

/** Returns `[feature][repeat]` what a fold's model says of its test block without each feature. */
async function exchangeFeatures(
  dataset: Dataset,
  model: FoldModel,
  {
    repeats,
    onProgress,
    ...rest
  }: {
    readonly intervalMs: number;
    readonly seed: number;
    readonly repeats: number;
    readonly onProgress: (fraction: number) => void;
  },
): Promise<readonly (readonly Float32Array[])[]> {
  const { predictRows } = await import('../models/predict-dataset');
  const { features, values, split } = dataset;
  const reach = receptiveField(model.spec);
  const asking = exchangeDays(
    { features, values, range: split.test.bars, reach, ...rest },
    repeats,
  );
  const predictor = { ...dataset, ...model };
  return answerPredicting(
    asking,
    (rows) => predictRows(rows, predictor, model.weights),
    onProgress,
  );
}
