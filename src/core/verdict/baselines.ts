import type { BarRange, Bars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import { usableTargets } from '../dataset/chunks';
import type { Dataset } from '../dataset/dataset';
import { noLabel } from '../labels/label';
import { computeAuc } from '../metrics/auc';
import { compareDailyAuc, estimateDailyAuc } from '../metrics/daily-scores';
import { reportPerformance } from '../metrics/performance';
import { computeAccuracy, computeLogLoss, measureRiseShare } from '../metrics/probability-scores';
import { computeMean, type Estimate } from '../metrics/statistics';
import { calibrate, fitCalibration, squash } from '../models/calibration';
import { rankWithin } from '../out-of-sample';
import { deriveSeed } from '../random';
import { createEngine, stepThrough } from '../trading/engine';
import type { TradingSettings } from '../trading/settings';
import { createRandomEntries } from '../trading/sweep/random-entries';
import { createSweep } from '../trading/sweep/sweep';
import {
  findOffsets,
  fitLogistic,
  type LaggedColumns,
  readLogit,
} from '../models/logistic-regression';

/** Bars with what a model reads of them and is to say. */
interface BaselineBars {
  readonly bars: Bars;
  readonly dataset: Pick<Dataset, 'features' | 'values' | 'labels' | 'stretches'>;
}

/** Bars that are tested, with what was trained before them. */
export interface BaselineFold {
  /** Where baselines are fitted: with the training block's scaler, and nothing but its labels and the validation block's. */
  readonly learned: BaselineBars & {
    readonly split: Pick<Dataset['split'], 'train' | 'validation'>;
  };
  /** Bars of `tested` that this fold says something of. */
  readonly tests: readonly BarRange[];
  /** The tested bars, with the same scaler. */
  readonly tested: BaselineBars['dataset'];
}

interface BaselineInput {
  /** One for a holdout; of a walk-forward one for each fold, in time order. Each is asked for once, since it may be large. */
  readonly folds: Iterable<BaselineFold>;
  readonly bars: Bars;
  /** One a bar: 1, 0, or `noLabel` where the label may not count. */
  readonly labels: Uint8Array;
  /** The model's, calibrated, one a bar; NaN outside the tested bars. Baselines are judged where it is a number. */
  readonly probability: Float32Array;
  readonly horizonBars: number;
  readonly settings: TradingSettings;
  readonly seed?: number;
}

/** What one way to predict reaches on the tested bars; plain data. */
export interface BaselineResult {
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  /** With its interval by days; undefined where it says the same of all bars, or no probability. */
  readonly auc?: Estimate | undefined;
  /** AUC of the model less its own, on the same days. */
  readonly difference?: Estimate | undefined;
  readonly logLoss: number;
  /** `1 - log loss / log loss of the constant guess`. */
  readonly skill: number;
  readonly accuracy: number;
  readonly pnlFraction: number;
  readonly trades: number;
}

/**
 * Returns the model and, beside it, what needs no network, on the same bars and by the same rules of trading. Each
 * baseline is fitted on the training block and calibrated on the validation block as the model is; in a walk-forward
 * anew for each fold, whose bars are ranked among themselves. `onFold` is told of the folds that are done.
 */
export function runBaselines(
  input: BaselineInput,
  onFold: (done: number) => void = () => undefined,
): readonly BaselineResult[] {
  const { folds, bars, labels, probability, settings, seed = 1 } = input;
  const said = baselines.map(() => Float32Array.from(probability, () => NaN));
  const guess = Float64Array.from(probability, () => NaN);
  const tested: BarRange[] = [];
  let done = 0;
  for (const fold of folds) {
    const { learned, tests } = fold;
    const rate = measureRiseShare(cut(learned.dataset.labels, learned.split.train.labels));
    for (const { start, end } of tests) guess.fill(rate, start, end);
    baselines.forEach(({ columnsOf }, at) => predictFold(fold, input, columnsOf, said[at]));
    tested.push(...tests);
    onFold(++done);
  }
  const range = { start: tested[0]?.start ?? 0, end: tested.at(-1)?.end ?? 0 };
  const judged = labels.map((label, bar) => (Number.isNaN(probability[bar]) ? noLabel : label));
  const known = [...judged.keys()].filter((bar) => judged[bar] !== noLabel);
  const read = (values: ArrayLike<number>) => Float64Array.from(known, (bar) => values[bar] ?? NaN);
  const truth = read(judged);
  const none = computeLogLoss(truth, read(guess));
  const judge = (said: ArrayLike<number>) => {
    const pairs = read(said);
    // A baseline may have no window where the model has one: there it says what is known without it.
    pairs.forEach((value, at) => {
      if (Number.isNaN(value)) pairs[at] = guess[known[at] ?? NaN] ?? NaN;
    });
    const logLoss = computeLogLoss(truth, pairs);
    return { logLoss, skill: 1 - logLoss / none, accuracy: computeAccuracy(truth, pairs) };
  };
  const trade = (said: ArrayLike<number>) => {
    const { pnlFraction, trades } = reportPerformance(
      createSweep({ bars, probability: said, range }).run(settings),
    );
    return { pnlFraction, trades };
  };
  const times = bars.openTime;
  const rank = (said: Float32Array) => rankWithin(said, tested);
  const modelRanks = rank(probability);
  const predicted = baselines.map(({ name, label, meaning, columnsOf }, at) => {
    const own = said[at];
    probability.forEach((value, bar) => {
      if (Number.isNaN(value)) own[bar] = NaN;
    });
    const ranks = rank(own);
    const ranked = columnsOf !== undefined && {
      auc: estimateDailyAuc(judged, ranks, times, { seed }),
      difference: compareDailyAuc(judged, modelRanks, ranks, times, { seed }),
    };
    return { name, label, meaning, ...ranked, ...judge(own), ...trade(own) };
  });
  const model = {
    name: 'model',
    label: 'Model',
    meaning: 'The trained model, calibrated.',
    auc: estimateDailyAuc(judged, modelRanks, times, { seed }),
    ...judge(probability),
    ...trade(probability),
  };
  const unsaid = { logLoss: NaN, skill: NaN, accuracy: NaN };
  return [
    model,
    ...predicted,
    { ...enterAtRandom(input, range, seed), ...unsaid },
    { ...holdAll(bars, settings, range), ...unsaid },
  ];
}

/** A baseline: what it reads, on which a logistic regression is fitted. */
interface Baseline {
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  /** Left out where it reads nothing. */
  columnsOf?(subject: BaselineBars, fold: BaselineFold, input: BaselineInput): LaggedColumns;
}

const readEach = (values: Float32Array): LaggedColumns => ({
  values,
  width: 1,
  columns: [0],
  lags: [0],
});

const baselines: readonly Baseline[] = [
  {
    name: 'majority',
    label: 'Majority',
    meaning: 'Says the share of rises in the training bars of every bar.',
  },
  {
    name: 'last-sign',
    label: 'Last direction',
    meaning:
      'The direction of the last bars, as many as the horizon: goes on or turns, as in training.',
    columnsOf: ({ bars }, _fold, { horizonBars }) =>
      readEach(listReturns(bars, horizonBars).map(Math.sign)),
  },
  {
    name: 'reversal',
    label: 'Return of 15 bars',
    meaning: 'The return over the last 15 bars alone: turns or goes on, as in training.',
    columnsOf: ({ bars }, { learned }) => {
      const scale = measureScale(listReturns(learned.bars, 15), learned.split.train.labels);
      return readEach(
        listReturns(bars, 15).map((value) => Math.max(-8, Math.min(8, value / scale))),
      );
    },
  },
  {
    name: 'best-feature',
    label: 'Best single feature',
    meaning: 'The feature that ranks the training bars best, alone.',
    columnsOf: ({ dataset }, { learned }) => ({
      values: dataset.values,
      width: dataset.features.length,
      columns: [findBestFeature(learned)],
      lags: [0],
    }),
  },
  {
    name: 'logistic',
    label: 'Logistic regression',
    meaning: 'The same features at the last bar, weighted and added.',
    columnsOf: ({ dataset }) => lag(dataset, [0]),
  },
  {
    name: 'logistic-lags',
    label: 'Logistic regression with lags',
    meaning: 'The same features at the last bar and at some before it, weighted and added.',
    columnsOf: ({ dataset }) =>
      lag(dataset, lags.slice(0, Math.max(1, Math.floor(maxColumns / dataset.features.length)))),
  },
];

const lags = [0, 1, 2, 4, 8, 16, 32];

/** The time to fit grows with the square of it. */
const maxColumns = 64;

function lag(
  { values, features }: BaselineBars['dataset'],
  bars: readonly number[],
): LaggedColumns {
  return { values, width: features.length, columns: [...features.keys()], lags: bars };
}

/** Writes a baseline's calibrated probabilities of a fold's tested bars into `said`. */
function predictFold(
  fold: BaselineFold,
  input: BaselineInput,
  columnsOf: Baseline['columnsOf'],
  said: Float32Array,
): void {
  const { learned, tests, tested } = fold;
  const { labels } = learned.dataset;
  const { train, validation } = learned.split;
  const baseRate = measureRiseShare(cut(labels, train.labels));
  if (columnsOf === undefined) {
    for (const { start, end } of tests) said.fill(baseRate, start, end);
    return;
  }
  const read = columnsOf(learned, fold, input);
  const offsets = findOffsets(read);
  const field = 1 + Math.max(...read.lags);
  const rows = usableTargets(learned.dataset, train.labels, field, { needLabel: true });
  const weights = fitLogistic(read, labels, rows);
  const say = (subject: LaggedColumns, dataset: BaselineBars['dataset'], range: BarRange) => {
    const result = new Float32Array(range.end - range.start).fill(NaN);
    for (const { start, end } of usableTargets(dataset, range, field, { needLabel: false })) {
      for (let bar = start; bar < end; bar++) {
        result[bar - range.start] = squash(readLogit(subject, weights, offsets, bar));
      }
    }
    return result;
  };
  const calibration = fitCalibration(
    cut(labels, validation.labels),
    say(read, learned.dataset, validation.labels),
    { baseRate, horizonBars: input.horizonBars },
  );
  const subject =
    tested === learned.dataset
      ? read
      : columnsOf({ bars: input.bars, dataset: tested }, fold, input);
  for (const range of tests) {
    said.set(
      say(subject, tested, range).map((value) => calibrate(value, calibration)),
      range.start,
    );
  }
}

/** Returns close[t] / close[t - lagBars] - 1, and 0 where a gap or the start lies between. */
function listReturns(bars: Bars, lagBars: number): Float32Array {
  const { close } = bars;
  const returns = new Float32Array(close.length);
  for (const { start, end } of findSegments(bars)) {
    for (let bar = start + lagBars; bar < end; bar++) {
      returns[bar] = (close[bar] ?? NaN) / (close[bar - lagBars] ?? NaN) - 1;
    }
  }
  return returns;
}

/** Root mean square over a range; 1 where it is 0. */
function measureScale(values: Float32Array, { start, end }: BarRange): number {
  let squares = 0;
  for (let bar = start; bar < end; bar++) squares += (values[bar] ?? NaN) ** 2;
  return Math.sqrt(squares / (end - start)) || 1;
}

function findBestFeature({ dataset, split }: BaselineFold['learned']): number {
  const { values, features } = dataset;
  const { start, end } = split.train.labels;
  const labels = new Uint8Array(end - start).fill(noLabel);
  for (const rows of usableTargets(dataset, split.train.labels, 1, { needLabel: true })) {
    labels.set(cut(dataset.labels, rows), rows.start - start);
  }
  const strengths = features.map((_, feature) => {
    const column = Float64Array.from(
      labels,
      (__, row) => values[(start + row) * features.length + feature] ?? NaN,
    );
    return Math.abs(computeAuc(labels, column) - 0.5);
  });
  return strengths.indexOf(Math.max(...strengths));
}

const randomRuns = 200;

/** The mean of many runs in which the model's own trades begin at random times. */
function enterAtRandom(
  { bars, probability, settings }: BaselineInput,
  range: BarRange,
  seed: number,
): Pick<BaselineResult, 'name' | 'label' | 'meaning' | 'pnlFraction' | 'trades'> {
  const engine = createEngine(settings, bars.intervalMs);
  stepThrough(engine, bars, probability, range);
  const draw = createRandomEntries(engine.trades, bars, range, settings);
  const sweep = createSweep({ bars, probability, range });
  const results = Array.from({ length: randomRuns }, (_, run) =>
    reportPerformance(sweep.runEntries(settings, draw(deriveSeed(seed, run)))),
  );
  return {
    name: 'random-entry',
    label: 'Random entry',
    meaning: `The model’s trades at random times, in the mean of ${randomRuns} runs.`,
    pnlFraction: computeMean(results.map(({ pnlFraction }) => pnlFraction)),
    trades: engine.trades.length,
  };
}

/** Buys at the first open with all the capital and sells at the last close, by the same costs. */
function holdAll(
  { open, close }: Bars,
  { feeBps, slippageBps }: TradingSettings,
  { start, end }: BarRange,
): Pick<BaselineResult, 'name' | 'label' | 'meaning' | 'pnlFraction' | 'trades'> {
  const ratio = (close[end - 1] ?? NaN) / (open[start] ?? NaN);
  const cost = (feeBps + slippageBps) / 10_000;
  return {
    name: 'buy-and-hold',
    label: 'Buy and hold',
    meaning: 'All the capital, from the first bar to the last, at the same costs.',
    pnlFraction: ratio - 1 - cost * (1 + ratio),
    trades: 1,
  };
}

function cut<Values extends Uint8Array | Float32Array>(values: Values, { start, end }: BarRange) {
  return values.subarray(start, end) as Values;
}
