import { computeSma } from '../../core/features/indicators';
import type { ColorToken } from '../chart-theme';
import { buildLineLayer } from '../market/line-layer';
import { pricePane } from '../market/panes';

export const sma20 = buildSma(20, 'smaFast');
export const sma60 = buildSma(60, 'smaSlow');

/** Returns the simple moving average of `length` closes. */
function buildSma(length: number, color: ColorToken) {
  return buildLineLayer({
    name: `SMA ${length}`,
    pane: pricePane,
    color,
    width: 1.4,
    compute: ({ close }) => computeSma(close, length),
    averagedCandles: length,
    isInLegend: true,
  });
}
