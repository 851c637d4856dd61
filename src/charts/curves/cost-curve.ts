import type uPlot from 'uplot';
import { formatBps, formatMoney } from '../../core/format';
import type { CostEvidence } from '../../core/verdict/costs';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  type CurveKey,
  horizontalAxisSize,
  strokeDashed,
} from './curve';

type CostCurve = Pick<CostEvidence, 'curve' | 'breakEvenBps' | 'paidBps'>;

const formatPnl = (pnl: number) => formatMoney(pnl, { isSigned: true });

/** The line of `buildCostData`; the x axis has a value too. */
export const costKeys: readonly CurveKey[] = [
  { label: 'Cost a side', series: 0, format: (bps) => formatBps(bps, { digits: 0 }) },
  { label: 'Net P/L', token: '--text', series: 1, format: formatPnl },
  { label: 'You pay', token: '--text-faint' },
];

/** Returns cost a side in bps and net P/L in dollars. */
export function buildCostData({ curve }: CostCurve): uPlot.AlignedData {
  return [curve.map(({ feeBps }) => feeBps), curve.map(({ pnl }) => pnl)];
}

/** Returns options with a line at a P/L of 0 and a dashed one at what is paid. */
export function buildCostOptions({ paidBps }: CostCurve): (theme: ChartTheme) => ChartOptions {
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 14, 0, 0],
    scales: {
      x: { time: false },
      y: { range: (_plot, min, max) => [Math.min(0, min), Math.max(0, max) || 1] },
    },
    axes: [
      buildNumberAxis(theme, { size: horizontalAxisSize, label: 'Cost a side, bps', space: 60 }),
      buildNumberAxis(theme, { label: 'Net P/L, $', size: 64 }),
    ],
    series: [{}, buildLine(theme.text)],
    hooks: {
      drawClear: [
        (plot) => {
          const { left, top, width, height } = plot.bbox;
          const zero = plot.valToPos(0, 'y', true);
          const paid = plot.valToPos(paidBps, 'x', true);
          strokeDashed(plot, theme.textDim, [left, zero], [left + width, zero]);
          strokeDashed(plot, theme.textFaint, [paid, top], [paid, top + height]);
        },
      ],
    },
  });
}

/** Returns the curve in a sentence. */
export function summarizeCosts({ curve, breakEvenBps, paidBps }: CostCurve): string {
  const points = curve
    .filter(({ feeBps }) => feeBps % 10 === 0)
    .map(({ feeBps, pnl }) => `${formatPnl(pnl)} at ${formatBps(feeBps, { digits: 0 })}`);
  return (
    `Net P/L by cost a side: ${points.join(', ')}. Break-even at ${formatBps(breakEvenBps.value)}; ` +
    `you pay ${formatBps(paidBps)}.`
  );
}
