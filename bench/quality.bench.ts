import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalCompute } from '../models/compute';
import { needsBackend } from '../models/network';
import { predictDataset } from '../models/predict-dataset';
import { trainModel } from '../models/trainer';
import { yieldToEvents } from '../models/training-event';
import { type Bars, countBars, sliceBars } from '../src/core/bars/bars';
import { resampleBars } from '../src/core/bars/resample';
import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import { buildDataset } from '../src/core/dataset/build-dataset';
import type { Dataset } from '../src/core/dataset/dataset';
import { type BlockSplit, chooseEmbargo, shiftRange } from '../src/core/dataset/splits';
import { planWalkForward, type WalkForwardFolds } from '../src/core/dataset/walk-forward';
import { findLookBack } from '../src/core/features/compute';
import { findAvailableColumns } from '../src/core/features/feature';
import { featurePresets, keepUsable, listOffered } from '../src/core/features/choice';
import { compareDailyAuc } from '../src/core/metrics/daily-scores';
import type { Interval } from '../src/core/metrics/statistics';
import { findLogit, squash } from '../src/core/models/calibration';
import { modelKinds } from '../src/core/models/list';
import type { ModelSpec } from '../src/core/models/model-kind';
import { defaultTrainingOptions } from '../src/core/models/options';
import { defaultSpec, receptiveField } from '../src/core/models/spec';
import {
  joinFolds,
  keepLabels,
  rankWithin,
  type OutOfSample,
  takeHoldout,
} from '../src/core/out-of-sample';
import { defaultTradingSettings } from '../src/core/trading/settings';
import { findEvidence } from '../src/core/verdict/evidence';
import { summarizeTrials } from '../src/core/verdict/trial-statistics';
import { generateSampleMarket } from '../src/feeds/sample/sample-market';
import { keepColumn } from './keep-column';
import { type BenchResult, roundTo } from './measure';
import { startNodeBackend } from './node-backend';
import { readMarketFile } from './read-market-file';
import { root } from './root';

interface QualityOptions {
  /** Paths, names of `markets`, or `market SEED` and `noise SEED 5m` of the sample; several separated by commas, as all lists here. */
  readonly data?: string;
  /** Presets and families of features, joined by `+`: `nine+clock`. */
  readonly features?: string;
  readonly kinds?: string;
  readonly seeds?: string;
  readonly horizon?: string;
  /** Tests a walk-forward of about 24 folds in place of one block. */
  readonly folds?: boolean;
}

const folder = join(root, '../shared/data/btcusdt-spot');
/** Where the folder of test data is there; the two years are the goal's. */
const markets: Readonly<Record<string, string>> = {
  '2024q1': join(folder, 'btcusdt_1m_2024q1.klines.parquet'),
  '2023+2024': join(folder, 'btcusdt_1m_2023_2024.klines.parquet'),
};
const reference = 'nine';
const noTries = summarizeTrials([]);

/** Out of sample, what a kind of model makes of a set of features. */
interface Tested {
  readonly unseen: OutOfSample;
  readonly labels: Uint8Array;
  readonly constantGuess: number;
  readonly seconds: number;
}

/**
 * Trains each kind with each set of features and each seed, and tells what it does out of sample: AUC with its interval by
 * days, skill, break-even. The probabilities of several seeds are averaged as logits, which is compared with the same kind's
 * on the reference features, over the same bars. Trainings are kept in node_modules/.cache/quality.
 */
