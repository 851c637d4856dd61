import uPlot from 'uplot';
import { buildAxis, type ChartOptions, type ChartTheme } from '../chart-theme';
import { formatNumber, formatUtcMinute, missing } from '../../core/format';
import { type TimeStep, formatTickLabel, pickStepDecimals } from '../ticks';

/** Height of a horizontal axis without its label, in CSS pixels. */
export const horizontalAxisSize = 26;

const shortestMonthMs = 28 * 86_400_000;

/** Returns the options that all curves share: no built-in legend, no zoom by dragging, no horizontal crosshair line. */
export function buildCurveBase(theme: ChartTheme): Pick<ChartOptions, 'legend' | 'cursor'> {
  return {
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 7, stroke: theme.surface, width: 2 },
    },
  };
}

/** Returns an axis whose labels have as many decimals as its steps need. */
export function buildNumberAxis(theme: ChartTheme, axis: uPlot.Axis = {}): uPlot.Axis {
  return buildAxis(theme, {
    values: (_plot, splits, _axis, _space, increment) =>
      splits.map((split) => formatNumber(split, { digits: pickStepDecimals(increment) })),
    ...axis,
  });
}

/** Returns a time axis with UTC labels; its scale counts seconds. */
export function buildTimeAxis(theme: ChartTheme): uPlot.Axis {
  return buildAxis(theme, {
    space: 90,
    size: horizontalAxisSize,
    values: (_plot, splits, _axis, _space, increment) => {
      const step = toTimeStep(increment * 1000);
      return splits.map((split) => formatTickLabel(split * 1000, step));
    },
  });
}

/** Returns a date for uPlot, which places time ticks by it: in UTC. */
export function toUtcDate(seconds: number): Date {
  return uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');
}

/** Returns a hook that draws y = x, dashed. */
export function drawDiagonal(theme: ChartTheme): (plot: uPlot) => void {
  return (plot) => {
    const { min = 0, max = 1 } = plot.scales.x;
    const [x0, x1] = [min, max].map((value) => plot.valToPos(value, 'x', true));
    const [y0, y1] = [min, max].map((value) => plot.valToPos(value, 'y', true));
    strokeDashed(plot, theme.textFaint, [x0, y0], [x1, y1]);
  };
}

/** Strokes a dashed line, one CSS pixel wide, between two canvas points, inside the plot. */
export function strokeDashed(
  { ctx, bbox }: uPlot,
  color: string,
  from: readonly [number, number],
  to: readonly [number, number],
): void {
  const pixel = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = pixel;
  ctx.setLineDash([3 * pixel, 3 * pixel]);
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
  ctx.restore();
}

/**
 * Returns a hook that draws intervals as vertical lines with a short one across at both ends, inside the plot; their lower ends
 * are series `low` of the data, their upper ends the series after it.
 */
export function drawIntervals(color: string, low: number): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, data, bbox } = plot;
    const cap = 3 * uPlot.pxRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = color;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.beginPath();
    for (let at = 0; at < data[0].length; at++) {
      const [from, to] = [data[low][at], data[low + 1][at]];
      if (from == null || to == null) continue;
      const x = plot.valToPos(data[0][at], 'x', true);
      const ends = [from, to].map((value) => plot.valToPos(value, 'y', true));
      ctx.moveTo(x, ends[0]);
      ctx.lineTo(x, ends[1]);
      for (const y of ends) {
        ctx.moveTo(x - cap, y);
        ctx.lineTo(x + cap, y);
      }
    }
    ctx.stroke();
    ctx.restore();
  };
}

/** Returns a series that is in the data but not drawn as a line: what a hook draws, or the legend alone says. */
export function hideLine(options: Partial<uPlot.Series> = {}): uPlot.Series {
  return { stroke: 'transparent', width: 0, points: { show: false }, ...options };
}

function toTimeStep(ms: number): TimeStep {
  if (ms < shortestMonthMs) return { kind: 'fixed', ms };
  return { kind: 'months', months: Math.max(1, Math.round(ms / (30.44 * 86_400_000))) };
}

/**
 * One entry of the row above a curve chart. With a colour and a series it shows the value under the cursor, else the newest; without
 * a colour it is shown while the cursor is over the chart.
 */
export interface CurveKey {
  readonly label: string;
  /** Custom property of the colour; left out for a key without a line, such as that of x. */
  readonly token?: `--${string}`;
  /** Position of the series in the data; 0 is x. Without it the key has no value. */
  readonly series?: number;
  readonly format?: (value: number) => string;
}

/** What the x axis counts, for the table behind a curve. */
export interface CurveAxis {
  readonly label: string;
  readonly format: (value: number) => string;
}

/** Of the curves over time, whose x is in seconds. */
export const timeColumn: CurveAxis = {
  label: 'Time, UTC',
  format: (seconds) => formatUtcMinute(seconds * 1000),
};

const maxTableRows = 200;

/** A curve as rows of text. */
interface CurveTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Points that it does not show, since there are too many. */
  readonly omitted: number;
}

/** Returns x and the series that `keys` name, a row a point; of more than 200 points as many, evenly spaced, the last included. */
export function buildCurveTable(
  data: uPlot.AlignedData,
  keys: readonly CurveKey[],
  axis: CurveAxis,
): CurveTable {
  const named = keys.filter(({ series }) => series !== undefined && series !== 0);
  const x = keys.find(({ series }) => series === 0);
  const format = x?.format ?? axis.format;
  const [places] = data;
  const step = Math.max(1, Math.ceil(places.length / maxTableRows));
  const rows: string[][] = [];
  for (let at = (places.length - 1) % step; at < places.length; at += step) {
    if (at < 0) continue;
    const texts = named.map(({ series = 0, format: write = String }) => {
      const value = data[series][at];
      return value == null ? missing : write(value);
    });
    rows.push([format(places[at]), ...texts]);
  }
  return {
    names: [x?.label ?? axis.label, ...named.map(({ label }) => label)],
    rows,
    omitted: places.length - rows.length,
  };
}

/** Returns a line series in the style of all curves. */
export function buildLine(
  stroke: ChartTheme[keyof ChartTheme],
  options: Partial<uPlot.Series> = {},
): uPlot.Series {
  return { stroke, width: 1.5, points: { show: false }, ...options };
}
