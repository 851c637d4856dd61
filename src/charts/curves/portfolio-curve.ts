import type uPlot from 'uplot';
import { pickStep } from '../decimate';
import { formatFixed } from '../price-format';
import { formatDay } from '../time-axis';
import type { CurveKey } from './curve-key';
import { buildEquityData } from './equity-curve';

const mostPoints = 1600;
const formatDollars = (value: number) => formatFixed(value, 2);

/** The lines of `buildUnitData`, in their order. */
export const unitKeys: readonly CurveKey[] = [
  { label: 'Value of $100', token: '--text', series: 1, format: formatDollars },
  { label: 'Highest so far', token: '--text-faint', series: 2, format: formatDollars },
];

/** The lines of `buildCapitalData`, in their order. */
export const capitalKeys: readonly CurveKey[] = [
  { label: 'Equity', token: '--text', series: 1, format: formatDollars },
  { label: 'Capital put in', token: '--text-faint', series: 2, format: formatDollars },
];

/** Returns what $100 of the beginning have become, and its highest value so far; times in seconds. */
export function buildUnitData(time: Float64Array, unitValue: Float64Array): uPlot.AlignedData {
  return buildEquityData(
    time,
    unitValue.map((value) => 100 * value),
    0,
  );
}

/** Returns equity and the capital behind it, every so many closes and at the last; times in seconds. */
export function buildCapitalData(
  time: Float64Array,
  equity: Float64Array,
  capital: Float64Array,
): uPlot.AlignedData {
  const step = pickStep(time.length, mostPoints);
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
    `$100 of the beginning are $${formatDollars(100 * unitValue[last])}.`
  );
}
