import type uPlot from 'uplot';
import type { ChartOptions } from '../chart-theme';
import { timeAxisHeight, valueAxisWidth } from './panes';

export interface MarketHooks {
  readonly ondraw: (plot: uPlot) => void;
  /** CSS pixels from the left of the panes; null when the pointer left. */
  readonly oncursor: (left: number | null) => void;
  /** Returns the x of the candle's middle that is nearest. */
  readonly snapCursor: (left: number) => number;
}

/** uPlot needs points for its crosshair to show; the bars are painted by the draw hook. */
export const marketData: uPlot.AlignedData = [
  [0, 1],
  [0, 0],
];

/** Returns options that leave all painting to `ondraw`: uPlot keeps the canvas and the crosshair. */
export function buildMarketOptions(hooks: MarketHooks): ChartOptions {
  return {
    padding: [0, valueAxisWidth, timeAxisHeight, 0],
    legend: { show: false },
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [{ show: false }, { show: false }],
    series: [{}, { show: false }],
    cursor: {
      drag: { x: false, y: false, setScale: false },
      points: { show: false },
      move: (_plot, left, top) => [left < 0 ? left : hooks.snapCursor(left), top],
    },
    hooks: {
      draw: [hooks.ondraw],
      setCursor: [
        (plot) => {
          const { left } = plot.cursor;
          hooks.oncursor(left === undefined || left < 0 ? null : left);
        },
      ],
    },
  };
}
