import { transfer } from 'comlink';
import { type BarIndex, type Bars, viewBars } from '../src/core/bars/bars';
import { buildDataset } from '../src/core/dataset/build-dataset';
import type { Dataset } from '../src/core/dataset/dataset';
import { type Fold, placeSplit } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { ModelInfo } from '../src/core/library';
import { measureRiseShare } from '../src/core/metrics/probability-scores';
import { uncalibrate } from '../src/core/models/calibration';
import { hasGradient, receptiveField } from '../src/core/models/spec';
import { keepLabels, rankWithin, spanBars } from '../src/core/out-of-sample';
import type { StudyRequest } from '../src/core/study';
import { createEngine, stepThrough } from '../src/core/trading/engine';
import type { TradingSettings } from '../src/core/trading/settings';
import {
  type AttributionInput,
  explainBar,
  measureImportance,
  measureLookBack,
  type Predicting,
} from '../src/core/verdict/attribution';
import { dissectTraded, takeSeen } from '../src/core/verdict/autopsy';
import { type BaselineFold, runBaselines } from '../src/core/verdict/baselines';
import { correlateFeatures } from '../src/core/verdict/correlation';
import { measureCosts } from '../src/core/verdict/costs';
import { type Examination, findEvidence, type Judged } from '../src/core/verdict/evidence';
import { compareHoldings, runPlacebos } from '../src/core/verdict/placebo';
import { splitRegimes } from '../src/core/verdict/regimes';
import { findDataset, loadBars } from '../src/storage/datasets';
import { openDatabase } from '../src/storage/database';
import { loadModel } from '../src/storage/models';
import { answerPredicting } from './answer-predicting';
import type { EvaluateApi, EvaluationSubject } from './api/evaluate';
import type { DecideByRule } from './api/session';
import { decideOrThrow } from './decide-by-rule';
import { loadReplayed, type Replayed, type Subject } from './load-subject';
import { createRecorder } from './record-trial';
import { loadTries } from './load-tries';

/** What is open: a model over bars, or bars alone, of which maps can be drawn. */
interface Opened extends Replayed {
  readonly request: EvaluationSubject;
  readonly decide: DecideByRule;
}

/** A model that is judged. */
interface Judging extends Subject {
  readonly request: EvaluationSubject;
  readonly decide: DecideByRule;
  /** One a bar; `noLabel` where there is none, or where it may not count. */
  readonly labels: Uint8Array;
  /** Those of the bars before, as far as they look at no out-of-sample bar. */
  readonly seenLabels: Uint8Array;
  /** Appends settings to the ledger, traded on the bars with their decisions. */
  readonly record: (settings: TradingSettings, bars: Bars) => Promise<void>;
}

let opened: Opened | undefined;
/** What of `opened` does not change with the settings, once a model is judged. */
let known: Pick<Judging, 'labels' | 'seenLabels' | 'record'> | undefined;

