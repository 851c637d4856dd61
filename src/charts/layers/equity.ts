import { type LineColumns, decimateLine } from '../decimate';
import { countComplete, findCandle, findLastBar } from '../market/candles';
import type { ChartLayer } from '../market/layer';
import { findLineExtent } from '../market/panes';
import { clipToPane, paintLine, paintPaneName } from '../market/stage';

const name = 'Equity';

/** Cash and open positions at the close of each candle. */
export const equity: ChartLayer<Float64Array, LineColumns> = {
  name,
  pane: { name: 'equity', weight: 10 },
  color: 'text',
  compute: (source) => source.equity,
  decimate(values, { source, begun, step }) {
    const { candles, playhead, equityFrom } = source;
    const start = Math.max(begun.start, findCandle(candles.display, equityFrom));
    const traded = countComplete(candles.display, equityFrom + values.length);
    const range = { start, end: Math.min(begun.end, traded) };
    return decimateLine(values, range, step, findLastBar(candles.display, playhead, equityFrom));
  },
  findExtent: (line) => findLineExtent(line),
  paint(stage, line) {
    clipToPane(stage, () => paintLine(stage, line, { color: stage.theme.text, width: 1.6 }));
    paintPaneName(stage, name);
  },
};
