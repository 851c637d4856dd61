import type {
  QualityCheck,
  QualityFinding,
  QualityHandling,
  QualityPlace,
  QualityReport,
} from '../../../../core/bars/quality/report';
import type { DatasetInfo } from '../../../../core/library';
import { formatInterval } from '../../../../core/bars/interval';
import { formatUtcMinute } from '../../../../core/format';

interface CheckText {
  readonly title: string;
  /** What it means for the use of the bars, in one sentence. */
  readonly meaning: string;
}

/** What each check looks for, in words. */
export const checkTexts: Readonly<Record<QualityCheck, CheckText>> = {
  'not-a-number': {
    title: 'Price that is not a number',
    meaning: 'A price is missing or cannot be read, so the row is no bar.',
  },
  'non-positive-price': {
    title: 'Price of 0 or less',
    meaning: 'Nothing trades at such a price, so the row is no bar.',
  },
  'high-below-low': {
    title: 'High under the low',
    meaning: 'The two columns may be swapped; the row is no bar.',
  },
  'outside-range': {
    title: 'Open or close outside the range',
    meaning: 'Open and close must lie between low and high, or one of the four is wrong.',
  },
  'bad-volume': {
    title: 'Impossible volume',
    meaning: 'A volume or count is negative or not a number.',
  },
  'bad-time': {
    title: 'Time that cannot be read',
    meaning: 'The row has no place in history; often the unit or the order of the date is another.',
  },
  'off-grid': {
    title: 'Time between two bars',
    meaning: 'Bars open a whole number of intervals apart, and this one does not.',
  },
  'no-trade': {
    title: 'Rows without a trade',
    meaning: 'They hold nothing but a time: nothing was traded, which leaves a gap.',
  },
  disorder: {
    title: 'Rows out of order',
    meaning: 'They were sorted by time.',
  },
  duplicate: {
    title: 'The same bar twice',
    meaning: 'Rows that say the same were kept once.',
  },
  conflict: {
    title: 'Two bars of the same time',
    meaning: 'Rows of the same time differed, and one of them was kept, as you chose.',
  },
  gap: {
    title: 'Gaps',
    meaning: 'No bar is invented, and no feature, label or trade spans a gap.',
  },
  'zero-volume': {
    title: 'Bars without volume',
    meaning: 'Nothing was traded; normal for quiet markets and maintenance of the exchange.',
  },
  'unknown-amount': {
    title: 'Unknown amounts',
    meaning:
      'The source leaves a volume or count empty; features that need it have no value around such a bar.',
  },
  outlier: {
    title: 'Outliers',
    meaning: 'The price jumped by more than 20 deviations in one bar: a crash, or a wrong tick.',
  },
  'constant-stretch': {
    title: 'Price that stands still',
    meaning: 'At least 30 bars in a row have one and the same price: a halt, or a stale feed.',
  },
  'quote-volume-mismatch': {
    title: 'Quote volume that does not fit',
    meaning: 'It is not volume times a price of the bar; dollar volume may be wrong there.',
  },
};

/** What was done about a finding, in words. */
export const handlingTexts: Readonly<Record<QualityHandling, string>> = {
  'left-out': 'left out',
  corrected: 'put right',
  kept: 'kept as it is',
};

/** Returns where and what was found: "2024-03-01 00:00 UTC, btc.csv, row 12: high 1 under low 2". */
export function describePlace({ time, where, detail }: QualityPlace): string {
  const places = [...(time === undefined ? [] : [`${formatUtcMinute(time)} UTC`]), where].filter(
    Boolean,
  );
  return places.length === 0 ? detail : `${places.join(', ')}: ${detail}`;
}

/** Unless corrected, these can distort what a model learns; the others are normal in markets. */
const doubtful: ReadonlySet<QualityCheck> = new Set([
  'outlier',
  'constant-stretch',
  'quote-volume-mismatch',
]);

/** Whether a person should know about a finding before using the bars. */
export function isSerious({ check, handling }: QualityFinding): boolean {
  return handling === 'left-out' || check === 'conflict' || doubtful.has(check);
}

/** Whether more than one bar in a hundred is missing. */
export function hasManyGaps({
  bars,
  missingBars,
}: Pick<DatasetInfo, 'bars' | 'missingBars'>): boolean {
  return missingBars > 0.01 * (bars + missingBars);
}

/** The quality of a dataset in two words, and whether they are a warning. */
export function gradeQuality(report: QualityReport | undefined): {
  readonly text: string;
  readonly isWarning: boolean;
} {
  if (report === undefined) return { text: 'not checked', isWarning: false };
  const { findings } = report;
  if (findings.length === 0) return { text: 'good', isWarning: false };
  const text = findings.length === 1 ? '1 note' : `${findings.length} notes`;
  return { text, isWarning: findings.some(isSerious) };
}

/** Returns which bars of a resampled dataset are incomplete, in a sentence; undefined for none. */
export function describePartialEdges({
  partialEdges,
  intervalMs,
}: Pick<DatasetInfo, 'partialEdges' | 'intervalMs'>): string | undefined {
  const { first = false, last = false } = partialEdges ?? {};
  const whole = `less than ${formatInterval(intervalMs)}`;
  if (first && last) return `The first and the last bar are incomplete: they cover ${whole}.`;
  if (first) return `The first bar is incomplete: it covers ${whole}.`;
  return last ? `The last bar is incomplete: it covers ${whole}.` : undefined;
}
