import type { BarRange, Bars } from '../src/core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import { type OutOfSample, spanBars } from '../src/core/out-of-sample';
import type { StudyRequest } from '../src/core/study';
import type { PerformanceRecord } from '../src/core/metrics/performance-record';
import type { PortfolioLimits } from '../src/core/trading/portfolio/portfolio';
import { createSweep } from '../src/core/trading/sweep/sweep';
import { suitSettings, type TradingSettings } from '../src/core/trading/settings';
import { describeSpec } from '../src/core/models/spec';
import {
  describeConfiguration,
  describeRules,
  describeTrial,
  type NewTrial,
} from '../src/core/verdict/ledger';
import type { TrainingRequest } from '../src/core/training';
import { openDatabase } from '../src/storage/database';
import { appendTrials } from '../src/storage/trials';
import type { Replayed } from './load-subject';

/**
 * Returns a function that backtests settings over the whole out-of-sample period and appends what they earn to the
 * ledger; it throws `StorageError`. `bars` are the subject's with decisions, where these are made elsewhere.
 */
export function createRecorder(
  kind: NewTrial['kind'],
  subject: Omit<Replayed, 'probability'>,
): (settings: TradingSettings, bars?: Bars) => Promise<void> {
  const { dataset, model, outOfSample, walkForward } = subject;
  const plan = walkForward?.request.plan;
  const isOwnTest = outOfSample.source === 'holdout' && dataset.id === model?.datasetId;
  const isWalk = plan !== undefined;
  const by = model === undefined ? [] : [`${model.name}${isWalk ? ', walk-forward' : ''}`];
  const backtest = createBacktest(subject);
  return async (settings, bars) => {
    await appendTries({
      kind,
      name: [...by, describeRules(settings)].join(' · '),
      at: Date.now(),
      ...(model !== undefined && { modelId: model.id }),
      dataset,
      configuration: {
        ...describeTraded(dataset, model, settings),
        ...(model !== undefined && { plan }),
      },
      record: backtest(settings, bars),
      auc: model !== undefined && isOwnTest ? model.test.auc : NaN,
    });
  };
}

/** Returns all that decides what a model, or a strategy without one, earns on a dataset. */
export function describeTraded(
  dataset: DatasetInfo,
  model: ModelInfo | undefined,
  settings: TradingSettings,
): object {
  if (model === undefined) return { datasetId: dataset.id, settings };
  return describeConfiguration(model, settings);
}

/** What a finished walk-forward is recorded by. */
interface WalkForwardTry {
  readonly dataset: DatasetInfo;
  readonly bars: Bars;
  readonly request: StudyRequest;
  readonly outOfSample: OutOfSample;
  readonly auc: number;
}

/**
 * Appends to the ledger what a walk-forward earns with the settings that a first simulation has; throws
 * `StorageError`.
 */
export async function recordWalkForward(tried: WalkForwardTry): Promise<void> {
  const { dataset, request, auc } = tried;
  const { plan, training } = request;
  const { backend: _, workers: __, ...configuration } = training;
  const settings = suitSettings(dataset, training);
  await appendTries({
    kind: 'walk-forward',
    name: `${describeSpec(training.spec)}, walk-forward · ${describeRules(settings)}`,
    at: Date.now(),
    dataset,
    configuration: { ...configuration, plan, settings },
    record: createBacktest(tried)(settings),
    auc,
  });
}

/** A training of a search, which is judged on the validation block. */
interface SearchedTry {
  readonly dataset: DatasetInfo;
  readonly bars: Bars;
  /** All that decides the model. */
  readonly configuration: Pick<TrainingRequest, 'spec' | 'horizonBars'> & object;
  /** One a bar, at least at those of the validation block. */
  readonly probability: Float32Array;
  readonly validation: BarRange;
}

/**
 * Appends to the ledger what a try of a search would have earned on its validation block with the settings that a first
 * simulation has: the test block stays unseen. Throws `StorageError`.
 */
export async function recordSearchTry(tried: SearchedTry): Promise<void> {
  const { dataset, bars, configuration, probability, validation } = tried;
  const settings = suitSettings(dataset, configuration);
  await appendTries({
    kind: 'searched',
    name: `${describeSpec(configuration.spec)}, validation block · ${describeRules(settings)}`,
    at: Date.now(),
    dataset,
    configuration: { ...configuration, judgedOn: 'validation', settings },
    record: createSweep({ bars, probability, range: validation }).run(settings),
    auc: NaN,
  });
}

/** Appends to the ledger of each dataset what all of them earned on one capital; throws `StorageError`. */
export async function recordPortfolio(
  subjects: readonly Pick<Replayed, 'dataset' | 'model'>[],
  settings: TradingSettings,
  limits: PortfolioLimits,
  record: PerformanceRecord,
): Promise<void> {
  const members = subjects.map(({ dataset, model }) => ({
    datasetId: dataset.id,
    model: describeTraded(dataset, model, settings),
  }));
  const names = subjects.map(({ dataset }) => dataset.name).join(' + ');
  await appendTries(
    ...subjects.map(({ dataset, model }) => ({
      kind: 'portfolio' as const,
      name: `${names} on one capital · ${describeRules(settings)}`,
      at: Date.now(),
      ...(model !== undefined && { modelId: model.id }),
      dataset,
      configuration: { members, limits },
      record,
      auc: NaN,
    })),
  );
}

function createBacktest({ bars: own, outOfSample }: Pick<Replayed, 'bars' | 'outOfSample'>) {
  let last: { readonly bars: Bars; readonly sweep: ReturnType<typeof createSweep> } | undefined;
  return (settings: TradingSettings, bars = own) => {
    const { probability } = outOfSample;
    if (last?.bars !== bars) {
      last = { bars, sweep: createSweep({ bars, probability, range: spanBars(outOfSample) }) };
    }
    return last.sweep.run(settings);
  };
}

/** Appends tries to the ledger, all or none; throws `StorageError`. */
export async function appendTries(
  ...attempts: readonly Parameters<typeof describeTrial>[0][]
): Promise<void> {
  const trials = attempts.map(describeTrial);
  const database = await openDatabase();
  try {
    await appendTrials(database, trials);
  } finally {
    database.close();
  }
}
