import type uPlot from 'uplot';
import { type Bars, countBars } from '../../core/bars/bars';
import type { ChartOptions, ChartTheme } from '../chart-theme';
import { decimateLine, pickStep } from '../decimate';
import { formatDay, formatNumber, pickPriceDecimals } from '../../core/format';
import {
  buildCurveBase,
  buildLine,
  buildNumberAxis,
  buildTimeAxis,
  type CurveKey,
  toUtcDate,
} from './curve';

/** Missing time, in seconds since 1970 as on the chart's x axis. */
interface GapSpan {
  readonly from: number;
  readonly to: number;
}

interface PricePreviewData {
  /** Time in seconds and close; null in gaps that are wide enough to see. */
  readonly data: uPlot.AlignedData;
  /** All gaps, however narrow. */
  readonly gaps: readonly GapSpan[];
}

const maxColumns = 800;

/** The lines of the preview; gaps, if there are any, are shaded. */
export function buildPreviewKeys(bars: Bars, gaps: readonly GapSpan[]): CurveKey[] {
  const decimals = pickPriceDecimals(bars.close.at(0) ?? 0);
  return [
    {
      label: 'Close',
      token: '--text',
      series: 1,
      format: (close) => formatNumber(close, { digits: decimals }),
    },
    ...(gaps.length > 0 ? [{ label: 'Missing bars', token: '--warn' } as const] : []),
  ];
}

/** Returns the lowest and highest close of each pixel column, with breaks at wide gaps. */
export function buildPricePreview(bars: Bars): PricePreviewData {
  const { openTime, close, intervalMs } = bars;
  const count = countBars(bars);
  const step = pickStep(count, maxColumns);
  const [seconds, closes]: [number[], (number | null)[]] = [[], []];
  const gaps: GapSpan[] = [];

  const appendRun = (start: number, end: number): void => {
    const columns = decimateLine(close, { start, end }, step);
    for (let k = 0; k < columns.count; k++) {
      const first = Math.max(start, columns.start + k * step);
      const middle = Math.min(end - 1, first + (step >> 1));
      seconds.push(openTime[first] / 1000);
      closes.push(columns.min[k]);
      if (middle === first) continue;
      seconds.push(openTime[middle] / 1000);
      closes.push(columns.max[k]);
    }
  };

  let runStart = 0;
  for (let i = 1; i < count; i++) {
    const missing = openTime[i] - openTime[i - 1] - intervalMs;
    if (missing <= 0) continue;
    const gap = { from: (openTime[i - 1] + intervalMs) / 1000, to: openTime[i] / 1000 };
    gaps.push(gap);
    if (missing < step * intervalMs) continue;
    appendRun(runStart, i);
    seconds.push(gap.from);
    closes.push(null);
    runStart = i;
  }
  if (count > 0) appendRun(runStart, count);
  return { data: [seconds, closes], gaps };
}

/** Returns options for an area chart with `gaps` shaded, each at least one pixel wide. */
export function buildPreviewOptions(gaps: readonly GapSpan[]): (theme: ChartTheme) => ChartOptions {
  return (theme) => ({
    ...buildCurveBase(theme),
    padding: [8, 0, 0, 18],
    tzDate: toUtcDate,
    scales: { x: { time: true }, y: {} },
    axes: [buildTimeAxis(theme), buildNumberAxis(theme, { side: 1, size: 64, space: 36 })],
    series: [{}, buildLine(theme.text, { width: 1.2, fill: theme.surface2 })],
    hooks: { drawClear: [shadeGaps(gaps, theme)] },
  });
}

/** Returns the preview in a sentence. */
export function summarizePreview(bars: Bars, gaps: readonly GapSpan[]): string {
  const count = countBars(bars);
  if (count === 0) return 'Price preview: no bars.';
  const format = (price: number) => formatNumber(price, { digits: pickPriceDecimals(price) });
  return (
    `Price from ${formatDay(bars.openTime[0])} to ${formatDay(bars.openTime[count - 1])}: ` +
    `close ${format(bars.close[0])} to ${format(bars.close[count - 1])}, ${gaps.length} gaps.`
  );
}

function shadeGaps(gaps: readonly GapSpan[], theme: ChartTheme): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = theme.warn;
    for (const gap of gaps) {
      const left = Math.round(plot.valToPos(gap.from, 'x', true));
      const right = Math.round(plot.valToPos(gap.to, 'x', true));
      // A narrow line must be visible, a wide area must not dominate.
      ctx.globalAlpha = right - left > 4 ? 0.12 : 0.45;
      ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
    }
    ctx.restore();
  };
}
