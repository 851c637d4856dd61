import { formatBps, formatCount, formatMoney, formatNumber, formatPercent } from '../format';

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
  readonly better: 'higher' | 'lower' | 'neither';
  /** Whether its sign means gain or loss, so that it is shown with a sign and coloured. */
  readonly isResult?: boolean;
  /** `main` is always shown, `more` on request; left out where the page shows it elsewhere. */
  readonly place?: 'main' | 'more';
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

/** Returns the text of a figure's tooltip. */
export function explainFigure({ meaning, formula }: Shown): string {
  return `${meaning}: ${formula}`;
}
