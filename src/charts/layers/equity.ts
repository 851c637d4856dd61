import { formatMoney, formatPercent } from '../../core/format';
import { type LineColumns, decimateLine } from '../decimate';
import { countComplete, findCandle, findLastBar } from '../market/candles';
import type { ChartLayer, LayerWindow, MarketSource } from '../market/layer';
import { type Extent, findLineExtent } from '../market/panes';
import { type PaneStage, clipToPane, paintLine, snap, toX, toY } from '../market/stage';
import { paintValueAxis } from '../market/value-axis';

interface DrawnEquity {
  readonly line: LineColumns;
  /** Highest equity up to each column. */
  readonly peaks: Float64Array;
  /** Equity at the first close, of which the axis tells percents; 1 before it. */
  readonly first: number;
}

const name = 'Equity';

/** The least that the axis shows, as a fraction of the first equity, so that a fall of 0.1% does not look like a crash. */
const minRange = 0.01;

/** Cash and open positions at the close of each candle, with the fall from its highest value so far shaded. */
export const equity: ChartLayer<Float64Array, DrawnEquity> = {
  name,
  meaning:
    'Cash and open positions, in percent of the start, with the fall from the highest so far.',
  pane: { name: 'equity', weight: 12 },
  color: 'text',
  compute: (source) => source.equity,
  decimate(values, window) {
    const line = decimateEquity(values, window);
    const first = line.count === 0 ? 1 : values[0];
    return { line, peaks: findPeaks(values, line, window.source), first };
  },
  findExtent: ({ line, peaks, first }) => findExtent(line, peaks, first),
  paint(stage, drawn) {
    const { first } = drawn;
    paintValueAxis(stage, (value) => formatChange(value, drawn), { unit: first, origin: first });
    clipToPane(stage, () => {
      paintDrawdown(stage, drawn);
      paintLine(stage, drawn.line, { color: stage.theme.text, width: 1.6 });
    });
  },
  readValues(values, candle, source) {
    const bar = candle === null ? -1 : readBar(candle.index, source);
    const value = values[bar] ?? NaN;
    const fall = value / findHighest(values, bar + 1) - 1;
    return [
      { name, text: formatMoney(value) },
      { name: 'Drawdown', text: formatPercent(fall), ...(fall < 0 && { color: 'down' as const }) },
    ];
  },
  formatValue: formatChange,
};

function decimateEquity(values: Float64Array, { source, begun, step }: LayerWindow): LineColumns {
  const { candles, playhead, equityFrom } = source;
  // The first candle may have begun before the first bar that has equity.
  const first = playhead > equityFrom ? findCandle(candles.display, equityFrom) : begun.end;
  const start = Math.max(begun.start, first);
  const traded = countComplete(candles.display, equityFrom + values.length);
  const range = { start, end: Math.min(begun.end, traded) };
  return decimateLine(values, range, step, findLastBar(candles.display, playhead, equityFrom));
}

/** Position in `values` of the last bar of a candle before the playhead; negative before the first. */
function readBar(candle: number, { candles, playhead, equityFrom }: MarketSource): number {
  return findLastBar(candles.display, playhead, equityFrom)(candle);
}

/** Returns the highest equity up to each column, also where it lies before the first. */
function findPeaks(values: Float64Array, line: LineColumns, source: MarketSource): Float64Array {
  const peaks = new Float64Array(line.count);
  let peak = line.count === 0 ? NaN : findHighest(values, readBar(line.start, source));
  for (let k = 0; k < line.count; k++) {
    if (!(line.max[k] <= peak)) peak = line.max[k];
    peaks[k] = peak;
  }
  return peaks;
}

/** The highest of the first `count` values; -Infinity without any. */
function findHighest(values: Float64Array, count: number): number {
  let highest = -Infinity;
  const end = Math.min(count, values.length);
  for (let i = 0; i < end; i++) if (values[i] > highest) highest = values[i];
  return highest;
}

function findExtent(line: LineColumns, peaks: Float64Array, first: number): Extent {
  const { min, max } = findLineExtent({ count: line.count, min: line.min, max: peaks });
  const missing = minRange * first - (max - min);
  return missing > 0 ? { min: min - missing / 2, max: max + missing / 2 } : { min, max };
}

/** `+1.5%` of the first equity. */
function formatChange(value: number, { first }: DrawnEquity): string {
  return formatPercent(value / first - 1, { digits: 2, isSigned: true });
}

function paintDrawdown(stage: PaneStage, { line, peaks }: DrawnEquity): void {
  const { context, theme } = stage;
  context.fillStyle = theme.downSoft;
  for (let k = 0; k < line.count; k++) {
    if (Number.isNaN(line.min[k]) || line.min[k] >= peaks[k]) continue;
    const left = snap(stage, toX(stage, line.start + k * line.step));
    const right = snap(stage, toX(stage, line.start + (k + 1) * line.step));
    const top = toY(stage, peaks[k]);
    context.fillRect(left, top, right - left, toY(stage, line.min[k]) - top);
  }
}
