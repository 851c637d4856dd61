import { formatCompact } from '../../core/format';
import type { MarketCandles } from '../market/candles';
import type { OhlcColumns } from '../decimate';
import type { ChartLayer } from '../market/layer';
import { type PaneStage, clipToPane, findWickLeft, measureBody } from '../market/stage';
import { paintValueAxis } from '../market/value-axis';

const name = 'Volume';
const alpha = 0.55;

/** The volume of each candle as a bar from the pane's bottom, coloured by the candle's direction. */
export const volume: ChartLayer<MarketCandles, OhlcColumns> = {
  name,
  meaning: 'What was traded in each candle, in units of the asset.',
  pane: { name: 'volume', weight: 11 },
  color: 'up',
  compute: ({ candles }) => candles,
  decimate: (_candles, { columns }) => columns,
  findExtent: (columns) => ({
    min: 0,
    max: columns.volume.reduce((highest, value) => Math.max(highest, value), 0) || 1,
  }),
  paint(stage, columns) {
    paintValueAxis(stage, formatCompact);
    clipToPane(stage, () => paintBars(stage, columns));
  },
  readValues(_candles, candle) {
    const direction = candle && (candle.prices.close >= candle.prices.open ? 'up' : 'down');
    const text = formatCompact(candle?.prices.volume ?? NaN);
    return [{ name, text, ...(direction && { color: direction }) }];
  },
  formatValue: formatCompact,
};

function paintBars(stage: PaneStage, columns: OhlcColumns): void {
  const { context, theme, pane, extent } = stage;
  const body = measureBody(stage);
  const height = pane.bottom - pane.top;
  context.globalAlpha = alpha;
  for (const isUp of [true, false]) {
    context.fillStyle = isUp ? theme.up : theme.down;
    for (let k = 0; k < columns.count; k++) {
      if (columns.close[k] >= columns.open[k] !== isUp || columns.volume[k] === 0) continue;
      const tall = Math.max(0.5, (columns.volume[k] / extent.max) * height);
      const x = findWickLeft(stage, k, body.wick) - body.overhang;
      context.fillRect(x, pane.bottom - tall, body.width, tall);
    }
  }
  context.globalAlpha = 1;
}
