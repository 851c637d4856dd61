import { formatNumber } from '../../core/format';
import type { Thresholds } from '../../core/trading/strategies/strategy';
import { type LineColumns, decimateLine } from '../decimate';
import { findCandleStart } from '../market/candles';
import { type ChartLayer, type LayerWindow, keepPer } from '../market/layer';
import type { Extent } from '../market/panes';
import {
  type PaneStage,
  clipToPane,
  paintAxisLabel,
  paintLine,
  snap,
  toX,
  toY,
} from '../market/stage';

interface DrawnProbability {
  /** Each bar's probability; where columns have several bars, their mean. */
  readonly line: LineColumns;
  /** Their mean less and plus a standard deviation; null where each column is a bar. */
  readonly band: LineColumns | null;
  readonly thresholds: Thresholds;
}

const name = 'Model p';
const minLabelDistance = 12;

/** Possible half-heights of the axis; few, so that it changes rarely. */
const reaches = [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

const bandAlpha = 0.3;

/** Sums over all values before each, so that the mean and the deviation of any stretch take one step. */
interface Sums {
  readonly values: Float32Array;
  /** Values that are known. */
  readonly count: Uint32Array;
  /** Of the distances from 0.5, and of their squares. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

const sumFor = keepPer(sumUp);

/** The model's probability of a rise, between the bands of the two thresholds; mean and deviation where a column has several bars. */
export const probability: ChartLayer<Sums, DrawnProbability> = {
  name,
  meaning: "The model's probability of a rise, between the bands of the thresholds.",
  pane: { name: 'model', weight: 11 },
  color: 'modelText',
  compute: (source) => source.probability && sumFor(source.probability),
  decimate(series, { source, begun, step }) {
    const { candles, thresholds } = source;
    if (candles.display.ends === null && step === 1) {
      return { line: decimateLine(series.values, begun, step), band: null, thresholds };
    }
    return { ...measureColumns(series, { source, begun, step }), thresholds };
  },
  findExtent,
  paint(stage, drawn) {
    paintBands(stage, drawn.thresholds);
    clipToPane(stage, () => {
      if (drawn.band !== null) paintSpread(stage, drawn.band);
      paintLine(stage, drawn.line, { color: stage.theme.modelText, width: 1.5 });
    });
    paintThresholds(stage, drawn.thresholds);
  },
  readValues(series, candle, { candles: { display }, playhead }) {
    const start = candle === null ? 0 : findCandleStart(display, candle.index);
    const end = candle === null ? 0 : findCandleStart(display, candle.index + 1);
    const { mean, deviation } = measure(series, start, Math.min(playhead, end));
    const format = (value: number) => formatNumber(value, { digits: 3 });
    if (display.ends === null) return [{ name, text: format(mean), color: 'modelText' }];
    const text = `${format(mean)} ± ${format(deviation)}`;
    return [{ name: `${name}, mean ± sd`, text, color: 'modelText' }];
  },
};

/** Returns the smallest extent centred on 0.5 that shows the line and both thresholds. */
function findExtent({ line: middle, band, thresholds }: DrawnProbability): Extent {
  const line = band ?? middle;
  let needed = 1.15 * Math.max(thresholds.long - 0.5, 0.5 - thresholds.short);
  for (let k = 0; k < line.count; k++) {
    if (line.max[k] - 0.5 > needed) needed = line.max[k] - 0.5;
    if (0.5 - line.min[k] > needed) needed = 0.5 - line.min[k];
  }
  const reach = reaches.find((candidate) => candidate >= needed) ?? 0.5;
  return { min: 0.5 - reach, max: 0.5 + reach };
}

/** Returns the sums over `values`; NaN counts as unknown. */
function sumUp(values: Float32Array): Sums {
  const count = new Uint32Array(values.length + 1);
  const sum = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - 0.5;
    const isKnown = !Number.isNaN(distance);
    count[i + 1] = count[i] + (isKnown ? 1 : 0);
    sum[i + 1] = sum[i] + (isKnown ? distance : 0);
    squares[i + 1] = squares[i] + (isKnown ? distance * distance : 0);
  }
  return { values, count, sum, squares };
}

/** Returns the mean and the standard deviation of the known values from `start` to `end`; NaN where there is none. */
function measure(
  { count, sum, squares }: Sums,
  start: number,
  end: number,
): { readonly mean: number; readonly deviation: number } {
  const known = end > start ? count[end] - count[start] : 0;
  if (known === 0) return { mean: NaN, deviation: NaN };
  const distance = (sum[end] - sum[start]) / known;
  const variance = (squares[end] - squares[start]) / known - distance * distance;
  return { mean: 0.5 + distance, deviation: Math.sqrt(Math.max(0, variance)) };
}

function measureColumns(
  series: Sums,
  { source, begun, step }: Pick<LayerWindow, 'source' | 'begun' | 'step'>,
): { readonly line: LineColumns; readonly band: LineColumns } {
  const { display } = source.candles;
  const start = Math.floor(begun.start / step) * step;
  const count = Math.max(0, Math.ceil((begun.end - start) / step));
  const [mean, min, max] = [0, 1, 2].map(() => new Float64Array(count));
  for (let k = 0; k < count; k++) {
    const first = Math.max(begun.start, start + k * step);
    const last = Math.min(begun.end, start + (k + 1) * step);
    const end = Math.min(source.playhead, findCandleStart(display, last));
    const found = measure(series, findCandleStart(display, first), end);
    mean[k] = found.mean;
    min[k] = found.mean - found.deviation;
    max[k] = found.mean + found.deviation;
  }
  const columns = { step, start, count };
  return { line: { ...columns, min: mean, max: mean }, band: { ...columns, min, max } };
}

function paintSpread(stage: PaneStage, { step, start, count, min, max }: LineColumns): void {
  const { context, theme } = stage;
  context.fillStyle = theme.modelText;
  context.globalAlpha = bandAlpha;
  for (let k = 0; k < count; k++) {
    if (Number.isNaN(min[k])) continue;
    const left = snap(stage, toX(stage, start + k * step));
    const right = snap(stage, toX(stage, start + (k + 1) * step));
    const top = toY(stage, max[k]);
    context.fillRect(left, top, right - left, toY(stage, min[k]) - top);
  }
  context.globalAlpha = 1;
}

function paintBands(stage: PaneStage, thresholds: Thresholds): void {
  const { context, layout, pane, theme } = stage;
  const short = toY(stage, thresholds.short);
  context.fillStyle = theme.upSoft;
  context.fillRect(0, pane.top, layout.plotWidth, toY(stage, thresholds.long) - pane.top);
  context.fillStyle = theme.downSoft;
  context.fillRect(0, short, layout.plotWidth, pane.bottom - short);
}

function paintThresholds(stage: PaneStage, thresholds: Thresholds): void {
  const long = toY(stage, thresholds.long);
  const short = toY(stage, thresholds.short);
  const apart = Math.max(0, minLabelDistance - (short - long)) / 2;
  paintAxisLabel(stage, formatThreshold(thresholds.long), long - apart);
  paintAxisLabel(stage, formatThreshold(thresholds.short), short + apart);
}

/** 0.52, but 0.505 in full. */
function formatThreshold(threshold: number): string {
  return String(Number(threshold.toFixed(3))).padEnd(4, '0');
}
