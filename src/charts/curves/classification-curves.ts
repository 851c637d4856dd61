import uPlot from 'uplot';
import type { ReliabilityBin } from '../../core/metrics/calibration';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { formatCount, formatNumber } from '../../core/format';
import { estimateShare, type Interval } from '../../core/metrics/statistics';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  type CurveKey,
  drawDiagonal,
  drawIntervals,
  hideLine,
  horizontalAxisSize,
} from './curve';
import type { ClassificationReport } from '../../core/metrics/classification';

const formatShare = (share: number) => formatNumber(share, { digits: 3 });

/** Height of the largest count as a fraction of the plot's height. */
const countFraction = 0.3;

/** The lines of `buildReliabilityData`; the x axis has a value too. */
export const reliabilityKeys: readonly CurveKey[] = [
  { label: 'Model', token: '--model-text' },
  { label: 'Honest', token: '--text-faint' },
  { label: '95% interval', token: '--text-dim' },
  { label: 'Bars of the bin', token: '--count' },
  { label: 'Predicted', series: 0, format: formatShare },
  { label: 'Observed', series: 2, format: formatShare },
  { label: 'from', series: 3, format: formatShare },
  { label: 'to', series: 4, format: formatShare },
  { label: 'Bars', series: 1, format: formatCount },
];

/**
 * Returns mean probability, count, observed frequency and the ends of its 95% interval (Wilson 1927) of each bin that has bars.
 *
 * All bars together are worth `effectiveBars` independent ones, fewer than there are where labels overlap.
 */
export function buildReliabilityData(
  bins: readonly ReliabilityBin[],
  effectiveBars = countBars(bins),
): uPlot.AlignedData {
  const filled = bins.filter((bin) => bin.count > 0);
  const share = effectiveBars / countBars(bins);
  const intervals = filled.map((bin) => findInterval(bin, share));
  return [
    filled.map((bin) => bin.meanProbability),
    filled.map((bin) => bin.count),
    filled.map((bin) => bin.frequency),
    intervals.map(([low]) => low),
    intervals.map(([, high]) => high),
  ];
}

function countBars(bins: readonly ReliabilityBin[]): number {
  return bins.reduce((bars, { count }) => bars + count, 0);
}

function findInterval({ count, frequency }: ReliabilityBin, share: number): Interval {
  const bars = count * share;
  return estimateShare(frequency * bars, bars).ci;
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
      hideLine(),
      hideLine(),
    ],
    hooks: { drawClear: [drawDiagonal(theme)], draw: [drawIntervals(theme.textDim, 3)] },
  };
}

/**
 * Returns the common extent of predicted and observed values, so that the diagonal has a slope of 1. Intervals may leave it: that of a
 * bin of a few bars would leave no room for the others.
 */
export function findCommonRange(data: uPlot.AlignedData): [number, number] {
  const values = [...data[0], ...data[2]].filter((value) => value != null);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max(0.02, (high - low) * 0.1);
  return [Math.max(0, low - margin), Math.min(1, high + margin)];
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

/** Two reliability curves in one chart. */
interface ReliabilityPair {
  readonly live: readonly ReliabilityBin[];
  readonly expected: readonly ReliabilityBin[];
}

/** What the two curves are called. */
export interface OverlayNames {
  readonly live: string;
  readonly expected: string;
}

/** Returns the lines of `buildOverlayData`. */
export function nameOverlay({ live, expected }: OverlayNames): readonly CurveKey[] {
  return [
    { label: expected, token: '--text-dim' },
    { label: live, token: '--model-text' },
    { label: 'Honest', token: '--text-faint' },
    { label: 'Predicted', series: 0, format: formatShare },
    { label: `Observed, ${expected}`, series: 1, format: formatShare },
    { label: `Observed, ${live}`, series: 2, format: formatShare },
  ];
}

/**
 * Returns mean probabilities, ascending, with the observed frequencies of test block and live bars, and the ends of the 95% intervals
 * (Wilson 1927) of the latter, whose bars are worth `effectiveBars` independent ones.
 */
export function buildOverlayData(
  { live, expected }: ReliabilityPair,
  effectiveBars = countBars(live),
): uPlot.AlignedData {
  const share = effectiveBars / countBars(live);
  const list = (bins: readonly ReliabilityBin[], isLive: boolean) =>
    bins
      .filter(({ count }) => count > 0)
      .map((bin) => ({ ...bin, isLive, interval: findInterval(bin, share) }));
  const points = [...list(expected, false), ...list(live, true)].sort(
    (a, b) => a.meanProbability - b.meanProbability,
  );
  return [
    points.map(({ meanProbability }) => meanProbability),
    points.map(({ frequency, isLive }) => (isLive ? null : frequency)),
    points.map(({ frequency, isLive }) => (isLive ? frequency : null)),
    points.map(({ interval, isLive }) => (isLive ? interval[0] : null)),
    points.map(({ interval, isLive }) => (isLive ? interval[1] : null)),
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
    series: [{}, draw(theme.textDim), draw(theme.modelText), hideLine(), hideLine()],
    hooks: { drawClear: [drawDiagonal(theme)], draw: [drawIntervals(theme.modelText, 3)] },
  };
}

/** Returns both curves in two sentences. */
export function summarizeOverlay({ live, expected }: ReliabilityPair, names: OverlayNames): string {
  return `${names.live}: ${summarizeReliability(live)} ${names.expected}: ${summarizeReliability(expected)}`;
}

function findOverlayRange([predicted, expected, live]: uPlot.AlignedData): [number, number] {
  return findCommonRange([predicted, [], [...expected, ...live]]);
}

/** The lines of `buildRocData`; the x axis has a value too. */
export const rocKeys: readonly CurveKey[] = [
  { label: 'Model', token: '--model-text' },
  { label: 'Chance', token: '--text-faint' },
  { label: 'False-positive rate', series: 0, format: formatShare },
  { label: 'True-positive rate', series: 1, format: formatShare },
];

/** Returns the false-positive rate and the true-positive rate, from (0, 0) to (1, 1). */
export function buildRocData(roc: ClassificationReport['roc']): uPlot.AlignedData {
  return [roc.map((point) => point.falsePositiveRate), roc.map((point) => point.truePositiveRate)];
}

/** Returns options for the unit square with the diagonal of chance. */
export function buildRocOptions(theme: ChartTheme): ChartOptions {
  return {
    ...buildCurveBase(theme),
    padding: [8, 14, 0, 0],
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [
      buildNumberAxis(theme, { size: horizontalAxisSize, label: 'False-positive rate', space: 60 }),
      buildNumberAxis(theme, { label: 'True-positive rate', size: 44 }),
    ],
    series: [{}, buildLine(theme.modelText)],
    hooks: { drawClear: [drawDiagonal(theme)] },
  };
}

/** Returns the curve in a sentence. */
export function summarizeRoc(auc: number, aucCi?: readonly [number, number]): string {
  const interval =
    aucCi === undefined || Number.isNaN(aucCi[0])
      ? ''
      : `, 95% interval ${aucCi.map(formatShare).join(' to ')}`;
  return `ROC curve: area ${formatShare(auc)}${interval}; chance is 0.5.`;
}
