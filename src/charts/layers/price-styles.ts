import {
  type OhlcColumns,
  type OhlcvSeries,
  type TwoScaleBars,
  appendCandle,
  buildTwoScaleBars,
  decimateTwoScaleBars,
} from '../decimate';
import { type MarketCandles, readNewestCandle } from '../market/candles';
import { computeHeikinAshi } from '../market/indicators';
import { type ChartLayer, keepPer } from '../market/layer';
import { computePerSegment } from '../market/line-layer';
import { type PaneStage, clipToPane, paintLine, snap, toX, toY } from '../market/stage';
import { candles, paintCandles, paintPriceAxis } from './candles';

/** What every style of the price has in common; the legend says the real prices in all of them. */
const style = { group: 'price', isHidden: true } as const;

/** A line through the closes; where several candles share a pixel column, from their lowest to their highest price. */
export const priceLine: ChartLayer<MarketCandles, OhlcColumns> = {
  ...candles,
  ...style,
  name: 'Line',
  label: 'Line',
  meaning: 'A line through the closes.',
  paint(stage, columns) {
    paintPriceAxis(stage);
    const { step, start, count, close, low, high } = columns;
    const ends = step === 1 ? { min: close, max: close } : { min: low, max: high };
    const look = { color: stage.theme.text, width: 1.5 };
    clipToPane(stage, () => paintLine(stage, { step, start, count, ...ends }, look));
  },
};

/** A line from low to high with the open at its left and the close at its right. */
export const ohlcBars: ChartLayer<MarketCandles, OhlcColumns> = {
  ...candles,
  ...style,
  name: 'OHLC bars',
  label: 'OHLC bars',
  meaning: 'A line from low to high, the open at its left, the close at its right.',
  paint(stage, columns) {
    paintPriceAxis(stage);
    clipToPane(stage, () => {
      if (columns.step > 1) paintCandles(stage, columns);
      else paintBars(stage, columns);
    });
  },
};

interface SmoothCandles {
  readonly candles: MarketCandles;
  readonly twoScale: TwoScaleBars;
}

const smooth = keepPer((of: MarketCandles): SmoothCandles => {
  const [open, high, low, close] = computePerSegment(of.display, 4, (segment) => {
    const made = computeHeikinAshi(segment);
    return [made.open, made.high, made.low, made.close];
  });
  const { volume } = of.display;
  return { candles: of, twoScale: buildTwoScaleBars({ open, high, low, close, volume }) };
});

/** Candles of averaged prices, which show trends more plainly and prices less. */
export const heikinAshi: ChartLayer<SmoothCandles, OhlcColumns> = {
  name: 'Heikin-Ashi',
  meaning:
    'Candles of averaged prices: trends show more plainly, but no trade was at these prices.',
  ...style,
  pane: candles.pane,
  color: 'up',
  compute: (source) => smooth(source.candles),
  decimate({ candles: of, twoScale }, { source, begun, complete, step }) {
    const columns = decimateTwoScaleBars(twoScale, complete, step);
    const newest = begun.end > complete.end ? readNewestCandle(of, source.playhead) : null;
    if (newest === null) return columns;
    const at = complete.end;
    const isFirst = at === 0 || of.display.gapStarts.includes(at);
    const bars = joinCandles(twoScale.fine, isFirst ? -1 : at - 1, newest);
    return appendCandle(columns, at, bars);
  },
  findExtent: (columns) => candles.findExtent?.(columns) ?? { min: 0, max: 1 },
  paint(stage, columns) {
    paintPriceAxis(stage);
    clipToPane(stage, () => paintCandles(stage, columns));
  },
  readValues: ({ candles: of }, candle, source) => candles.readValues?.(of, candle, source) ?? [],
};

/** The smoothed candle of the bars so far, after the smoothed candle `before`; -1 where there is none. */
function joinCandles(
  fine: OhlcvSeries,
  before: number,
  { open, high, low, close, volume }: Readonly<Record<keyof OhlcvSeries, number>>,
): Record<keyof OhlcvSeries, number> {
  const smoothClose = (open + high + low + close) / 4;
  const smoothOpen = before < 0 ? (open + close) / 2 : (fine.open[before] + fine.close[before]) / 2;
  return {
    open: smoothOpen,
    high: Math.max(high, smoothOpen),
    low: Math.min(low, smoothOpen),
    close: smoothClose,
    volume,
  };
}

function paintBars(stage: PaneStage, { start, count, open, high, low, close }: OhlcColumns): void {
  const { context, theme, slot, pixelRatio } = stage;
  const thick = Math.max(1, Math.round(pixelRatio)) / pixelRatio;
  const reach = slot * 0.32;
  for (const isUp of [true, false]) {
    context.fillStyle = isUp ? theme.up : theme.down;
    for (let k = 0; k < count; k++) {
      if (close[k] >= open[k] !== isUp) continue;
      const x = snap(stage, toX(stage, start + k + 0.5) - thick / 2);
      const top = snap(stage, toY(stage, high[k]));
      context.fillRect(x, top, thick, Math.max(thick, snap(stage, toY(stage, low[k])) - top));
      context.fillRect(x - reach, snap(stage, toY(stage, open[k])), reach, thick);
      context.fillRect(x + thick, snap(stage, toY(stage, close[k])), reach, thick);
    }
  }
}
