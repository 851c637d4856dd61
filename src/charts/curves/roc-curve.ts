import type uPlot from 'uplot';
import type { ClassificationReport } from '../../core/metrics/classification';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { formatFixed } from '../../core/format';
import { buildCurveBase, buildNumberAxis, drawDiagonal, horizontalAxisSize } from './curve-axes';
import { type CurveKey, buildLine } from './curve-key';

const formatRate = (rate: number) => formatFixed(rate, 3);

/** The lines of `buildRocData`; the x axis has a value too. */
export const rocKeys: readonly CurveKey[] = [
  { label: 'Model', token: '--model-text' },
  { label: 'Chance', token: '--text-faint' },
  { label: 'False-positive rate', series: 0, format: formatRate },
  { label: 'True-positive rate', series: 1, format: formatRate },
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
    aucCi === undefined ? '' : `, 95% interval ${aucCi.map(formatRate).join(' to ')}`;
  return `ROC curve: area ${formatRate(auc)}${interval}; chance is 0.5.`;
}
