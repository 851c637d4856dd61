import type uPlot from 'uplot';
import type { EpochRecord } from '../../core/library';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { formatNumber } from '../../core/format';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  type CurveKey,
  horizontalAxisSize,
  strokeDashed,
} from './curve';

const aucSeries = 3;
const formatLoss = (loss: number) => formatNumber(loss, { digits: 4 });
const formatAuc = (auc: number) => formatNumber(auc, { digits: 3 });

/** The lines of `buildTrainingData`, in their order. */
export const trainingKeys: readonly CurveKey[] = [
  { label: 'Train loss', token: '--text-faint', series: 1, format: formatLoss },
  { label: 'Validation loss', token: '--text', series: 2, format: formatLoss },
  { label: 'Validation AUC', token: '--model-text', series: aucSeries, format: formatAuc },
];

/** Returns one column per epoch: epoch, training loss, validation loss, validation AUC. */
export function buildTrainingData(epochs: readonly EpochRecord[]): uPlot.AlignedData {
  return [
    epochs.map((record) => record.epoch),
    epochs.map((record) => record.trainLoss),
    epochs.map((record) => record.validationLoss),
    epochs.map((record) => record.validationAuc),
  ];
}

/**
 * Returns options with losses at the left, AUC at the right, and room for `maxEpochs`; `unit` is what an epoch is: `Epoch`,
 * `Tree`.
 */
export function buildTrainingOptions(
  maxEpochs: number,
  unit: string,
): (theme: ChartTheme) => ChartOptions {
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 0, 0, 0],
    scales: {
      x: { time: false, range: (_plot, min) => [min || 1, Math.max(2, maxEpochs)] },
      loss: {},
      auc: {},
    },
    axes: [
      buildNumberAxis(theme, {
        incrs: [1, 2, 5, 10, 20, 50, 100, 200],
        size: horizontalAxisSize,
        label: unit,
      }),
      buildNumberAxis(theme, { scale: 'loss', size: 58, label: 'Loss' }),
      buildNumberAxis(theme, {
        scale: 'auc',
        side: 1,
        size: 52,
        label: 'Validation AUC',
        stroke: theme.modelText,
        grid: { show: false },
      }),
    ],
    series: [
      {},
      buildLine(theme.textFaint, { scale: 'loss', points: { size: 4 } }),
      buildLine(theme.text, { scale: 'loss', points: { size: 4 } }),
      buildLine(theme.modelText, { scale: 'auc', points: { size: 4 } }),
    ],
    hooks: { drawClear: [markBestEpoch(theme)] },
  });
}

/** Returns the epoch of the highest validation AUC, the first of equals; null without epochs. */
export function findBestEpoch(epochs: readonly EpochRecord[]): EpochRecord | null {
  return epochs.reduce<EpochRecord | null>(
    (best, record) => (best === null || record.validationAuc > best.validationAuc ? record : best),
    null,
  );
}

/** Returns the curves in a sentence; `unit` is what an epoch is. */
export function summarizeTraining(epochs: readonly EpochRecord[], unit = 'Epoch'): string {
  const best = findBestEpoch(epochs);
  const last = epochs.at(-1);
  const name = unit.toLowerCase();
  if (best === null || last === undefined) return `Training curves: no ${name} has ended yet.`;
  return (
    `Training curves up to ${name} ${last.epoch}: training loss ${formatLoss(last.trainLoss)}, ` +
    `validation loss ${formatLoss(last.validationLoss)}; the best validation AUC is ` +
    `${formatAuc(best.validationAuc)} at ${name} ${best.epoch}.`
  );
}

function markBestEpoch(theme: ChartTheme): (plot: uPlot) => void {
  return (plot) => {
    const auc = plot.data[aucSeries] as readonly number[];
    if (auc.length === 0) return;
    const best = auc.reduce((highest, value, i) => (value > auc[highest] ? i : highest), 0);
    const x = plot.valToPos(plot.data[0][best], 'x', true);
    const { top, height } = plot.bbox;
    strokeDashed(plot, theme.model, [x, top], [x, top + height]);
  };
}
