import type uPlot from 'uplot';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { decimateLine, pickStep } from '../decimate';
import { formatDay, formatNumber } from '../../core/format';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  buildTimeAxis,
  type CurveKey,
  toUtcDate,
} from './curve';

const maxColumns = 800;
const formatDollars = (value: number) => formatNumber(value, { digits: 2 });

const highestSoFar: CurveKey = {
  label: 'Highest so far',
  token: '--text-faint',
  series: 2,
  format: formatDollars,
};

/** The lines of `buildEquityData`, in their order. */
export const equityKeys: readonly CurveKey[] = [
  { label: 'Equity', token: '--text', series: 1, format: formatDollars },
  highestSoFar,
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
  const step = pickStep(equity.length, maxColumns);
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

const maxPoints = 1600;

/** The lines of `buildUnitData`, in their order. */
export const unitKeys: readonly CurveKey[] = [
  { label: 'Value of $100', token: '--text', series: 1, format: formatDollars },
  highestSoFar,
];

/** The lines of `buildCapitalData`, in their order. */
export const capitalKeys: readonly CurveKey[] = [
  { label: 'Equity', token: '--text', series: 1, format: formatDollars },
  {
    label: 'Capital put in',
    token: '--text-faint',
    series: 2,
    format: formatDollars,
  },
];

/** Returns the value of $100 from the start, and its highest value so far; times in seconds. */
export function buildUnitData(time: Float64Array, unitValue: Float64Array): uPlot.AlignedData {
  return buildEquityData(
    time,
    unitValue.map((value) => 100 * value),
    0,
  );
}

/** Returns equity and the capital behind it at evenly spaced closes, the last included; times in seconds. */
export function buildCapitalData(
  time: Float64Array,
  equity: Float64Array,
  capital: Float64Array,
): uPlot.AlignedData {
  const step = pickStep(time.length, maxPoints);
  const data: [number[], number[], number[]] = [[], [], []];
  const last = time.length - 1;
  for (let index = last % step; index <= last; index += step) {
    data[0].push(time[index] / 1000);
    data[1].push(equity[index]);
    data[2].push(capital[index]);
  }
  return data;
}

/** Returns the curves in a sentence. */
export function summarizePortfolio(
  time: Float64Array,
  equity: Float64Array,
  unitValue: Float64Array,
): string {
  if (time.length === 0) return 'Portfolio curve: no bar has been traded yet.';
  const last = time.length - 1;
  return (
    `Portfolio curve from ${formatDay(time[0])} to ${formatDay(time[last])}: equity ` +
    `${formatDollars(equity[0])} to ${formatDollars(equity[last])} dollars; ` +
    `$100 from the start are now $${formatDollars(100 * unitValue[last])}.`
  );
}
