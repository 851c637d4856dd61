import {
  formatBps,
  formatCount,
  formatMoney,
  formatNumber,
  formatPercent,
  missing,
} from '../format';
import type { Interval } from './statistics';

/** One figure of a report: how it is computed, and what the page and tooltips say about it. */
export interface Metric<Name extends string, Subject, Report> {
  /** Its field in the report. */
  readonly name: Name;
  /** Its stable name on the page (`data-metric`). */
  readonly metric: string;
  readonly label: string;
  readonly unit: 'money' | 'fraction' | 'ratio' | 'multiple' | 'count' | 'bps';
  /** Digits after the point; for a fraction, those of the percentage. 2 when left out. */
  readonly digits?: number;
  /** In one line. */
  readonly meaning: string;
  /** What `compute` does, as text. */
  readonly formula: string;
  /** When not to trust it, in a sentence or two. */
  readonly caution: string;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Whether its sign means gain or loss, so that it is shown with a sign and coloured. */
  readonly isResult?: boolean;
  /** With fewer trading days it is chance, and withheld from people: they see how many it takes. */
  readonly minDays?: number;
  /** `main` is always shown, `more` on request; left out where the page shows it elsewhere. */
  readonly place?: 'main' | 'more';
  /** Whether it is left out where it is undefined, as most accounts have nothing of the kind. */
  readonly isOccasional?: boolean;
  /** A short note to show beside the figure. */
  note?(report: Report): string | undefined;
  /** Returns NaN where the figure is undefined. */
  compute(subject: Subject): number;
}

type Shown = Pick<
  Metric<string, never, never>,
  'unit' | 'digits' | 'isResult' | 'meaning' | 'formula'
>;

/** Returns a figure as people read it. */
export function formatFigure({ unit, digits, isResult = false }: Shown, value: number): string {
  const style = digits === undefined ? {} : { digits };
  switch (unit) {
    case 'money':
      return formatMoney(value, { ...style, isSigned: isResult });
    case 'fraction':
      return formatPercent(value, { ...style, isSigned: isResult });
    case 'ratio':
      return formatNumber(value, style);
    case 'multiple':
      return `${formatNumber(value, style)}×`;
    case 'count':
      return formatCount(value);
    case 'bps':
      return formatBps(value);
  }
}

/** Returns an interval of a figure, its unit told by the figure; undefined where the interval is. */
export function formatRange(metric: Shown, [low, high]: Interval): string | undefined {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  const show = (value: number) => formatFigure(metric, value).replace(/ bps$|[%×]$/, '');
  return `${show(low)} to ${show(high)}`;
}

/** A figure as a page or a report shows it. */
interface ShownFigure {
  readonly text: string;
  readonly note: string | undefined;
  /** Whether there are too few days for it. */
  readonly isWithheld: boolean;
}

/** Returns what is shown of a figure of a report with so many trading days: below `minDays` only that it takes more. */
export function showFigure<Report extends { readonly tradingDays: number }>(
  metric: Pick<Metric<string, never, Report>, 'note' | 'minDays'> & Shown,
  value: number,
  report: Report | undefined,
): ShownFigure {
  const { minDays = 0 } = metric;
  if (report !== undefined && report.tradingDays < minDays) {
    return { text: missing, note: `from ${minDays} days on`, isWithheld: true };
  }
  return {
    text: formatFigure(metric, value),
    note: report && metric.note?.(report),
    isWithheld: false,
  };
}

/** Returns the text of a figure's tooltip. */
export function explainFigure({ meaning, formula }: Shown): string {
  return `${meaning}: ${formula}`;
}