/** The evaluation worker. */
export const evaluateApi: EvaluateApi = {
  async open(request, onEvent, decide) {
    opened = undefined;
    known = undefined;
    const subject = await loadReplayed(request, (done, total) =>
      onEvent({ kind: 'predicting', done, total }),
    );
    opened = { ...subject, request, decide };
  },
  async find(settings) {
    const subject = await openJudging(settings);
    // Whoever sees a verdict has tried these settings, so it counts them, too.
    await subject.record(settings, subject.bars);
    return findEvidence(await describeJudged(subject, settings));
  },
  async examine(settings, onEvent) {
    const subject = await openJudging(settings);
    const { bars, outOfSample, model, labels } = subject;
    const { probability } = outOfSample;
    const isHoldout = outOfSample.source === 'holdout';
    const range = spanBars(outOfSample);
    const before = { start: 0, end: range.start };
    const history = { bars, range, probability, settings };
    const tell = (part: Partial<Examination>): void => onEvent({ kind: 'part', part });
    const during = (what: string) => (done: number, total: number) =>
      onEvent({ kind: 'examining', what, fraction: done / total });
    tell({ costs: measureCosts(history, during('Trading at other costs')) });
    tell({ holdings: compareHoldings(history) });
    tell({ placebos: runPlacebos(history, during('Trading at random times')) });
    const account = createEngine(settings, bars.intervalMs);
    stepThrough(account, bars, probability, range);
    const { trades } = account;
    const isOwn = subject.dataset.id === model.datasetId;
    const own = isOwn ? bars : await loadStoredBars(model.datasetId);
    if (own !== undefined) {
      const known = isHoldout ? viewBars(own, model.split.train.bars) : viewBars(bars, before);
      const ranks = rankWithin(probability, outOfSample.bars);
      const regimes = { bars, labels, probability: ranks, trainingBars: known, trades };
      tell({ regimes: splitRegimes(regimes) });
    }
    const asked = { bars, labels, probability, horizonBars: model.horizonBars, settings };
    const onBaseline = during('Asking simpler models');
    onBaseline(0, 1);
    const { walkForward } = subject;
    if (walkForward !== undefined) {
      const { request, folds } = walkForward;
      const onFold = (done: number) => onBaseline(done, folds.length);
      const listed = listFolds(bars, request, folds);
      tell({ baselines: runBaselines({ ...asked, folds: listed }, onFold) });
      // What follows is about one network, and a walk-forward has many.
      return;
    }
    const rows = buildRows(bars, model);
    if (own !== undefined) {
      tell({ autopsy: await openUp(subject, settings) });
      const dataset = isOwn ? rows : buildRows(own, model);
      const learned = { bars: own, dataset, split: model.split };
      const folds = [{ learned, tests: outOfSample.bars, tested: rows }];
      tell({ baselines: runBaselines({ ...asked, folds }) });
    }
    const lastSignal = trades.at(-1)?.signalIndex;
    await explain(subject, rows, lastSignal, tell, during('Exchanging features'));
  },
  async timeCell(request) {
    return (await loadMaps()).timeCell(await decideOpened(request.settings), request);
  },
  async drawMap(request, onProgress) {
    return (await loadMaps()).drawMap(await decideOpened(request.settings), request, onProgress);
  },
  async chooseForward(request, metric, best, onProgress) {
    const { chooseMapForward } = await loadMaps();
    const subject = await decideOpened(request.settings);
    return chooseMapForward(subject, request, metric, best, onProgress);
  },
  async compareRuns(request, onProgress, decide) {
    const { compareStoredRuns } = await import('./compare-runs');
    return compareStoredRuns(request, onProgress, decide);
  },
  async compare(request, onProgress) {
    const { compareStoredModels } = await import('./compare-models');
    return compareStoredModels(request, onProgress);
  },
  async askFolds(request, onProgress, decide) {
    const { askFolds } = await import('./ask-folds');
    return askFolds(request, onProgress, decide);
  },
  async trade(request, onProgress, decide) {
    const { runStoredPortfolio } = await import('./run-portfolio');
    const result = await runStoredPortfolio(request, onProgress, decide);
    return transfer(result, [result.openTime.buffer, result.equity.buffer]);
  },
};

const loadMaps = () => import('./map-settings');

function requireOpened(): Opened {
  if (opened === undefined) throw new Error('evaluation: open a dataset first');
  return opened;
}

/** Returns what is opened, on bars with the decisions of a person's own rule where the settings have one; throws where it fails. */
async function decideOpened(settings: TradingSettings): Promise<Opened> {
  const subject = requireOpened();
  const { bars, outOfSample, decide } = subject;
  const { probability } = outOfSample;
  const asked = { bars, probability, range: spanBars(outOfSample), settings };
  return { ...subject, bars: await decideOrThrow(asked, decide) };
}

/** Returns the same with all that a judgement needs; throws where no model is open. */
async function openJudging(settings: TradingSettings): Promise<Judging> {
  const subject = await decideOpened(settings);
  const { model } = subject;
  if (model === undefined) throw new Error('evaluation: only a model can be judged');
  known ??= prepareJudging({ ...requireOpened(), model });
  return { ...subject, model, ...known };
}

function prepareJudging(subject: Subject): NonNullable<typeof known> {
  const { model, bars, outOfSample } = subject;
  const label = findLabel(model.label);
  const labels = label.compute(bars, model.horizonBars);
  const seenEnd = outOfSample.bars[0].start - label.lookAheadBars(model.horizonBars);
  return {
    labels: keepLabels(labels, outOfSample.labels),
    seenLabels: labels.subarray(0, seenEnd),
    record: createRecorder('simulated', subject),
  };
}

