import type { BarIndex, BarRange } from '../bars/bars';
import { noLabel } from '../labels/label';
import { computeAuc } from '../metrics/auc';
import { estimateByDays, resampleDays, sumDrawn } from '../metrics/bootstrap';
import { compareDailyAuc } from '../metrics/daily-scores';
import { measureLogLoss } from '../metrics/probability-scores';
import { dayMs } from '../metrics/risk';
import { computeMean, type Estimate } from '../metrics/statistics';
import { rankWithin } from '../out-of-sample';
import { createRandom, deriveSeed, type Random } from '../random';

/** Rows to be predicted as one stretch without a gap. */
interface RowsToPredict {
  /** `[row, feature]`, scaled; may be overwritten once it is answered. */
  readonly values: Float32Array;
  /** Part of the whole that is done before it, 0 to 1. */
  readonly fraction: number;
}

/**
 * A computation that needs a model's calibrated probabilities of rows: whoever runs it answers each `RowsToPredict` with one
 * a row, NaN in the first `reach - 1`. So it stays free of tensors and time, and can be cancelled between two.
 */
export type Predicting<Result> = Generator<RowsToPredict, Result, Float32Array>;

/** A model on bars that it has not seen. */
export interface AttributionInput {
  readonly features: readonly string[];
  /** `[bar, feature]`, scaled. */
  readonly values: Float32Array;
  /** One a bar: 1, 0, or `noLabel` where it may not count. */
  readonly labels: ArrayLike<number>;
  /** One a bar; bars count where it is a number. */
  readonly probability: ArrayLike<number>;
  readonly openTime: Float64Array;
  readonly intervalMs: number;
  /** Bars to be looked at. */
  readonly range: BarRange;
  /** Bars that one probability depends on. */
  readonly reach: number;
  /** Whether its logit changes with every change of an input; true when left out. */
  readonly hasGradient?: boolean;
  readonly seed?: number;
}

/** What the model loses without something; intervals by days. */
export interface Importance {
  /** A feature, or how many bars the model may see. */
  readonly name: string;
  readonly aucDrop: Estimate;
  /** Nats a bar. */
  readonly logLossRise: Estimate;
}

/**
 * Returns what the model loses when one feature is exchanged between days, as `exchangeDays` does it. Mean over `repeats`
 * permutations.
 *
 * Breiman (2001), "Random Forests"; Fisher, Rudin and Dominici (2019). Features that say the same each seem unimportant, as
 * the other is still there.
 */
export function* measureImportance(
  input: AttributionInput,
  repeats = 3,
): Predicting<readonly Importance[]> {
  const { range } = input;
  const bars = Array.from({ length: range.end - range.start }, (_, at) => range.start + at);
  const exchanged = yield* exchangeDays(input, repeats);
  return input.features.map((name, feature) =>
    average(
      exchanged[feature].map((predicted) => compare(input, name, bars, (at) => predicted[at])),
    ),
  );
}

/** Rows of a model's test bars, and of those before them that its first windows need. */
type ExchangedRows = Pick<
  AttributionInput,
  'features' | 'values' | 'range' | 'reach' | 'intervalMs' | 'seed'
>;

/**
 * Returns `[feature][repeat]` the probability at each bar of the range once that feature was exchanged between days: blocks of a
 * day of its rows are permuted over time, so that it keeps its own autocorrelation and loses its tie to labels and to other
 * features.
 */
export function* exchangeDays(
  { features, values, range, reach, intervalMs, seed = 1 }: ExchangedRows,
  repeats: number,
): Predicting<readonly (readonly Float32Array[])[]> {
  const width = features.length;
  const first = Math.max(0, range.start - reach + 1);
  const rows = values.slice(first * width, range.end * width);
  const count = range.end - first;
  const blockRows = Math.max(1, Math.min(Math.round(dayMs / intervalMs), Math.floor(count / 10)));
  const results: Float32Array[][] = [];
  for (let feature = 0; feature < width; feature++) {
    const exchanged: Float32Array[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const random = createRandom(deriveSeed(seed, feature * repeats + repeat));
      const from = permuteBlocks(count, blockRows, random);
      const changed = rows.slice();
      for (let row = 0; row < count; row++) {
        changed[row * width + feature] = rows[from[row] * width + feature];
      }
      const fraction = (feature * repeats + repeat) / (width * repeats);
      const predicted = yield { values: changed, fraction };
      exchanged.push(predicted.slice(range.start - first));
    }
    results.push(exchanged);
  }
  return results;
}

/** Bars whose windows are cut; more would say the same, as labels overlap. */
const maxWindows = 2000;

/**
 * Returns what the model loses when it sees the last bars alone: rows before them are set to 0, their mean in training. Over
 * at most 2,000 bars, evenly spaced.
 */
