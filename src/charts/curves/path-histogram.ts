import uPlot from 'uplot';
import { formatCount, formatPercent } from '../../core/format';
import { computeQuantile } from '../../core/metrics/statistics';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import {
  buildCurveBase,
  buildNumberAxis,
  type CurveKey,
  horizontalAxisSize,
  strokeDashed,
} from './curve';

/** Paths whose fall is in `[from, to)`, as fractions of 0 or less; the last bin holds 0, too. */
interface FallBin {
  readonly from: number;
  readonly to: number;
  readonly paths: number;
}

const maxBins = 24;
/** Widths of a bin that people read easily, as fractions. */
const widths = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05];

/** Returns how many paths fell how far, in at most 24 bins of one width that end at 0. */
export function binFalls(values: ArrayLike<number>): readonly FallBin[] {
  const lowest = Array.from(values).reduce((low, value) => Math.min(low, value), 0);
  const width = widths.find((one) => -lowest / one <= maxBins) ?? widths[widths.length - 1];
  // A fall that ends on an edge, such as ruin at -1, opens no bin of its own.
  const count = Math.max(1, Math.ceil(-lowest / width - 1e-9));
  const paths = Array.from({ length: count }, () => 0);
  for (const value of Array.from(values)) {
    const place = count + Math.floor(value / width + 1e-9);
    paths[Math.min(count - 1, Math.max(0, place))]++;
  }
  return paths.map((number, at) => ({
    from: (at - count) * width,
    to: (at - count + 1) * width,
    paths: number,
  }));
}

const percent = (fraction: number) => formatPercent(fraction, { digits: 2 });

/** The bars of `buildFallData`. */
export const fallKeys: readonly CurveKey[] = [
  { label: 'From', series: 0, format: percent },
  { label: 'Paths', series: 1, format: formatCount, token: '--model' },
  { label: 'This run', token: '--text' },
];

/** Returns the lower end of each bin and its paths. */
export function buildFallData(bins: readonly FallBin[]): uPlot.AlignedData {
  return [bins.map(({ from }) => from), bins.map(({ paths }) => paths)];
}

/** Returns options of a histogram with a line at the run itself. */
export function buildFallOptions(
  what: string,
  bins: readonly FallBin[],
  actual: number,
): (theme: ChartTheme) => ChartOptions {
  const low = bins[0]?.from ?? -1;
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 26, 0, 0],
    scales: {
      x: { time: false, range: [low, 0] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max)] },
    },
    axes: [
      buildNumberAxis(theme, {
        size: horizontalAxisSize,
        label: what,
        space: 60,
        values: (_plot, splits, _axis, _space, increment) =>
          splits.map((split) => formatPercent(split, { digits: increment < 0.01 ? 2 : 0 })),
      }),
      buildNumberAxis(theme, { size: 46, label: 'Paths' }),
    ],
    series: [
      {},
      {
        paths: uPlot.paths.bars?.({ size: [0.9, 60], align: 1 }),
        fill: theme.model,
        width: 0,
        points: { show: false },
      },
    ],
    hooks: {
      draw: [
        (plot) => {
          const { top, height } = plot.bbox;
          const x = plot.valToPos(Math.max(low, actual), 'x', true);
          strokeDashed(plot, theme.text, [x, top], [x, top + height]);
        },
      ],
    },
  });
}

/** Returns the distribution in a sentence. */
export function summarizeFalls(what: string, values: Float64Array, actual: number): string {
  if (values.length === 0) return `${what}: there is no path.`;
  const ordered = [...values];
  const [worst, median, best] = [0, 0.5, 1].map((level) => computeQuantile(ordered, level));
  return (
    `${what} of ${formatCount(values.length)} paths: from ${percent(worst)} to ${percent(best)}, half of them ` +
    `below ${percent(median)}; this run ${percent(actual)}.`
  );
}