export async function* run(options: QualityOptions): AsyncGenerator<BenchResult> {
  const horizonBars = Number(options.horizon ?? 10);
  const seeds = Array.from({ length: Number(options.seeds ?? 3) }, (_, at) => at + 1);
  const kinds = split(options.kinds) ?? modelKinds.map(({ name }) => name);
  const presets = split(options.features) ?? ['nine', 'recommended', 'all'];
  for (const data of split(options.data) ?? Object.keys(markets)) {
    const bars = await readBars(data);
    if (bars === undefined) {
      yield { name: 'quality', data, absent: 'not in ../shared/data' };
      continue;
    }
    const byPreset = new Map<string, Tested[]>(presets.map((preset) => [preset, []]));
    for (const kind of kinds) {
      const means = new Map<string, Tested>();
      for (const preset of presets) {
        const about = { data, kind, features: preset, horizon: horizonBars };
        const tested: Tested[] = [];
        for (const seed of seeds) {
          const one = await test(bars, about, seed, options.folds === true);
          tested.push(one);
          yield { name: 'quality', ...about, seed, ...describe(bars, one, horizonBars) };
        }
        const mean = average(tested);
        means.set(preset, mean);
        byPreset.get(preset)?.push(mean);
        if (tested.length > 1) {
          const figures = describe(bars, mean, horizonBars);
          yield { name: 'quality', ...about, seed: `mean of ${seeds.length}`, ...figures };
        }
        const base = means.get(reference);
        if (base === undefined || preset === reference) continue;
        const difference = compare(bars, mean, base);
        yield { name: 'quality-difference', ...about, against: reference, ...difference };
      }
    }
    if (kinds.length === 1) continue;
    // An ensemble of kinds, each with all its seeds, against the first of them.
    for (const [preset, tested] of byPreset) {
      const mean = average(tested);
      const about = { data, kind: kinds.join('+'), features: preset, horizon: horizonBars };
      yield { name: 'quality', ...about, seed: 'mean', ...describe(bars, mean, horizonBars) };
      const difference = compare(bars, mean, tested[0]);
      yield { name: 'quality-difference', ...about, against: kinds[0], ...difference };
    }
  }
}

function split(list: string | undefined): string[] | undefined {
  return list?.split(',').map((part) => part.trim());
}

async function readBars(data: string): Promise<Bars | undefined> {
  const [kind, seed = '1', interval = '1m'] = data.split(' ');
  if (kind === 'market' || kind === 'noise') {
    const { bars } = generateSampleMarket({
      kind: kind === 'market' ? 'edge' : 'noise',
      seed: Number(seed),
    });
    const minutes = Number.parseInt(interval, 10);
    return minutes === 1 ? bars : resampleBars(bars, minutes * 60_000);
  }
  const path = markets[data] ?? data;
  return existsSync(path) ? readMarketFile(path) : undefined;
}

interface About {
  readonly data: string;
  readonly kind: string;
  readonly features: string;
  readonly horizon: number;
}

async function test(bars: Bars, about: About, seed: number, isWalked: boolean): Promise<Tested> {
  const kind = modelKinds.find(({ name }) => name === about.kind);
  if (kind === undefined) throw new Error(`quality: there is no kind ${about.kind}`);
  const spec = defaultSpec(kind);
  const features = pickFeatures(bars, about.features);
  const setup = { spec, features, horizonBars: about.horizon };
  const key = [about.data.replaceAll('/', '_'), about.kind, about.features, about.horizon, seed];
  if (!isWalked) {
    const dataset = build(bars, setup);
    const { column, seconds } = await keepColumn('quality', key.join('-'), countBars(bars), () =>
      train(dataset, spec, seed),
    );
    const { probability, baseRate } = calibrateOnValidation(dataset, column);
    const { labels } = dataset;
    const unseen = takeHoldout(dataset.split, probability);
    return { unseen, labels, constantGuess: baseRate, seconds };
  }
  return walk(bars, setup, seed, key.join('-'));
}

/** Returns the features of presets and families, joined by `+`, that the bars can give. */
function pickFeatures(bars: Bars, wanted: string): string[] {
  const { intervalMs } = bars;
  const offered = listOffered(intervalMs);
  const names = wanted.split('+').flatMap((name) => {
    const preset = featurePresets.find((one) => one.name === name);
    const picked = offered.filter((one) => preset?.picks(one) ?? one.family === name);
    if (picked.length > 0) return picked.map((one) => one.name);
    throw new Error(`quality: there is no preset or family ${name}`);
  });
  const source = { columns: findAvailableColumns(bars), intervalMs, extras: [] };
  return keepUsable(names, source).map(({ name }) => name);
}

interface Setup {
  readonly spec: ModelSpec;
  readonly features: readonly string[];
  readonly horizonBars: number;
}