export function* measureLookBack(
  input: AttributionInput,
  depths: readonly number[] = [1, 2, 5, 10, 20, 50],
): Predicting<readonly Importance[]> {
  const { values, features, reach } = input;
  const bars = thin(listUsable(input), maxWindows);
  const size = reach * features.length;
  const tried = depths.filter((depth) => depth < reach);
  const results: Importance[] = [];
  for (const [at, depth] of tried.entries()) {
    const windows = new Float32Array(bars.length * size);
    const hidden = (reach - depth) * features.length;
    bars.forEach((bar, window) => {
      const end = (bar + 1) * features.length;
      windows.set(values.subarray(end - size + hidden, end), window * size + hidden);
    });
    const predicted = yield { values: windows, fraction: at / tried.length };
    results.push(
      compare(input, String(depth), bars, (window) => predicted[(window + 1) * reach - 1]),
    );
  }
  return results;
}

/** Why the model says what it says of one bar; plain data. */
export interface BarExplanation {
  readonly bar: BarIndex;
  readonly probability: number;
  readonly features: readonly string[];
  /** How contributions were found: by the gradient, or by setting inputs to their mean, one at a time. */
  readonly method: 'gradient' | 'occlusion';
  /**
   * `[bar, feature]` of the window, oldest bar first: what an input adds to the logit. Positive speaks for a rise.
   */
  readonly contributions: Float32Array;
  /** One sentence that names what counts most. */
  readonly sentence: string;
}

/** Numbers that are predicted at once, 4 MB. */
const maxPartValues = 1_000_000;

/** Change of a scaled input by which a gradient is measured. */
const step = 0.05;

/**
 * Returns how much each input of a bar's window adds to the logit, to first order: gradient times input (Shrikumar et al. 2016),
 * with gradients by forward differences, so that any kind of model can be asked. A model without a gradient (trees answer in
 * steps) is asked what changes when an input is set to its mean in training, which is 0 (occlusion, Zeiler and Fergus 2014).
 */
export function* explainBar(
  {
    features,
    values,
    reach,
    hasGradient = true,
  }: Pick<AttributionInput, 'features' | 'values' | 'reach' | 'hasGradient'>,
  bar: BarIndex,
): Predicting<BarExplanation> {
  const size = reach * features.length;
  const end = (bar + 1) * features.length;
  const window = values.slice(end - size, end);
  if (end < size) throw new RangeError(`attribution: bar ${bar} has no window of ${reach} bars`);
  // The window itself, then one with each input changed. All at once would take hundreds of MB with forty features.
  const probabilities: number[] = [];
  const perPart = Math.max(1, Math.floor(maxPartValues / size));
  for (let from = 0; from <= size; from += perPart) {
    const count = Math.min(perPart, size + 1 - from);
    const windows = new Float32Array(count * size);
    for (let at = 0; at < count; at++) {
      windows.set(window, at * size);
      const input = from + at - 1;
      if (input >= 0) windows[at * size + input] = hasGradient ? window[input] + step : 0;
    }
    const predicted = yield { values: windows, fraction: from / (size + 1) };
    for (let at = 0; at < count; at++) probabilities.push(predicted[(at + 1) * reach - 1]);
  }
  const [probability, ...changed] = probabilities;
  const toLogit = (p: number): number => Math.log(p / (1 - p));
  const contributions = window.map((value, input) => {
    const change = toLogit(changed[input]) - toLogit(probability);
    return hasGradient ? (value * change) / step : -change;
  });
  const sentence = describe(features, contributions, probability);
  const method = hasGradient ? 'gradient' : 'occlusion';
  return { bar, probability, features, method, contributions, sentence };
}

function describe(
  features: readonly string[],
  contributions: Float32Array,
  probability: number,
): string {
  const width = features.length;
  const sums = features.map((name, feature) => {
    let [sum, strongest, ago] = [0, 0, 0];
    for (let at = feature; at < contributions.length; at += width) {
      sum += contributions[at];
      if (Math.abs(contributions[at]) <= strongest) continue;
      strongest = Math.abs(contributions[at]);
      ago = contributions.length / width - 1 - Math.floor(at / width);
    }
    return { name, sum, ago };
  });
  const named = sums
    .sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum))
    .slice(0, 3)
    .map(({ name, sum, ago }) => {
      const when = ago === 0 ? 'at this bar' : `${ago} ${ago === 1 ? 'bar' : 'bars'} ago`;
      return `${name} for a ${sum > 0 ? 'rise' : 'fall'} (most ${when})`;
    });
  return `P(rise) ${probability.toFixed(3)}: what counts most is ${named.join(', ')}.`;
}

/** The test blocks of a walk-forward one after the other, without the bars between them. */
export interface JoinedTests extends Pick<
  AttributionInput,
  'labels' | 'probability' | 'openTime' | 'seed'
> {
  readonly probability: Float32Array;
  /** Positions of each block. */
  readonly blocks: readonly BarRange[];
}

/** What the models of a walk-forward lose without a feature. */
export interface FoldsImportance extends Importance {
  /** Test blocks in which the AUC is lower without it. */
  readonly foldsLost: number;
}

/**
 * Returns what the models of a walk-forward lose when one of the `features` is exchanged; `exchanged` is `[feature][repeat]`, with a
 * probability for each joined bar. Bars are ranked within each block, since the levels of different models cannot be compared.
 */
