import { hasShifted, type ModelUpkeep, type ScoreSummary } from '../../../core/live/model-upkeep';
import { formatCount, formatNumber, formatPercent, formatUtcDate } from '../../format';

const dayMs = 86_400_000;

/** Returns an age as people say it: `12 days`, `5 hours`. */
export function describeAge(ageMs: number): string {
  if (!Number.isFinite(ageMs)) return 'unknown';
  const days = Math.floor(ageMs / dayMs);
  if (days >= 2) return `${formatCount(days)} days`;
  const hours = Math.max(0, Math.round(ageMs / 3_600_000));
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** Returns what an age counts from, to be read after `Age 12 days`. */
export function describeOrigin({ ownBars, trainedAt }: ModelUpkeep): string {
  if (ownBars === undefined) {
    return `since it was trained on ${formatUtcDate(trainedAt)}; its bars are not here.`;
  }
  const [fitted, tested] = [ownBars.fittedTo, ownBars.testedTo].map(formatUtcDate);
  return `since its last training bar: weights from bars up to ${fitted}, tested up to ${tested}.`;
}

/** Returns up to where a shift is what the model's own days do, too; not finite where nothing tells. */
export function describeLimit(limit: number): string {
  return Number.isFinite(limit) ? `limit ${formatNumber(limit)}` : 'does not decide';
}

/** Returns what the comparison amounts to, in a sentence or two. */
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
    .filter(hasShifted)
    .map(({ name }) => (name === 'probability' ? 'the probability' : name));
}

/** A row of the table of scores. */
export interface ScoreRow {
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
