import type { ModelComparison, ModelUpkeep, ScoreSummary } from '../../../../../workers/api/live';
import {
  formatCount,
  formatMoney,
  formatNumber,
  formatPercent,
  formatUtcDate,
  formatUtcMinute,
  rawValue,
} from '../../../../core/format';
import type { ComparedChallenge } from '../../../../state/live/challenge.svelte';
import { retrainingDays, type RetrainingStatus } from '../../../../state/live/retraining.svelte';

const dayMs = 86_400_000;

/** Returns an age as people say it: `12 days`, `5 hours`. */
export function describeAge(ageMs: number): string {
  if (!Number.isFinite(ageMs)) return 'unknown';
  const days = Math.floor(ageMs / dayMs);
  if (days >= 2) return `${formatCount(days)} days`;
  const hours = Math.max(0, Math.round(ageMs / 3_600_000));
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** Returns what an age is counted from, to follow `Age 12 days`. */
export function describeOrigin({ ownBars, trainedAt }: ModelUpkeep): string {
  if (ownBars === undefined) {
    return `since it was trained on ${formatUtcDate(trainedAt)}; its bars are not here.`;
  }
  const [fitted, tested] = [ownBars.fittedTo, ownBars.testedTo].map(formatUtcDate);
  return `since its last training bar: weights from bars up to ${fitted}, tested up to ${tested}.`;
}

/** Returns the text for `limit`, the largest shift that is normal for the model; not finite if unknown. */
export function describeLimit(limit: number): string {
  return Number.isFinite(limit) ? `limit ${formatNumber(limit)}` : 'does not decide';
}

/** Returns the result of the comparison in one or two sentences. */
export function describeVerdict(upkeep: ModelUpkeep): string {
  const { verdict, labels, live, expected } = upkeep;
  const auc = (value: number) => formatNumber(value, { digits: 3 });
  switch (verdict) {
    case 'too-early':
      return `Too early to tell: ${labels === 1 ? '1 live label is' : `${formatCount(labels)} live labels are`} known so far.`;
    case 'as-expected':
      return `As expected: live AUC ${auc(live.auc)}, its test block promised ${auc(expected.auc)}.`;
    case 'worse':
      return `Worse than promised: live AUC ${auc(live.auc)} instead of ${auc(expected.auc)}; retrain it.`;
    case 'miscalibrated':
      return `Off as a whole: ${describeGap(live)}. In its test block: ${describeGap(expected)}. Retrain it.`;
    case 'shifted': {
      const shifted = listShifted(upkeep);
      return `The market has shifted: ${shifted.join(', ')} no longer ${shifted.length === 1 ? 'looks' : 'look'} as in training; retrain it.`;
    }
  }
}

function describeGap({ meanProbability, riseFraction }: ScoreSummary): string {
  const percent = (fraction: number) => formatPercent(fraction, { digits: 1 });
  return `it gives rises ${percent(meanProbability)} on average, and ${percent(riseFraction)} came`;
}

function listShifted({ shifts }: ModelUpkeep): readonly string[] {
  return shifts
    .filter(({ hasShifted }) => hasShifted)
    .map(({ name }) => (name === 'probability' ? 'the probability' : name));
}

/** A row of the table of scores. */
interface ScoreRow {
  readonly name: string;
  readonly label: string;
  readonly live: number;
  readonly expected: number;
}

/** Returns the scores of live bars beside those of the test block. */
export function listScores({ live, expected }: ModelUpkeep): readonly ScoreRow[] {
  const row = (name: string, label: string, read: (score: ScoreSummary) => number): ScoreRow => ({
    name,
    label,
    live: read(live),
    expected: read(expected),
  });
  return [
    row('auc', 'AUC', ({ auc }) => auc),
    row('logLoss', 'Log loss', ({ logLoss }) => logLoss),
    row('meanProbability', 'Mean probability', (score) => score.meanProbability),
    row('riseFraction', 'Share of rises', (score) => score.riseFraction),
    row('gap', 'Calibration gap', (score) => score.meanProbability - score.riseFraction),
    row('ece', 'Calibration error', ({ ece }) => ece),
  ];
}

/** A figure of champion and challenger side by side. */
interface ComparedFigure {
  readonly name: string;
  readonly label: string;
  /** As text, champion first. */
  readonly texts: readonly [string, string];
  readonly values: readonly [string, string];
}

/** Returns the figures of both accounts over the same bars. */
export function listFigures({ report }: ComparedChallenge): readonly ComparedFigure[] {
  const { accounts, models } = report;
  const make = (
    name: string,
    label: string,
    format: (value: number) => string,
    champion = NaN,
    challenger = NaN,
  ): ComparedFigure => ({
    name,
    label,
    texts: [format(champion), format(challenger)],
    values: [rawValue(champion), rawValue(challenger)],
  });
  const { champion, challenger } = accounts;
  const signedMoney = (value: number) => formatMoney(value, { isSigned: true });
  const signedPercent = (value: number) => formatPercent(value, { isSigned: true });
  const three = (value: number) => formatNumber(value, { digits: 3 });
  return [
    make('pnl', 'P/L', signedMoney, champion.pnl, challenger.pnl),
    make('pnl-pct', 'P/L %', signedPercent, champion.pnlFraction, challenger.pnlFraction),
    make('sharpe', 'Sharpe', formatNumber, champion.sharpe, challenger.sharpe),
    make('trades', 'Trades', formatCount, champion.trades, challenger.trades),
    make('auc', 'Live AUC', three, models?.champion.auc, models?.challenger.auc),
    make('log-loss', 'Log loss', three, models?.champion.logLoss, models?.challenger.logLoss),
  ];
}

/** Returns whether the difference of the two is significant, as a sentence. */
export function describeComparison({ champion, challenger, report }: ComparedChallenge): string {
  const { accounts, models } = report;
  if (accounts.bars === 0) return 'No bar has been traded by both yet.';
  if (champion.modelId === undefined || challenger.modelId === undefined) {
    return 'Without a model on both sides there are no predictions to compare, only results, which tell apart over many trades.';
  }
  if (champion.modelId === challenger.modelId) {
    return 'Both use the same model: only their settings differ, which shows only over many trades.';
  }
  if (models === undefined) {
    return 'Their models cannot be compared: one is missing, or their horizons differ.';
  }
  return describeModels(models);
}

/** Returns which bars all figures cover, and how many of them count for AUC and log loss. */
export function describeSpan({ report }: ComparedChallenge): string {
  const { bars, from = NaN, to = NaN } = report.accounts;
  const span = `${formatCount(bars)} bars that both traded, from ${formatUtcMinute(from)} to ${formatUtcMinute(to)} UTC`;
  if (report.models === undefined) return `${span}.`;
  return `${span}; AUC and log loss count the ${formatCount(report.models.bars)} of them where both models answered and the outcome is known.`;
}

function describeModels({ verdict, bars, effectiveBars, difference }: ModelComparison): string {
  const over = `over ${formatCount(bars)} bars`;
  const size = formatNumber(Math.abs(difference.mean), { digits: 4 });
  switch (verdict) {
    case 'too-early':
      return `Too early to tell: ${formatCount(Math.floor(effectiveBars))} independent labels so far, 30 are needed.`;
    case 'no-difference':
      return `No difference beyond chance: log loss apart by ${size} ${over}.`;
    case 'challenger-better':
      return `The challenger predicts better: its log loss is lower by ${size} ${over}, more than chance explains.`;
    case 'champion-better':
      return `The champion predicts better: its log loss is lower by ${size} ${over}, more than chance explains.`;
  }
}

/** Returns what a retraining is doing, or how it ended; '' where there is none. */
export function describeRetraining(status: RetrainingStatus): string {
  switch (status.kind) {
    case 'idle':
      return '';
    case 'downloading':
      return `Step 1 of 3: fetching the newest ${retrainingDays} days of ${status.symbol}…`;
    case 'training':
      return 'Step 2 of 3: training; trading goes on meanwhile…';
    case 'opening-account':
      return 'Step 3 of 3: opening an account for the new model…';
    case 'cancelled':
      return 'Cancelled; trading was not touched.';
    case 'failed':
      return status.message;
    case 'done':
      return `Done: ${status.account.name} trades beside the champion.`;
  }
}
