import uPlot from 'uplot';
import { formatCount, formatMoney } from '../../core/format';
import type { ResultBin, TradeGroup } from '../../core/trading/log/groups';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import {
  buildCurveBase,
  buildNumberAxis,
  type CurveKey,
  drawIntervals,
  hideLine,
  horizontalAxisSize,
  strokeDashed,
} from './curve';

const formatPnl = (dollars: number) => formatMoney(dollars, { isSigned: true });

/** The lines of `buildGroupData`. */
export const groupKeys: readonly CurveKey[] = [
  { label: 'Mean P/L a trade', series: 1, format: formatPnl },
  { label: '95% interval', token: '--text-dim' },
  { label: 'Trades', series: 4, format: formatCount },
];

/** Returns place, mean P/L, the ends of its interval and the number of trades of each group; null where undefined. */
export function buildGroupData(groups: readonly TradeGroup[]): uPlot.AlignedData {
  const known = (value: number) => (Number.isFinite(value) ? value : null);
  return [
    groups.map((_, place) => place),
    groups.map(({ mean }) => known(mean.value)),
    groups.map(({ mean }) => known(mean.ci[0])),
    groups.map(({ mean }) => known(mean.ci[1])),
    groups.map(({ trades }) => trades),
  ];
}

/** Returns options of a bar for each group with its interval as a line: green or red only where the whole interval has that sign. */
export function buildGroupOptions(
  groups: readonly TradeGroup[],
): (theme: ChartTheme) => ChartOptions {
  const last = groups.length - 1;
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: false, range: [-0.6, last + 0.6] },
      y: { range: (_plot, min, max) => widen(Math.min(0, min), Math.max(0, max)) },
      trades: { range: (_plot, _min, max) => [0, max] },
    },
    axes: [
      buildNumberAxis(theme, {
        size: horizontalAxisSize,
        space: 42,
        incrs: [1, 2, 3, 4, 6],
        values: (_plot, splits) =>
          splits.map((place) => (groups[place] ? shorten(groups[place].label) : '')),
      }),
      buildNumberAxis(theme, { size: 52, label: 'Mean P/L, $' }),
    ],
    series: [{}, drawBars(theme), hideLine(), hideLine(), hideLine({ scale: 'trades' })],
    hooks: { drawClear: [drawZero(theme)], draw: [drawIntervals(theme.textDim, 2)] },
  });
}

/** Returns the groups in a sentence. */
export function summarizeGroups(groups: readonly TradeGroup[], by: string): string {
  const told = groups
    .filter(({ trades }) => trades > 0)
    .map(({ label, trades, mean }) => `${label} ${formatPnl(mean.value)} (${formatCount(trades)})`);
  if (told.length === 0) return `Mean profit of trades by ${by}: no trade yet.`;
  return `Mean profit of trades by ${by}, with their number: ${told.join(', ')}.`;
}

/** The bars of `buildResultData`. */
export const resultKeys: readonly CurveKey[] = [
  { label: 'P/L from', series: 0, format: formatPnl },
  { label: 'Trades', series: 3, format: formatCount },
  { label: 'Losses', token: '--down' },
  { label: 'Gains', token: '--up' },
];

/** Returns the lower end of each bin, its losing and its winning trades, and both together. */
export function buildResultData(bins: readonly ResultBin[]): uPlot.AlignedData {
  const counts = bins.map(({ trades }) => trades);
  return [
    bins.map(({ from }) => from),
    bins.map(({ from, trades }) => (from < 0 ? trades : null)),
    bins.map(({ from, trades }) => (from < 0 ? null : trades)),
    counts,
  ];
}

/** Returns options of a histogram, losses red and gains green. */
export function buildResultOptions(
  bins: readonly ResultBin[],
): (theme: ChartTheme) => ChartOptions {
  const low = bins[0]?.from ?? 0;
  const high = bins.at(-1)?.to ?? 1;
  return (theme) => {
    const bars = (fill: string): uPlot.Series => ({
      paths: uPlot.paths.bars?.({ size: [0.9, 60], align: 1 }),
      fill,
      width: 0,
      points: { show: false },
    });
    return {
      ...buildCurveBase(theme),
      padding: [8, 14, 0, 0],
      scales: {
        x: { time: false, range: [low, high] },
        y: { range: (_plot, _min, max) => [0, Math.max(1, max)] },
      },
      axes: [
        buildNumberAxis(theme, { size: horizontalAxisSize, label: 'Net P/L of a trade, $' }),
        buildNumberAxis(theme, { size: 46, label: 'Trades', incrs: wholeSteps }),
      ],
      series: [{}, bars(theme.down), bars(theme.up), hideLine()],
    };
  };
}

/** Returns the distribution in a sentence. */
export function summarizeResults(profits: readonly number[]): string {
  if (profits.length === 0) return 'Distribution of trade results: no trade yet.';
  const gains = profits.filter((profit) => profit > 0).length;
  const worst = profits.reduce((least, profit) => Math.min(least, profit));
  const best = profits.reduce((most, profit) => Math.max(most, profit));
  return (
    `Distribution of ${formatCount(profits.length)} trade results: ${formatCount(gains)} gains, ` +
    `from ${formatPnl(worst)} to ${formatPnl(best)}.`
  );
}

const wholeSteps = [1, 2, 5].flatMap((step) =>
  [0, 1, 2, 3, 4, 5].map((power) => step * 10 ** power),
);
wholeSteps.sort((a, b) => a - b);

/** `Monday` as `Mon`; hours as they are. */
function shorten(label: string): string {
  return /^\d/.test(label) ? label : label.slice(0, 3);
}

function widen(low: number, high: number): [number, number] {
  return low === high ? [-1, 1] : [low, high];
}

function drawBars(theme: ChartTheme): uPlot.Series {
  const listColors = (plot: uPlot) =>
    Array.from(plot.data[0], (_, at) => {
      const [low, high] = [plot.data[2][at] ?? NaN, plot.data[3][at] ?? NaN];
      return low > 0 ? theme.up : high < 0 ? theme.down : theme.count;
    });
  return {
    paths: uPlot.paths.bars?.({
      size: [0.6, 40],
      disp: { fill: { unit: 3, values: listColors }, stroke: { unit: 3, values: listColors } },
    }),
    fill: theme.count,
    stroke: theme.count,
    width: 0,
    points: { show: false },
  };
}

function drawZero(theme: ChartTheme): (plot: uPlot) => void {
  return (plot) => {
    const { left, width } = plot.bbox;
    const zero = plot.valToPos(0, 'y', true);
    strokeDashed(plot, theme.textFaint, [left, zero], [left + width, zero]);
  };
}
