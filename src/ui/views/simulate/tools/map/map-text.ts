import { formatCount, formatNumber, formatPercent } from '../../../../../core/format';
import { performanceMetrics } from '../../../../../core/metrics/list';
import { formatFigure } from '../../../../../core/metrics/metric';
import type { PerformanceReport } from '../../../../../core/metrics/performance';
import type { PerformanceMetric } from '../../../../../core/metrics/performance-metric';
import {
  type BestCell,
  minCellTrades,
  plateauShare,
} from '../../../../../core/trading/map/best-cell';
import type { MapGrid, SettingsMap } from '../../../../../core/trading/map/map-settings';
import type { SettingField } from '../../../../../core/trading/setting-fields';

/** The figures that are read of every cell. */
const headlines: readonly (keyof PerformanceReport)[] = ['pnl', 'sharpe', 'trades', 'breakEvenBps'];

/** Returns the figures of the headline first, then all others that differ between cells. */
export function listMapMetrics({ figures }: SettingsMap): readonly PerformanceMetric[] {
  const isHeadline = ({ name }: PerformanceMetric) => headlines.some((one) => one === name);
  const varies = ({ name }: PerformanceMetric): boolean => {
    const known = figures[name].filter(Number.isFinite);
    return known.some((value) => value !== known[0]);
  };
  const first = performanceMetrics.filter(isHeadline);
  return [...first, ...performanceMetrics.filter((one) => !isHeadline(one) && varies(one))];
}

/** How full each cell is, and what the ends of the scale mean. */
interface Shades {
  /** `[y, x]`, -1 to 1; NaN in an impossible cell. */
  readonly strength: Float64Array;
  /** Whether cells above and below 0 have two tones. */
  readonly isSigned: boolean;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns how full the cells are. Of a figure that can be a gain or a loss, each side has a scale of its own, from 0 to its largest
 * value, so that large losses do not hide small gains; of another one, the scale goes from the lowest value to the highest.
 */
export function shadeCells(
  { isPossible, figures }: SettingsMap,
  { name, isResult = false }: PerformanceMetric,
): Shades {
  const values = figures[name];
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const isSigned = isResult || low < 0;
  const shade = (value: number): number => {
    if (!Number.isFinite(value)) return 0;
    if (isSigned) return value > 0 ? value / high : value < 0 ? -value / low : 0;
    return high > low ? Math.min(1, 0.08 + (0.92 * (value - low)) / (high - low)) : 0.5;
  };
  const strength = values.map((value, cell) => (isPossible[cell] === 1 ? shade(value) : NaN));
  return { strength, isSigned, low, high };
}

/** Returns a setting's value as its field shows it: in percent where that does. */
export function showValue({ isPercent }: SettingField['field'], value: number): string {
  return formatPlain(isPercent === true ? value * 100 : value);
}

/** Returns the two settings of a cell: "Long threshold 0.56, short threshold 0.44". */
export function describeCell({ x, y, xs, ys }: MapGrid, cell: number): string {
  const across = showValue(x.field, xs[cell % xs.length]);
  const down = showValue(y.field, ys[Math.floor(cell / xs.length)]);
  const second = y.field.label.charAt(0).toLowerCase() + y.field.label.slice(1);
  return `${x.field.label} ${across}, ${second} ${down}`;
}

/** Returns what a cell earned, in a few figures. */
export function describeFigures(
  { isPossible, figures }: SettingsMap,
  cell: number,
  metric: PerformanceMetric,
): string {
  if (isPossible[cell] !== 1) return 'cannot be';
  const shown = performanceMetrics.filter(
    (one) => one.name === metric.name || headlines.some((name) => name === one.name),
  );
  const days = figures.tradingDays[cell];
  return shown
    .map((one) =>
      days < (one.minDays ?? 0)
        ? `${one.label} from ${one.minDays} days on`
        : `${one.label} ${formatFigure(one, figures[one.name][cell])}`,
    )
    .join(' · ');
}

/** Returns whether the best cell lies on a plateau, in a sentence with its number. */
export function judgeBest(best: BestCell | undefined, metric: PerformanceMetric): string {
  if (best === undefined) {
    return `No cell has ${minCellTrades} trades, so none can be called the best.`;
  }
  const value = formatFigure(metric, best.value);
  const share = formatPercent(best.kept, { digits: 0 });
  const keep =
    `half of its ${formatCount(best.neighbours)} neighbours, a tenth of each axis to either side, keep ` +
    (best.kept > 0
      ? `at least ${share} of it`
      : `nothing of it or lose: their median is ${share} of it`);
  const limit = `${formatPercent(plateauShare, { digits: 0 })} makes a plateau`;
  switch (best.kind) {
    case 'plateau':
      return `Plateau: the best ${metric.label} is ${value}, and ${keep} (${limit}).`;
    case 'lucky':
      return (
        `Lucky cell: the best ${metric.label} is ${value}, but ${keep} (${limit}). ` +
        'Settings that differ little earn much less, as they do where the best is luck.'
      );
    case 'loss':
      return `No cell has a ${metric.label} above 0; the best one has ${value}.`;
  }
}

function formatPlain(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 6;
  return digits === 0 ? formatNumber(value, { digits }) : String(Number(value.toPrecision(digits)));
}