async function describeJudged(
  { dataset, model, bars, outOfSample, labels, seenLabels }: Judging,
  settings: TradingSettings,
): Promise<Judged> {
  const { start, end } = spanBars(outOfSample);
  const { openTime } = bars;
  const tries = await loadTries(dataset, { from: openTime[start], to: openTime[end - 1] });
  const { horizonBars, test } = model;
  // Models of a walk-forward learned from other bars than this one; the bars before its first test are known to all.
  const isHoldout = outOfSample.source === 'holdout';
  const constantGuess = isHoldout ? test.constantGuess : measureRiseShare(seenLabels);
  return { bars, unseen: outOfSample, labels, horizonBars, constantGuess, settings, tries };
}

/** Returns the rows that the model reads, one a bar. */
function buildRows(bars: Bars, { label, horizonBars, spec, features, scaler }: ModelInfo): Dataset {
  const receptive = receptiveField(spec);
  return buildDataset(bars, { label, horizonBars, receptiveField: receptive, features, scaler });
}

/** Yields what each model of a walk-forward learned from and is tested on: one at a time, since each has rows of all bars. */
function* listFolds(
  bars: Bars,
  { training }: StudyRequest,
  folds: readonly Fold[],
): Generator<BaselineFold> {
  const { label, horizonBars, spec, features } = training;
  for (const fold of folds) {
    const split = placeSplit(fold);
    const known = viewBars(bars, { start: 0, end: fold.window.end });
    const dataset = buildDataset(known, {
      label,
      horizonBars,
      receptiveField: receptiveField(spec),
      features,
      split,
    });
    const tests = fold.tests.map((test) => test.bars);
    yield { learned: { bars: known, dataset, split }, tests, tested: dataset };
  }
}

/** Undefined where they are no longer stored. */
async function loadStoredBars(datasetId: string): Promise<Bars | undefined> {
  const database = await openDatabase();
  try {
    const info = await findDataset(database, datasetId);
    return info && (await loadBars(database, datasetId));
  } finally {
    database.close();
  }
}

/** Counts as the reference dashboard did, which did not calibrate either; only over bars that a model was trained on. */
async function openUp(
  { model, dataset, bars, probability, decide }: Judging,
  settings: TradingSettings,
): Promise<Examination['autopsy']> {
  if (dataset.id !== model.datasetId) return [];
  const { train, test } = model.split;
  const raw = probability.map((value) => uncalibrate(value, model.calibration));
  const unseen = { bars, probability: raw, range: test.bars };
  const range = takeSeen(train.bars, test.bars);
  // A person's own rule has decided on bars out of sample alone.
  const seen = {
    ...unseen,
    bars: await decideOrThrow({ ...unseen, range, settings }, decide),
    range,
  };
  return dissectTraded({ seen, unseen, settings });
}

/** Takes features and past bars from the model, and tells what that costs. */
async function explain(
  { model, bars, labels, outOfSample, request }: Judging,
  { values }: Dataset,
  lastSignal: BarIndex | undefined,
  tell: (part: Partial<Examination>) => void,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const input: AttributionInput = {
    features: model.features,
    values,
    labels,
    probability: outOfSample.probability,
    openTime: bars.openTime,
    intervalMs: bars.intervalMs,
    range: spanBars(outOfSample),
    reach: receptiveField(model.spec),
    hasGradient: hasGradient(model.spec),
  };
  tell({ correlations: correlateFeatures(input.features, values, listPredicted(input)) });
  const predict = await openPredictor(model.id, request.backend);
  const answer = <Result>(asking: Predicting<Result>): Promise<Result> =>
    answerPredicting(asking, predict, (fraction) => onProgress(fraction, 1));
  tell({ importance: await answer(measureImportance(input)) });
  tell({ lookBack: await answer(measureLookBack(input)) });
  if (lastSignal !== undefined) tell({ signal: await answer(explainBar(input, lastSignal)) });
}

/** Returns the bars of the range that have a probability, so that all of their features are defined. */
function listPredicted({ probability, range }: AttributionInput): readonly BarIndex[] {
  const bars: BarIndex[] = [];
  for (let bar = range.start; bar < range.end; bar++) {
    if (!Number.isNaN(probability[bar])) bars.push(bar);
  }
  return bars;
}

/** Returns a function that asks the stored model about rows of scaled features. */
async function openPredictor(
  modelId: string,
  backend: EvaluationSubject['backend'],
): Promise<(values: Float32Array) => Promise<Float32Array>> {
  const database = await openDatabase();
  const { info, weights } = await loadModel(database, modelId).finally(() => database.close());
  const { predictRows, startFor } = await import('../models/predict-dataset');
  await startFor(info.spec, backend);
  return (values) => predictRows(values, info, weights);
}
