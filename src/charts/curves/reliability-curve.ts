import uPlot from 'uplot';
import type { ReliabilityBin } from '../../core/metrics/calibration';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { formatFixed } from '../../core/format';
import { buildCurveBase, buildNumberAxis, drawDiagonal, horizontalAxisSize } from './curve-axes';
import { type CurveKey, buildLine } from './curve-key';

const formatShare = (share: number) => formatFixed(share, 3);

/** Height of the largest count as a part of the plot's. */
const countFraction = 0.3;

/** The lines of `buildReliabilityData`; the x axis has a value too. */
export const reliabilityKeys: readonly CurveKey[] = [
  { label: 'Model', token: '--model-text' },
  { label: 'Honest', token: '--text-faint' },
  { label: 'Predicted', series: 0, format: formatShare },
  { label: 'Observed', series: 2, format: formatShare },
  { label: 'Bars', token: '--count', series: 1, format: (count) => formatFixed(count, 0) },
];

/** Returns mean probability, count and observed frequency of each bin that has bars. */
export function buildReliabilityData(bins: readonly ReliabilityBin[]): uPlot.AlignedData {
  const filled = bins.filter((bin) => bin.count > 0);
  return [
    filled.map((bin) => bin.meanProbability),
    filled.map((bin) => bin.count),
    filled.map((bin) => bin.frequency),
  ];
}

/** Returns options with the diagonal of perfect calibration and the counts as bars below. */
export function buildReliabilityOptions(theme: ChartTheme): ChartOptions {
  return {
    ...buildCurveBase(theme),
    padding: [8, 14, 0, 0],
    scales: {
      x: { time: false, range: (plot) => findCommonRange(plot.data) },
      y: { range: (plot) => findCommonRange(plot.data) },
      count: { range: (_plot, _min, max) => [0, Math.max(1, max) / countFraction] },
    },
    axes: [
      buildNumberAxis(theme, {
        size: horizontalAxisSize,
        label: 'Predicted probability',
        space: 60,
      }),
      buildNumberAxis(theme, { label: 'Observed frequency', size: 50 }),
    ],
    series: [
      {},
      // First, so that the curve is drawn over them.
      {
        scale: 'count',
        paths: uPlot.paths.bars?.({ size: [0.5, 22] }),
        fill: theme.count,
        width: 0,
        points: { show: false },
      },
      buildLine(theme.modelText, {
        points: { show: true, size: 6, fill: theme.modelText, stroke: theme.modelText },
      }),
    ],
    hooks: { drawClear: [drawDiagonal(theme)] },
  };
}

/** Returns the extent of predicted and observed values together, so that the diagonal is one. */
export function findCommonRange(data: uPlot.AlignedData): [number, number] {
  const values = [...data[0], ...data[2]].filter((value) => value != null);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = Math.max(0.02, (high - low) * 0.1);
  return [Math.max(0, low - air), Math.min(1, high + air)];
}

/** Returns the curve in a sentence. */
export function summarizeReliability(bins: readonly ReliabilityBin[], ece?: number): string {
  const filled = bins.filter((bin) => bin.count > 0);
  const points = filled.map(
    (bin) => `${formatShare(bin.meanProbability)} came true ${formatShare(bin.frequency)}`,
  );
  const error = ece === undefined ? '' : `, calibration error ${formatShare(ece)}`;
  return `Reliability curve${error}: predicted ${points.join(', ')}.`;
}