export function joinImportance(
  { blocks, ...tests }: JoinedTests,
  features: readonly string[],
  exchanged: readonly (readonly Float32Array[])[],
): readonly FoldsImportance[] {
  const bars = [...tests.probability.keys()];
  const labels = Uint8Array.from(tests.labels);
  const before = rankWithin(tests.probability, blocks);
  const scoreBlocks = (ranks: Float32Array) =>
    blocks.map(({ start, end }) =>
      computeAuc(labels.subarray(start, end), ranks.subarray(start, end)),
    );
  const aucBefore = scoreBlocks(before);
  return features.map((name, feature) => {
    const changes = exchanged[feature].map((predicted) => {
      const after = rankWithin(predicted, blocks);
      const scores = { before: (at: number) => before[at], after: (at: number) => after[at] };
      const importance = compare(tests, name, bars, (at) => predicted[at], scores);
      return { importance, blockAuc: scoreBlocks(after) };
    });
    const foldsLost = aucBefore.filter(
      (auc, at) => computeMean(changes.map(({ blockAuc }) => blockAuc[at])) < auc,
    ).length;
    return { ...average(changes.map(({ importance }) => importance)), foldsLost };
  });
}

/** Compares the model's probabilities with `changed`, one for each of `bars`; the AUC is that of `score`, where it is another. */
function compare(
  {
    labels,
    probability,
    openTime,
    seed = 1,
  }: Pick<AttributionInput, 'labels' | 'probability' | 'openTime' | 'seed'>,
  name: string,
  bars: readonly number[],
  changed: (at: number) => number,
  score = { before: (bar: number) => probability[bar], after: changed },
): Importance {
  const kept = [...bars.keys()].filter(
    (at) => isKnown(labels, probability, bars[at]) && !Number.isNaN(changed(at)),
  );
  const truth = kept.map((at) => labels[bars[at]]);
  const before = kept.map((at) => probability[bars[at]]);
  const after = kept.map(changed);
  const times = kept.map((at) => openTime[bars[at]]);
  const days = new Map<number, number>();
  for (const time of times) {
    const day = Math.floor(time / dayMs);
    if (!days.has(day)) days.set(day, days.size);
  }
  const rises = new Float64Array(days.size);
  const counts = new Float64Array(days.size);
  times.forEach((time, at) => {
    const day = days.get(Math.floor(time / dayMs)) ?? 0;
    rises[day] += measureLogLoss(truth[at], after[at]) - measureLogLoss(truth[at], before[at]);
    counts[day]++;
  });
  return {
    name,
    aucDrop: compareDailyAuc(
      truth,
      kept.map((at) => score.before(bars[at])),
      kept.map(score.after),
      times,
      { seed },
    ),
    logLossRise: estimateByDays(
      resampleDays(days.size, { seed }),
      (drawn) => sumDrawn(rises, drawn) / sumDrawn(counts, drawn),
    ),
  };
}

/** The mean of several estimates on the same days; its interval is the mean of theirs, which is not too narrow. */
function average(all: readonly Importance[]): Importance {
  const join = (estimates: readonly Estimate[]): Estimate => ({
    value: computeMean(estimates.map(({ value }) => value)),
    ci: [
      computeMean(estimates.map(({ ci }) => ci[0])),
      computeMean(estimates.map(({ ci }) => ci[1])),
    ],
  });
  return {
    name: all[0].name,
    aucDrop: join(all.map(({ aucDrop }) => aucDrop)),
    logLossRise: join(all.map(({ logLossRise }) => logLossRise)),
  };
}

/** Returns for each row the row that takes its place: blocks exchange places, and none stays where it is. */
function permuteBlocks(rows: number, blockRows: number, random: Random): Int32Array {
  const whole = Math.floor(rows / blockRows);
  const order = Array.from({ length: whole }, (_, block) => block);
  // Sattolo's algorithm: one cycle, so that no block keeps its place.
  for (let at = whole - 1; at > 0; at--) {
    const other = random.below(at);
    [order[at], order[other]] = [order[other], order[at]];
  }
  const rest = random.below(whole);
  return Int32Array.from({ length: rows }, (_, row) => {
    const block = Math.floor(row / blockRows);
    return (order[block] ?? rest) * blockRows + (row % blockRows);
  });
}

function listUsable({ labels, probability, range }: AttributionInput): readonly number[] {
  const bars: number[] = [];
  for (let bar = range.start; bar < range.end; bar++) {
    if (isKnown(labels, probability, bar)) bars.push(bar);
  }
  return bars;
}

function isKnown(labels: ArrayLike<number>, probability: ArrayLike<number>, bar: number): boolean {
  return labels[bar] !== noLabel && !Number.isNaN(probability[bar]);
}

function thin(bars: readonly number[], max: number): readonly number[] {
  const stride = Math.max(1, bars.length / max);
  return Array.from(
    { length: Math.min(bars.length, max) },
    (_, at) => bars[Math.floor(at * stride)],
  );
}
