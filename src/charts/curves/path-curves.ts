import type uPlot from 'uplot';
import { formatCount, formatDay, formatMoney, formatNumber } from '../../core/format';
import { pathLevels, type PathRisk } from '../../core/metrics/path-risk';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  buildTimeAxis,
  type CurveKey,
  horizontalAxisSize,
  strokeDashed,
  toUtcDate,
} from './curve';

const formatDollars = (dollars: number) => formatMoney(dollars, { digits: 0 });

/** The lines of `buildFanData`. */
export const fanKeys: readonly CurveKey[] = [
  { label: 'Step', series: 0, format: formatCount },
  { label: 'This run', token: '--text', series: 6, format: formatDollars },
  { label: 'Half of paths are above', token: '--model-text', series: 3, format: formatDollars },
  { label: 'One in 20 is below', token: '--model', series: 1, format: formatDollars },
  { label: 'One in 20 is above', token: '--model', series: 5, format: formatDollars },
];

/** Returns steps, the equity at each of `pathLevels`, and that of the run. */
export function buildFanData({ at, fan, actual }: PathRisk): uPlot.AlignedData {
  return [[...at], ...fan.map((equity) => [...equity]), [...actual]];
}

/** Returns options of a fan: 5% to 95% shaded, 25% to 75% more so; `step` is what one is called: `Trades`. */
export function buildFanOptions(step: string): (theme: ChartTheme) => ChartOptions {
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 14, 0, 0],
    scales: { x: { time: false }, y: {} },
    axes: [
      buildNumberAxis(theme, { size: horizontalAxisSize, label: step, space: 60 }),
      buildNumberAxis(theme, { size: 64, label: 'Equity, $' }),
    ],
    series: [
      {},
      buildLine(theme.model, { width: 1 }),
      buildLine(theme.modelSoft, { width: 1 }),
      buildLine(theme.modelText),
      buildLine(theme.modelSoft, { width: 1 }),
      buildLine(theme.model, { width: 1 }),
      buildLine(theme.text),
    ],
    bands: [
      { series: [5, 1], fill: theme.modelSoft },
      { series: [4, 2], fill: theme.modelSoft },
    ],
  });
}

/** Returns a fan in a sentence. */
export function summarizeFan({ runs, steps, fan, actual }: PathRisk, step: string): string {
  const ends = fan.map((equity) => equity[Math.floor(equity.length / 2)]);
  const told = pathLevels.map((level, at) => `${100 * level}% ${formatDollars(ends[at])}`);
  return (
    `Equity of ${formatCount(runs)} paths over ${formatCount(steps)} ${step}. Half-way, quantiles are ` +
    `${told.join(', ')}; this run ended at ${formatDollars(actual.at(-1) ?? NaN)}.`
  );
}

const ratio = (value: number) => formatNumber(value, { digits: 1 });

/** The line of `buildRollingData`. */
export const rollingKeys: readonly CurveKey[] = [
  { label: 'Sharpe', token: '--text', series: 1, format: ratio },
];

interface Rolling {
  readonly windowDays: number;
  readonly time: readonly number[];
  readonly sharpe: readonly number[];
}

/** Returns time in seconds and the ratio at the end of each day; null where undefined. */
export function buildRollingData({ time, sharpe }: Rolling): uPlot.AlignedData {
  return [
    time.map((ms) => ms / 1000),
    sharpe.map((value) => (Number.isFinite(value) ? value : null)),
  ];
}

/** Returns options of one line with a dashed one at 0. */
export function buildRollingOptions(theme: ChartTheme): ChartOptions {
  return {
    ...buildCurveBase(theme),
    padding: [8, 0, 0, 18],
    tzDate: toUtcDate,
    scales: {
      x: { time: true },
      y: { range: (_plot, min, max) => [Math.min(0, min), Math.max(0, max) || 1] },
    },
    axes: [buildTimeAxis(theme), buildNumberAxis(theme, { side: 1, size: 52 })],
    series: [{}, buildLine(theme.text)],
    hooks: {
      drawClear: [
        (plot) => {
          const { left, width } = plot.bbox;
          const zero = plot.valToPos(0, 'y', true);
          strokeDashed(plot, theme.textFaint, [left, zero], [left + width, zero]);
        },
      ],
    },
  };
}

/** Returns the curve in a sentence. */
export function summarizeRolling({ windowDays, time, sharpe }: Rolling): string {
  if (time.length === 0) return `Rolling Sharpe ratio: there are fewer than ${windowDays} days.`;
  const known = sharpe.filter(Number.isFinite);
  return (
    `Sharpe ratio of the last ${windowDays} days, from ${formatDay(time[0])} to ${formatDay(time[time.length - 1])}: ` +
    `between ${ratio(Math.min(...known))} and ${ratio(Math.max(...known))}.`
  );
}
