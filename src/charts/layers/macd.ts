import { formatNumber } from '../../core/format';
import {
  type LineColumns,
  type TwoScaleLine,
  buildTwoScaleLine,
  decimateTwoScaleLine,
} from '../decimate';
import type { MarketCandles } from '../market/candles';
import { computeMacd } from '../market/indicators';
import { type ChartLayer, buildAdjustable, keepPer } from '../market/layer';
import { computePerSegment } from '../market/line-layer';
import { type Extent, findLineExtent, joinExtents } from '../market/panes';
import { type PaneStage, clipToPane, paintLine, snap, toX, toY } from '../market/stage';
import { paintValueAxis } from '../market/value-axis';

const lengths = { min: 1, max: 500, isWhole: true };

/** Two exponential averages apart, the average of their distance, and the difference of both as bars. */
export const macd = buildAdjustable(
  {
    label: 'MACD',
    meaning: 'How far a fast average is above a slow one, beside the average of that distance.',
    fields: [
      { name: 'fast', label: 'Fast', default: 12, ...lengths },
      { name: 'slow', label: 'Slow', default: 26, ...lengths },
      { name: 'signal', label: 'Signal', default: 9, ...lengths },
    ],
    isHidden: true,
  },
  (periods): ChartLayer<readonly TwoScaleLine[], readonly LineColumns[]> => {
    const computeFor = keepPer(({ display }: MarketCandles) =>
      computePerSegment(display, 3, ({ close }) => computeMacd(close, periods)).map(
        buildTwoScaleLine,
      ),
    );
    return {
      name: 'MACD',
      pane: { name: 'macd', weight: 12 },
      color: 'smaSlow',
      compute: ({ candles }) => computeFor(candles),
      decimate: (series, { complete, step }) =>
        series.map((line) => decimateTwoScaleLine(line, complete, step)),
      findExtent,
      paint(stage, [line, signal, difference]) {
        const { theme } = stage;
        paintValueAxis(stage, (value) => formatNumber(value, { digits: pickDigits(stage.extent) }));
        clipToPane(stage, () => {
          paintBars(stage, difference);
          paintLine(stage, line, { color: theme.smaSlow, width: 1.2 });
          paintLine(stage, signal, { color: theme.smaFast, width: 1.2 });
        });
      },
      readValues(series, candle) {
        const digits = candle?.priceDecimals ?? 2;
        const read = (at: number) =>
          formatNumber(candle?.isComplete === true ? series[at].fine[candle.index] : NaN, {
            digits,
          });
        return [
          { name: 'MACD', text: read(0), color: 'smaSlow' },
          { name: 'Signal', text: read(1), color: 'smaFast' },
          { name: 'Difference', text: read(2) },
        ];
      },
    };
  },
);

/** Centred on 0. */
function findExtent(lines: readonly LineColumns[]): Extent {
  const { min, max } = joinExtents(
    lines
      .filter(({ min: lowest }) => lowest.some((value) => !Number.isNaN(value)))
      .map((line) => findLineExtent(line)),
  );
  const reach = Math.max(Math.abs(min), Math.abs(max));
  return { min: -reach, max: reach };
}

function pickDigits({ max }: Extent): number {
  return Math.max(0, Math.min(10, 1 - Math.floor(Math.log10(max))));
}

function paintBars(stage: PaneStage, line: LineColumns): void {
  const { context, theme } = stage;
  const zero = toY(stage, 0);
  context.globalAlpha = 0.5;
  for (let k = 0; k < line.count; k++) {
    if (Number.isNaN(line.min[k])) continue;
    const top = toY(stage, Math.max(0, line.max[k]));
    const bottom = toY(stage, Math.min(0, line.min[k]));
    context.fillStyle = line.min[k] + line.max[k] >= 0 ? theme.up : theme.down;
    const left = snap(stage, toX(stage, line.start + (k + 0.15) * line.step));
    const right = snap(stage, toX(stage, line.start + (k + 0.85) * line.step));
    const width = Math.max(1 / stage.pixelRatio, right - left);
    context.fillRect(left, Math.min(top, zero), width, Math.max(0.5, bottom - top));
  }
  context.globalAlpha = 1;
}
