import { formatNumber, pickPriceDecimals } from '../../core/format';
import type { Ohlcv, OhlcColumns } from '../decimate';
import { type MarketCandles, readNewestCandle } from '../market/candles';
import type { ChartLayer, LegendValue } from '../market/layer';
import { findLineExtent, pricePane } from '../market/panes';
import {
  type PaneStage,
  clipToPane,
  findWickLeft,
  measureBody,
  paintAxisLabel,
  paintAxisTag,
  paintRule,
  snap,
  tagHeight,
  toY,
} from '../market/stage';
import { buildValueTicks } from '../ticks';

const pixelsPerLabel = 48;
const formingAlpha = 0.5;

/** Candles with the price axis, the forming one paler; where several candles share a pixel column, one high-low bar instead. */
export const candles: ChartLayer<MarketCandles, OhlcColumns> = {
  name: 'Price',
  label: 'Candles',
  group: 'price',
  meaning: 'Body from open to close, wick from low to high.',
  pane: pricePane,
  color: 'up',
  compute: (source) => source.candles,
  decimate: (_candles, { columns }) => columns,
  findExtent: ({ count, low, high }) => findLineExtent({ count, min: low, max: high }, 0.06),
  paint(stage, columns) {
    paintPriceAxis(stage);
    clipToPane(stage, () => paintCandles(stage, columns));
  },
  readValues(_candles, candle) {
    const format = (price = NaN) => formatNumber(price, { digits: candle?.priceDecimals ?? 2 });
    const { open, high, low, close } = candle?.prices ?? {};
    const direction = candle && (candle.prices.close >= candle.prices.open ? 'up' : 'down');
    return [
      { name: 'O', text: format(open) },
      { name: 'H', text: format(high) },
      { name: 'L', text: format(low) },
      { name: 'C', text: format(close), ...(direction && { color: direction }) },
    ] satisfies LegendValue[];
  },
};

/** The newest close as a tag at the value axis; it stays in the pane when the price is outside. */
export const lastPrice: ChartLayer<Ohlcv, Ohlcv> = {
  name: 'Last price',
  meaning: 'The newest close, at the axis.',
  pane: pricePane,
  color: 'up',
  compute: (source) => readNewestCandle(source.candles, source.playhead),
  decimate: (newest) => newest,
  paint: paintTag,
};

/** Paints the price grid and its labels, except those that the tag would cover. */
export function paintPriceAxis(stage: PaneStage): void {
  const { pane, extent, newest } = stage;
  const tag = newest === null ? NaN : findTagY(stage, newest);
  // At least four, so that a low pane has labels beside the one that the tag covers.
  const count = Math.max(4, Math.floor((pane.bottom - pane.top) / pixelsPerLabel));
  for (const tick of buildValueTicks(extent.min, extent.max, count)) {
    const y = toY(stage, tick.value);
    if (y < pane.top + 6 || y > pane.bottom - 4) continue;
    paintRule(stage, y, stage.theme.grid);
    if (!(Math.abs(y - tag) < tagHeight / 2 + 6)) paintAxisLabel(stage, tick.label, y);
  }
}

export function paintCandles(stage: PaneStage, columns: OhlcColumns): void {
  const { context, theme } = stage;
  const isMerged = columns.step > 1;
  const pixel = 1 / stage.pixelRatio;
  const body = measureBody(stage);
  for (const isUp of [true, false]) {
    context.fillStyle = isUp ? theme.up : theme.down;
    for (let k = 0; k < columns.count; k++) {
      if (columns.close[k] >= columns.open[k] !== isUp) continue;
      context.globalAlpha = stage.isForming && k === columns.count - 1 ? formingAlpha : 1;
      const x = findWickLeft(stage, k, body.wick);
      const high = snap(stage, toY(stage, columns.high[k]));
      const low = snap(stage, toY(stage, columns.low[k]));
      context.fillRect(x, high, body.wick, Math.max(pixel, low - high));
      if (isMerged) continue;
      const open = toY(stage, columns.open[k]);
      const close = toY(stage, columns.close[k]);
      const top = snap(stage, Math.min(open, close));
      const height = Math.max(body.wick, snap(stage, Math.abs(open - close)));
      context.fillRect(x - body.overhang, top, body.width, height);
    }
  }
  context.globalAlpha = 1;
}

function paintTag(stage: PaneStage, newest: Ohlcv): void {
  const { context, theme } = stage;
  const isUp = newest.close >= newest.open;
  const y = findTagY(stage, newest);
  const color = isUp ? theme.up : theme.down;
  context.globalAlpha = 0.6;
  if (y === toY(stage, newest.close)) paintRule(stage, y, color, [1, 3]);
  context.globalAlpha = 1;
  const text = formatNumber(newest.close, { digits: pickPriceDecimals(stage.extent.max) });
  paintAxisTag(stage, text, y, { background: color, text: isUp ? theme.onUp : theme.onDown });
}

/** Middle of the tag. */
function findTagY(stage: PaneStage, { close }: Ohlcv): number {
  const { pane } = stage;
  const half = tagHeight / 2;
  return Math.min(pane.bottom - half, Math.max(pane.top + half, toY(stage, close)));
}
