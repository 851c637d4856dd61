import { buildLineLayer } from '../../src/charts/market/line-layer';

/** The dummy entry of the recipe "A chart layer": the range of each candle, in a pane of its own. */
export const range = buildLineLayer({
  name: 'Range',
  pane: { name: 'range', weight: 11 },
  color: 'warn',
  width: 1.2,
  compute: ({ high, low }) => high.map((value, i) => value - low[i]),
  isInLegend: true,
});
