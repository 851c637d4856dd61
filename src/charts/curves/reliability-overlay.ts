import type uPlot from 'uplot';
import type { ReliabilityBin } from '../../core/metrics/calibration';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { formatFixed } from '../../core/format';
import { buildCurveBase, buildNumberAxis, drawDiagonal, horizontalAxisSize } from './curve-axes';
import { type CurveKey, buildLine } from './curve-key';
import { findCommonRange, summarizeReliability } from './reliability-curve';

/** Two reliability curves in one chart. */
export interface ReliabilityPair {
  readonly live: readonly ReliabilityBin[];
  readonly expected: readonly ReliabilityBin[];
}

const formatShare = (share: number) => formatFixed(share, 3);

/** The lines of `buildOverlayData`. */
export const overlayKeys: readonly CurveKey[] = [
  { label: 'Test block', token: '--text-dim', series: 1, format: formatShare },
  { label: 'Live', token: '--model-text', series: 2, format: formatShare },
  { label: 'Honest', token: '--text-faint' },
];

/** Returns mean probabilities, ascending, with the observed frequencies of test block and live bars. */
export function buildOverlayData({ live, expected }: ReliabilityPair): uPlot.AlignedData {
  const list = (bins: readonly ReliabilityBin[], isLive: boolean) =>
    bins.filter(({ count }) => count > 0).map((bin) => ({ ...bin, isLive }));
  const points = [...list(expected, false), ...list(live, true)].sort(
    (a, b) => a.meanProbability - b.meanProbability,
  );
  return [
    points.map(({ meanProbability }) => meanProbability),
    points.map(({ frequency, isLive }) => (isLive ? null : frequency)),
    points.map(({ frequency, isLive }) => (isLive ? frequency : null)),
  ];
}

/** Returns options with the diagonal of perfect calibration. */
export function buildOverlayOptions(theme: ChartTheme): ChartOptions {
  const draw = (color: string): uPlot.Series =>
    buildLine(color, { spanGaps: true, points: { show: true, size: 6, fill: color } });
  return {
    ...buildCurveBase(theme),
    padding: [8, 14, 0, 0],
    scales: {
      x: { time: false, range: (plot) => findOverlayRange(plot.data) },
      y: { range: (plot) => findOverlayRange(plot.data) },
    },
    axes: [
      buildNumberAxis(theme, { size: horizontalAxisSize, label: 'Predicted', space: 60 }),
      buildNumberAxis(theme, { label: 'Observed', size: 50 }),
    ],
    series: [{}, draw(theme.textDim), draw(theme.modelText)],
    hooks: { drawClear: [drawDiagonal(theme)] },
  };
}

/** Returns both curves in two sentences. */
export function summarizeOverlay({ live, expected }: ReliabilityPair): string {
  return `Live: ${summarizeReliability(live)} Test block: ${summarizeReliability(expected)}`;
}

function findOverlayRange([predicted, expected, live]: uPlot.AlignedData): [number, number] {
  return findCommonRange([predicted, [], [...expected, ...live]]);
}
