import { formatNumber } from '../../core/format';
import type { Thresholds } from '../../core/trading/strategies/strategy';
import {
  type LineColumns,
  type TwoScaleLine,
  buildTwoScaleLine,
  decimateLine,
  decimateTwoScaleLine,
} from '../decimate';
import { findLastBar } from '../market/candles';
import { type ChartLayer, keepPer } from '../market/layer';
import type { Extent } from '../market/panes';
import { type PaneStage, clipToPane, paintAxisLabel, paintLine, toY } from '../market/stage';

interface DrawnProbability {
  readonly line: LineColumns;
  readonly thresholds: Thresholds;
}

const name = 'Model p';
const minLabelDistance = 12;

/** Possible half-heights of the axis; few, so that it changes rarely. */
const reaches = [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

const computeFor = keepPer(buildTwoScaleLine);

/** The model's probability of a rise, between the bands of the two thresholds. */
export const probability: ChartLayer<TwoScaleLine, DrawnProbability> = {
  name,
  meaning: "The model's probability of a rise, between the bands of the thresholds.",
  pane: { name: 'model', weight: 11 },
  color: 'modelText',
  compute: (source) => source.probability && computeFor(source.probability),
  decimate(series, { source, begun, step }) {
    const { candles, playhead, thresholds } = source;
    const line =
      candles.display.ends === null
        ? decimateTwoScaleLine(series, begun, step)
        : decimateLine(series.fine, begun, step, findLastBar(candles.display, playhead));
    return { line, thresholds };
  },
  findExtent,
  paint(stage, drawn) {
    paintBands(stage, drawn.thresholds);
    clipToPane(stage, () => {
      paintLine(stage, drawn.line, { color: stage.theme.modelText, width: 1.5 });
    });
    paintThresholds(stage, drawn.thresholds);
  },
  readValues({ fine }, candle, { candles, playhead }) {
    const bar = candle === null ? -1 : findLastBar(candles.display, playhead)(candle.index);
    const text = formatNumber(fine[bar] ?? NaN, { digits: 3 });
    return [{ name, text, color: 'modelText' }];
  },
};

/** Returns the smallest extent centred on 0.5 that shows the line and both thresholds. */
function findExtent({ line, thresholds }: DrawnProbability): Extent {
  let needed = 1.15 * Math.max(thresholds.long - 0.5, 0.5 - thresholds.short);
  for (let k = 0; k < line.count; k++) {
    if (line.max[k] - 0.5 > needed) needed = line.max[k] - 0.5;
    if (0.5 - line.min[k] > needed) needed = 0.5 - line.min[k];
  }
  const reach = reaches.find((candidate) => candidate >= needed) ?? 0.5;
  return { min: 0.5 - reach, max: 0.5 + reach };
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
