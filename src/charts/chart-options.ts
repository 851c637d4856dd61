import type uPlot from 'uplot';
import type { ChartTheme } from './chart-theme';

/** uPlot options without a size, which follows the element. */
export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'>;

/** Returns an axis in the look of all charts: faint labels, thin grid, no ticks. */
export function buildAxis(theme: ChartTheme, axis: uPlot.Axis = {}): uPlot.Axis {
  const font = `11px ${theme.font}`;
  const grid = { stroke: theme.grid, width: 1 };
  return {
    stroke: theme.textFaint,
    font,
    labelFont: font,
    labelSize: 18,
    gap: 6,
    ticks: { show: false },
    ...axis,
    grid: { ...grid, ...axis.grid },
  };
}
