import type { Bars, EpochMs } from '../bars/bars';
import type { ClassificationReport } from '../metrics/classification';
import {
  type DailyFigures,
  gatherDailyFigures,
  inferPerformance,
  type PerformanceInference,
} from '../metrics/daily-figures';
import { estimateDailyLogLossSkill } from '../metrics/daily-scores';
import { type PerformanceReport, reportPerformance } from '../metrics/performance';
import { type Drawdown, findDrawdowns, type MonthReturn, tabulateMonths } from '../metrics/periods';
import { computeDailyReturns } from '../metrics/risk';
import { inferSharpe, type SharpeInference } from '../metrics/sharpe-inference';
import {
  estimateAuc,
  keepLabels,
  type OutOfSample,
  reportOutOfSample,
  spanBars,
} from '../out-of-sample';
import { createEngine, stepThrough } from '../trading/engine';
import type { TradingSettings } from '../trading/settings';
import type { BarExplanation, Importance } from './attribution';
import type { FeatureCorrelations } from './correlation';
import type { AutopsyStep } from './autopsy';
import type { BaselineResult } from './baselines';
import type { CostEvidence } from './costs';
import { type HoldingComparison, type Placebo, runPlacebos } from './placebo';
import type { RegimeGroup } from './regimes';
import type { TrialSummary } from './trial-statistics';
import { type Evidence, findFlattery } from './verdict';

/** What a model said of bars that it had not seen, and how it is to trade them. */
export interface Judged {
  readonly bars: Bars;
  readonly unseen: OutOfSample;
  /** One a bar of `bars`, 1 or 0; `noLabel` where there is none. */
  readonly labels: Uint8Array;
  readonly horizonBars: number;
  /** Share of rises among the labels of the training. */
  readonly constantGuess: number;
  readonly settings: TradingSettings;
  /** What was tried on these bars. */
  readonly tries: TrialSummary;
}

/** The figures that a verdict is based on, and those that are shown beside it. */
export interface Findings {
  readonly source: OutOfSample['source'];
  /** First and last of the out-of-sample bars. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly evidence: Omit<Evidence, 'leaks'>;
  readonly classification: ClassificationReport;
  readonly performance: PerformanceReport;
  readonly inference: PerformanceInference;
  readonly sharpe: SharpeInference;
  readonly daily: DailyFigures;
  /** Equity at the end of each UTC day from `daily.from` on. */
  readonly dailyEquity: readonly number[];
  readonly months: readonly MonthReturn[];
  /** The deepest ones, at ends of days. */
  readonly drawdowns: readonly Drawdown[];
}

/** What lies under a verdict: it takes seconds, so it is not part of the findings. */
export interface Examination {
  readonly placebos: readonly Placebo[];
  readonly holdings: HoldingComparison;
  readonly costs: CostEvidence;
  readonly baselines: readonly BaselineResult[];
  readonly regimes: readonly RegimeGroup[];
  readonly autopsy: readonly AutopsyStep[];
  readonly importance: readonly Importance[];
  readonly lookBack: readonly Importance[];
  readonly correlations: FeatureCorrelations;
  /** Why the model said what it said at the last signal that became a trade. */
  readonly signal: BarExplanation;
}

/** Runs of random entries that a verdict asks for; the page shows a test with more. */
const verdictPlaceboRuns = 400;

/** Returns what the out-of-sample bars say, by an account that trades them all. */
export function findEvidence(subject: Judged): Findings {
  const { bars, unseen, labels, horizonBars, constantGuess, settings, tries } = subject;
  const range = spanBars(unseen);
  const account = createEngine(settings, bars.intervalMs);
  stepThrough(account, bars, unseen.probability, range);
  const { record, trades } = account;
  const performance = reportPerformance(record);
  const daily = gatherDailyFigures(record, trades, settings.slippageBps);
  const inference = inferPerformance(daily);
  const sharpe = inferSharpe(daily.returns, daily.daysPerYear, tries.luck);
  const classification = reportOutOfSample(unseen, labels, bars.openTime, {
    horizonBars,
    constantGuess,
  });
  const auc = estimateAuc(unseen, labels, bars.openTime);
  const skill = estimateDailyLogLossSkill(
    keepLabels(labels, unseen.labels),
    unseen.probability,
    bars.openTime,
    constantGuess,
  );
  const placebos = runPlacebos({
    bars,
    range,
    probability: unseen.probability,
    settings,
    runs: verdictPlaceboRuns,
    hasShifts: false,
  });
  const evidence = {
    days: daily.returns.length,
    auc: { value: auc.value, ci: auc.ci },
    effectiveLabels: auc.effectiveLabels,
    skill,
    logLoss: classification.logLoss,
    constantLogLoss: classification.logLoss / (1 - classification.skill),
    trades: record.trades,
    pnl: { ...inference.pnl, value: performance.pnl },
    capital: settings.capital,
    maxDrawdownFraction: record.maxDrawdownFraction,
    sharpe: { value: sharpe.sharpe, ci: sharpe.ci },
    minTrackRecordDays: sharpe.minTrackRecordDays,
    breakEvenBps: { ...inference.breakEvenBps, value: performance.breakEvenBps },
    paidBps: settings.feeBps + settings.slippageBps,
    randomEntryP: placebos.find(({ name }) => name === 'random-entries')?.p ?? NaN,
    trials: Math.max(1, tries.distinct),
    deflatedSharpe: sharpe.deflated?.probability ?? 1,
    flattery: findFlattery(settings),
  };
  const { dailyEquity, capital } = record;
  return {
    source: unseen.source,
    from: bars.openTime[range.start],
    to: bars.openTime[range.end - 1],
    evidence,
    classification,
    performance,
    inference,
    sharpe,
    daily,
    dailyEquity,
    months: tabulateMonths(computeDailyReturns(dailyEquity, capital), daily.from),
    drawdowns: findDrawdowns(dailyEquity, capital, daily.from),
  };
}
