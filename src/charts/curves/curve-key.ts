import type uPlot from 'uplot';
import type { ChartTheme } from '../chart-theme';

/** One line of a curve chart in the row above it: its colour, its name, its value under the cursor. */
export interface CurveKey {
  readonly label: string;
  /** Custom property that has the colour; a key without a line, such as that of x, has none. */
  readonly token?: `--${string}`;
  /** Position of the series in the data; 0 is x. Without it the key has no value. */
  readonly series?: number;
  readonly format?: (value: number) => string;
}

/** Returns a line series in the look of all curves. */
export function buildLine(
  stroke: ChartTheme[keyof ChartTheme],
  options: Partial<uPlot.Series> = {},
): uPlot.Series {
  return { stroke, width: 1.5, points: { show: false }, ...options };
}