function build(bars: Bars, { spec, features, horizonBars }: Setup, blocks?: BlockSplit): Dataset {
  return buildDataset(bars, {
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    ...(blocks && { split: blocks }),
  });
}

async function train(dataset: Dataset, spec: ModelSpec, seed: number) {
  if (needsBackend(spec)) await startNodeBackend('wasm');
  const compute = createLocalCompute(dataset);
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const startedMs = performance.now();
  const options = { ...defaultTrainingOptions, seed };
  const { weights } = await trainModel(dataset, spec, options, callbacks, { compute });
  const seconds = (performance.now() - startedMs) / 1000;
  return { column: await predictDataset(dataset, spec, weights, compute), seconds };
}

/** A rolling walk-forward: each of about 24 blocks is tested by a model of the fifth part of all days before it. */
async function walk(bars: Bars, setup: Setup, seed: number, key: string): Promise<Tested> {
  const folds = planFolds(bars, setup);
  const parts: Float32Array[] = [];
  let [seconds, rate] = [0, 0];
  for (const [at, { window, split: blocks, tests }] of folds.entries()) {
    const dataset = build(sliceBars(bars, window), setup, blocks);
    const kept = await keepColumn('quality', `${key}-fold-${at}`, dataset.labels.length, () =>
      train(dataset, setup.spec, seed),
    );
    const { probability, baseRate } = calibrateOnValidation(dataset, kept.column);
    const { start, end } = shiftRange(tests[0].bars, -window.start);
    parts.push(probability.subarray(start, end));
    seconds += kept.seconds;
    rate += baseRate / folds.length;
  }
  const unseen = joinFolds(folds, parts, countBars(bars));
  const { labels } = build(bars, setup);
  return { unseen, labels, constantGuess: rate, seconds };
}

function planFolds(bars: Bars, { features, horizonBars }: Setup): WalkForwardFolds {
  const days = Math.ceil((countBars(bars) * bars.intervalMs) / 86_400_000);
  const trainDays = Math.floor(days / 5);
  const testDays = Math.floor((days - trainDays) / 24);
  return planWalkForward(bars.openTime, {
    mode: 'rolling',
    trainDays,
    validationDays: Math.max(1, Math.floor(trainDays / 6)),
    testDays,
    stepDays: testDays,
    lookAheadBars: horizonBars,
    embargoBars: chooseEmbargo(findLookBack(bars, features)),
  });
}

/** Returns the mean of the logits of several trainings that were tested on the same bars. */
function average(tested: readonly Tested[]): Tested {
  const [first] = tested;
  const probability = first.unseen.probability.map((_, bar) => {
    const logits = tested.map(({ unseen }) => unseen.probability[bar]);
    return squash(logits.reduce((sum, p) => sum + findLogit(p), 0) / logits.length);
  });
  const seconds = tested.reduce((sum, one) => sum + one.seconds, 0);
  return { ...first, unseen: { ...first.unseen, probability }, seconds };
}

/** Returns the difference of two AUCs on the same bars, each bar ranked within its test block as by `estimateAuc`. */
function compare(bars: Bars, { labels, unseen }: Tested, other: Tested) {
  const known = keepLabels(labels, unseen.labels);
  const [own, others] = [unseen, other.unseen].map((one) => rankWithin(one.probability, one.bars));
  const { value, ci } = compareDailyAuc(known, own, others, bars.openTime, { seed: 1 });
  return { auc: roundTo(value), ci: formatInterval(ci) };
}

function formatInterval([low, high]: Interval): string {
  return `${roundTo(low, 4)} to ${roundTo(high, 4)}`;
}

function describe(bars: Bars, tested: Tested, horizonBars: number) {
  const { unseen, labels, constantGuess, seconds } = tested;
  const settings = defaultTradingSettings;
  const judged = { bars, unseen, labels, horizonBars, constantGuess, settings, tries: noTries };
  const { auc, skill, breakEvenBps } = findEvidence(judged).evidence;
  return {
    auc: roundTo(auc.value, 4),
    ci: formatInterval(auc.ci),
    skill: roundTo(skill.value),
    breakEvenBps: roundTo(breakEvenBps.value),
    seconds: roundTo(seconds),
  };
}
