import type uPlot from 'uplot';
import { formatDay, formatNumber } from '../../core/format';
import type { ChartOptions, ChartTheme, ColorToken } from '../chart-theme';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  buildTimeAxis,
  type CurveKey,
  toUtcDate,
} from './curve';

/** An account's equity, in dollars, at given times. */
export interface ComparedCurve {
  readonly label: string;
  readonly equity: ArrayLike<number>;
}

/** Colours and dashes of the lines, in their order: each is told from the others without its colour as well. */
const styles: readonly {
  readonly token: `--${string}`;
  readonly color: ColorToken;
  readonly dash: number[];
}[] = [
  { token: '--text', color: 'text', dash: [] },
  { token: '--model-text', color: 'modelText', dash: [7, 3] },
  { token: '--sma-fast', color: 'smaFast', dash: [2, 3] },
  { token: '--sma-slow', color: 'smaSlow', dash: [9, 3, 2, 3] },
];

const formatDollars = (value: number) => formatNumber(value, { digits: 2 });

/** Returns times in seconds and the equity of each curve; `time` is in ms. */
export function buildComparedData(
  time: Float64Array,
  curves: readonly ComparedCurve[],
): uPlot.AlignedData {
  const lines = curves.map(({ equity }) => Array.from(equity));
  return [Array.from(time, (ms) => ms / 1000), ...lines];
}

/** Returns options of `count` lines in dollars. */
export function buildComparedOptions(theme: ChartTheme, count: number): ChartOptions {
  return {
    ...buildCurveBase(theme),
    padding: [8, 0, 0, 18],
    tzDate: toUtcDate,
    scales: { x: { time: true }, y: {} },
    axes: [buildTimeAxis(theme), buildNumberAxis(theme, { side: 1, size: 64 })],
    series: [
      {},
      ...styles.slice(0, count).map(({ color, dash }) => buildLine(theme[color], { dash })),
    ],
  };
}

/** Returns an entry of the legend for each curve. */
export function keyCurves(curves: readonly ComparedCurve[]): readonly CurveKey[] {
  return curves.map(({ label }, at) => ({
    label,
    token: styles[at].token,
    series: at + 1,
    format: formatDollars,
  }));
}

/** Returns the curves in a sentence. */
export function summarizeCompared(time: Float64Array, curves: readonly ComparedCurve[]): string {
  if (time.length === 0 || curves.length === 0) return 'Equity curves: no bar has been traded.';
  const last = time.length - 1;
  const ends = curves.map(
    ({ label, equity }) =>
      `${label} from ${formatDollars(equity[0])} to ${formatDollars(equity[last])} dollars`,
  );
  return `Equity curves from ${formatDay(time[0])} to ${formatDay(time[last])}: ${ends.join('; ')}.`;
}
