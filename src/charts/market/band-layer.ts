import type { ColorToken } from '../chart-theme';
import { type LineColumns, type TwoScaleLine, buildTwoScaleLine, sampleLine } from '../decimate';
import { formatNumber } from '../../core/format';
import type { MarketCandles } from './candles';
import type { TimedCandles } from './indicators';
import { type ChartLayer, keepPer } from './layer';
import { computePerSegment } from './line-layer';
import { pricePane } from './panes';
import { clipToPane, paintLine, toX, toY, type PaneStage } from './stage';

interface BandOptions {
  readonly name: string;
  /** What each line is called in the legend, and its colour. */
  readonly lines: readonly { readonly name: string; readonly color: ColorToken }[];
  /** Returns the lines, one value per candle from the candles up to it; NaN where there is none. The candles have no gap. */
  readonly compute: (candles: TimedCandles) => readonly Float64Array[];
  /** With so many candles a pixel column nothing is drawn, since the lines would only cover the price. */
  readonly maxStep: number;
  /** Whether the space between the first two lines is shaded. */
  readonly isFilled?: boolean;
}

/** Returns an overlay of the price that is several lines. */
export function buildBandLayer({
  name,
  lines,
  compute,
  maxStep,
  isFilled = false,
}: BandOptions): ChartLayer<readonly TwoScaleLine[], readonly LineColumns[]> {
  const computeFor = keepPer(({ display }: MarketCandles) =>
    computePerSegment(display, lines.length, compute).map(buildTwoScaleLine),
  );
  return {
    name,
    pane: pricePane,
    color: lines[0].color,
    compute: ({ candles }) => computeFor(candles),
    decimate: (series, { complete, step }) =>
      step < maxStep ? series.map(({ fine }) => sampleLine(fine, complete, step)) : [],
    paint(stage, drawn) {
      clipToPane(stage, () => {
        if (isFilled && drawn.length > 1) fillBetween(stage, drawn[0], drawn[1], lines[0].color);
        for (const [at, line] of drawn.entries()) {
          paintLine(stage, line, { color: stage.theme[lines[at].color], width: 1.2 });
        }
      });
    },
    readValues(series, candle) {
      return lines.map(({ name: label, color }, at) => {
        const value = candle?.isComplete === true ? series[at].fine[candle.index] : NaN;
        const text = formatNumber(value, { digits: candle?.priceDecimals ?? 2 });
        return { name: label, text, color, isMinor: true };
      });
    },
  };
}

function fillBetween(
  stage: PaneStage,
  upper: LineColumns,
  lower: LineColumns,
  color: ColorToken,
): void {
  const { context, theme } = stage;
  context.fillStyle = theme[color];
  context.globalAlpha = 0.07;
  context.beginPath();
  const x = (k: number) => toX(stage, upper.start + (k + 0.5) * upper.step);
  for (let start = 0; start < upper.count; start++) {
    if (Number.isNaN(upper.max[start])) continue;
    let end = start;
    while (end < upper.count && !Number.isNaN(upper.max[end])) end++;
    for (let k = start; k < end; k++) context.lineTo(x(k), toY(stage, upper.max[k]));
    for (let k = end - 1; k >= start; k--) context.lineTo(x(k), toY(stage, lower.max[k]));
    context.closePath();
    context.fill();
    context.beginPath();
    start = end;
  }
  context.globalAlpha = 1;
}
