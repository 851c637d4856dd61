import type uPlot from 'uplot';
import type { ChartOptions } from '../chart-options';
import type { ChartTheme } from '../chart-theme';
import { decimateLine, pickStep } from '../decimate';
import { formatFixed } from '../price-format';
import { formatDay } from '../time-axis';
import { buildCurveBase, buildNumberAxis, buildTimeAxis, toUtcDate } from './curve-axes';
import { type CurveKey, buildLine } from './curve-key';

const mostColumns = 800;
const formatDollars = (value: number) => formatFixed(value, 2);

/** The lines of `buildEquityData`, in their order. */
export const equityKeys: readonly CurveKey[] = [
  { label: 'Equity', token: '--text', series: 1, format: formatDollars },
  { label: 'Highest so far', token: '--text-faint', series: 2, format: formatDollars },
];

/**
 * Returns time in seconds, equity and its highest value so far, at most 1,600 points.
 *
 * `equity[i]` is the value at the close of the bar that opens at `openTime[from + i]`; of each
 * column of bars the lowest and the highest value are kept.
 */
export function buildEquityData(
  openTime: Float64Array,
  equity: Float64Array,
  from: number,
): uPlot.AlignedData {
  const step = pickStep(equity.length, mostColumns);
  const columns = decimateLine(equity, { start: 0, end: equity.length }, step);
  const [seconds, values, peaks]: [number[], number[], number[]] = [[], [], []];
  let peak = -Infinity;
  for (let k = 0; k < columns.count; k++) {
    const first = k * step;
    const middle = Math.min(equity.length - 1, first + (step >> 1));
    peak = Math.max(peak, columns.max[k]);
    const points: [number, number][] = [[first, columns.min[k]]];
    if (middle > first) points.push([middle, columns.max[k]]);
    for (const [index, value] of points) {
      seconds.push(openTime[from + index] / 1000);
      values.push(value);
      peaks.push(peak);
    }
  }
  return [seconds, values, peaks];
}

/** Returns options of two lines in dollars, the second of them dashed. */
export function buildLevelOptions(theme: ChartTheme): ChartOptions {
  return {
    ...buildCurveBase(theme),
    padding: [8, 0, 0, 18],
    tzDate: toUtcDate,
    scales: { x: { time: true }, y: {} },
    axes: [buildTimeAxis(theme), buildNumberAxis(theme, { side: 1, size: 64 })],
    series: [{}, buildLine(theme.text), buildLine(theme.textFaint, { width: 1, dash: [2, 3] })],
  };
}

/** Returns options with the drawdown, from the highest value to equity, shaded. */
export function buildEquityOptions(theme: ChartTheme): ChartOptions {
  return { ...buildLevelOptions(theme), bands: [{ series: [2, 1], fill: theme.downSoft }] };
}

/** Returns the curve in a sentence. */
export function summarizeEquity(
  openTime: Float64Array,
  equity: Float64Array,
  from: number,
): string {
  if (equity.length === 0) return 'Equity curve: no bar has been traded yet.';
  const first = formatDay(openTime[from]);
  const last = formatDay(openTime[from + equity.length - 1]);
  const values = `${formatDollars(equity[0])} to ${formatDollars(equity[equity.length - 1])}`;
  return `Equity curve from ${first} to ${last}: ${values} dollars.`;
}
