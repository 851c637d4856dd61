import { formatBps, formatCount, formatMoney, formatNumber, formatPercent } from '../format';

/** One figure of a report: how it is computed, and all that a page, a tooltip or a table says of it. */
export interface Metric<Name extends string, Subject, Report> {
  /** Its field in the report. */
  readonly name: Name;
  /** Its stable name on the page (`data-metric`). */
  readonly metric: string;
  readonly label: string;
  readonly unit: 'money' | 'fraction' | 'ratio' | 'multiple' | 'count' | 'bps';
  /** Digits after the point, of a fraction those of its percents; 2 when left out. */
  readonly digits?: number;
  /** In one line. */
  readonly meaning: string;
  /** As text: what `compute` does. */
  readonly formula: string;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Its sign says gain or loss, and colours it. */
  readonly isResult?: boolean;
  /** `main` is always shown, `more` on request; left out where the page shows it elsewhere. */
  readonly place?: 'main' | 'more';
  /** What stands beside it, of the whole report. */
  note?(report: Report): string | undefined;
  /** NaN where it is undefined. */
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

/** Returns what a tooltip says of a figure. */
export function explainFigure({ meaning, formula }: Shown): string {
  return `${meaning}: ${formula}`;
}
