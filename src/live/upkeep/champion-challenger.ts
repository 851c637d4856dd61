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

/** What an account did, as it is journaled. */
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
  /** Open time of the last. */
  readonly to: EpochMs | undefined;
  readonly champion: AccountGain;
  readonly challenger: AccountGain;
}

/** From the close of the first common bar to that of the last; NaN before there is one. */
interface AccountGain {
  readonly pnl: number;
  readonly pnlFraction: number;
  /** NaN below two days. */
  readonly sharpe: number;
  /** Closed trades that were entered within. */
  readonly trades: number;
}

/**
 * Returns what champion and challenger did over the bars that both traded. Bars that one of them missed
 * count for neither, though what happened to the other's position in them shows at the next common bar.
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

/** `times` are some of the record's, ascending. */
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

/** Both ascending, so that one walk through both finds what they share. */
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

/** Bars that two models were both asked about, whose label is known; one value per bar. */
export interface PairedSample {
  /** 0 or 1. */
  readonly labels: Uint8Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** How two models did on the same bars. */
export interface ModelComparison {
  /** Bars that both gave a probability and whose label is known. */
  readonly bars: number;
  /** `bars / horizon`: about how many labels are independent. */
  readonly effectiveBars: number;
  readonly champion: PairedScores;
  readonly challenger: PairedScores;
  /** Log loss of the champion less that of the challenger: above 0 the challenger is better. */
  readonly difference: PairedDifference;
  /** Whether the difference means anything. */
  readonly verdict: 'too-early' | 'no-difference' | 'challenger-better' | 'champion-better';
}

/** NaN where there are too few bars. */
interface PairedScores {
  readonly auc: number;
  readonly logLoss: number;
}

/**
 * Returns how champion and challenger did on the same bars. One is called better where the
 * difference of their log losses, bar by bar and widened for overlapping labels, is more than chance at
 * 99.9%, since it is looked at again and again; below 30 independent labels neither is.
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

/** What an account's journal says of its model. */
type AnswerRecord = Pick<PaperRun, 'time' | 'close' | 'probability'>;

interface PairOptions {
  readonly intervalMs: number;
  readonly horizonBars: number;
  /** Bars that opened before are left out, as those that a model was made with. */
  readonly liveFrom: EpochMs;
}

/**
 * Returns what both accounts' models said of the bars that both traded and whose label is known: 1 where the close
 * `horizonBars` later is higher, by the champion's journal, which must have every bar up to there. All of the
 * journals, not of one connection.
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
    // Times ascend by whole intervals, so there is no gap in between.
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
