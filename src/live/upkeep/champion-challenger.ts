import type { EpochMs } from '../../core/bars/bars';
import { computeDailyReturns, computeSharpe, dayMs } from '../../core/metrics/risk';
import type { Trade } from '../../core/trading/positions';
import { computeAuc } from '../../core/metrics/auc';
import {
  comparePairedLogLoss,
  computeLogLoss,
  type PairedDifference,
} from '../../core/metrics/probability-scores';
import { z95 } from '../../core/metrics/statistics';
import { minIndependentLabels, zRepeated } from './drift';
import type { PaperRun } from '../../core/trading/paper-account';

/** What an account did, from its journal. */
export interface AccountRecord {
  readonly trades: readonly Pick<Trade, 'entryTime'>[];
  /** Open times of the bars that were traded, ascending, and the equity at their closes. */
  readonly time: ArrayLike<number>;
  readonly equity: ArrayLike<number>;
}

/** What two accounts did over the same bars. */
export interface AccountComparison {
  /** Bars that both traded. */
  readonly bars: number;
  /** Open time of the first of them; undefined before there is one. */
  readonly from: EpochMs | undefined;
  /** Open time of the last of them. */
  readonly to: EpochMs | undefined;
  readonly champion: AccountGain;
  readonly challenger: AccountGain;
}

/** Result from the close of the first common bar to that of the last; NaN before there is one. */
interface AccountGain {
  readonly pnl: number;
  readonly pnlFraction: number;
  /** NaN below two days. */
  readonly sharpe: number;
  /** Closed trades that were entered in that time. */
  readonly trades: number;
}

/**
 * Returns what champion and challenger did over the bars that both traded. Bars that one of them missed count
 * for neither, but the other's gain in them is included at the next common bar.
 */
export function compareAccounts(
  champion: AccountRecord,
  challenger: AccountRecord,
): AccountComparison {
  const times = intersect(champion.time, challenger.time);
  return {
    bars: times.length,
    from: times[0],
    to: times.at(-1),
    champion: measureGain(champion, times),
    challenger: measureGain(challenger, times),
  };
}

/** `times` must be a subset of the record's times, ascending. */
function measureGain({ trades, time, equity }: AccountRecord, times: Float64Array): AccountGain {
  if (times.length === 0) return { pnl: NaN, pnlFraction: NaN, sharpe: NaN, trades: 0 };
  const from = times[0];
  const to = times[times.length - 1];
  let base = NaN;
  let end = NaN;
  /** At the last bar of each UTC day. */
  const daily: number[] = [];
  let dayEnd = -Infinity;
  for (let i = 0, bar = 0; i < times.length; i++) {
    while (time[bar] < times[i]) bar++;
    end = equity[bar];
    if (i === 0) base = end;
    if (times[i] >= dayEnd) {
      dayEnd = (Math.floor(times[i] / dayMs) + 1) * dayMs;
      daily.push(end);
    }
    daily[daily.length - 1] = end;
  }
  return {
    pnl: end - base,
    pnlFraction: end / base - 1,
    sharpe: computeSharpe(computeDailyReturns(daily, base)),
    trades: trades.filter(({ entryTime }) => entryTime > from && entryTime <= to).length,
  };
}

/** Returns the common values of two ascending arrays. */
function intersect(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(Math.min(a.length, b.length));
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) shared[count++] = a[i];
    if (a[i] <= b[j]) i++;
    else if (a[i] > b[j]) j++;
  }
  return shared.subarray(0, count);
}

/** Bars that two models both predicted and whose label is known; one value per bar. */
export interface PairedSample {
  /** 0 or 1. */
  readonly labels: Uint8Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** How two models did on the same bars. */
export interface ModelComparison {
  /** Bars with a probability from both and a known label. */
  readonly bars: number;
  /** `bars / horizon`: about how many labels are independent. */
  readonly effectiveBars: number;
  readonly champion: PairedScores;
  readonly challenger: PairedScores;
  /** Log loss of the champion less that of the challenger: above 0 the challenger is better. */
  readonly difference: PairedDifference;
  /** Whether the difference is significant. */
  readonly verdict: 'too-early' | 'no-difference' | 'challenger-better' | 'champion-better';
}

/** NaN where there are too few bars. */
interface PairedScores {
  readonly auc: number;
  readonly logLoss: number;
}

/**
 * Returns how champion and challenger did on the same bars. One counts as better where the paired difference of
 * their log losses, corrected for overlapping labels, is significant at 99.9%, since it is tested again and
 * again. With fewer than 30 independent labels the verdict is `too-early`.
 */
export function compareModels(sample: PairedSample, horizonBars: number): ModelComparison {
  const { labels, champion, challenger } = sample;
  const difference = comparePairedLogLoss(labels, champion, challenger, horizonBars);
  const effectiveBars = labels.length / horizonBars;
  const score = (probability: Float64Array): PairedScores => ({
    auc: computeAuc(labels, probability),
    logLoss: computeLogLoss(labels, probability),
  });
  return {
    bars: labels.length,
    effectiveBars,
    champion: score(champion),
    challenger: score(challenger),
    difference,
    verdict: judge(effectiveBars, difference),
  };
}

function judge(
  effectiveBars: number,
  { mean, ci: [, high] }: PairedDifference,
): ModelComparison['verdict'] {
  if (effectiveBars < minIndependentLabels) return 'too-early';
  const error = (high - mean) / z95;
  if (Math.abs(mean) <= zRepeated * error) return 'no-difference';
  return mean > 0 ? 'challenger-better' : 'champion-better';
}

/** The part of an account's journal with its model's predictions. */
type AnswerRecord = Pick<PaperRun, 'time' | 'close' | 'probability'>;

interface PairOptions {
  readonly intervalMs: number;
  readonly horizonBars: number;
  /** Bars that opened before this are left out, since a model may have been made with them. */
  readonly liveFrom: EpochMs;
}

/**
 * Returns the predictions of both accounts' models for the bars that both traded and whose label is known: 1 where
 * the close `horizonBars` later is higher, by the champion's journal, which must have every bar up to there. Uses
 * the whole journals, not only the current connection.
 */
export function pairAnswers(
  champion: AnswerRecord,
  challenger: AnswerRecord,
  { intervalMs, horizonBars, liveFrom }: PairOptions,
): PairedSample {
  const { time, close, probability } = champion;
  const labels: number[] = [];
  const ofChampion: number[] = [];
  const ofChallenger: number[] = [];
  for (let bar = 0, other = 0; bar + horizonBars < time.length; bar++) {
    while (challenger.time[other] < time[bar]) other++;
    if (challenger.time[other] !== time[bar] || time[bar] < liveFrom) continue;
    const end = bar + horizonBars;
    // Since times increase by whole intervals, any other difference means a gap in between.
    if (time[end] - time[bar] !== horizonBars * intervalMs) continue;
    const said = challenger.probability[other];
    const sum = close[bar] + close[end] + probability[bar] + said;
    if (Number.isNaN(sum)) continue;
    labels.push(Number(close[end] > close[bar]));
    ofChampion.push(probability[bar]);
    ofChallenger.push(said);
  }
  return {
    labels: Uint8Array.from(labels),
    champion: Float64Array.from(ofChampion),
    challenger: Float64Array.from(ofChallenger),
  };
}
