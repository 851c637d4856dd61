import { chartLayers } from '../../../src/charts/layers';
import { CandleSet } from '../../../src/charts/market/candles';
import type { MarketSource } from '../../../src/charts/market/layer';
import { chooseLayers } from '../../../src/charts/market/choose-layers';
import { defaultChartSettings } from '../../../src/core/chart-settings';
import type { Bars } from '../../../src/core/bars/bars';

/** Returns a source of `bars` without model and trades, its playhead at the end; `change` overrides. */
export function makeSource(
  bars: Bars,
  { intervalMs = bars.intervalMs, ...change }: Partial<MarketSource> & { intervalMs?: number } = {},
): MarketSource {
  return {
    candles: new CandleSet(bars).at(intervalMs),
    layers: chooseLayers(chartLayers, defaultChartSettings),
    playhead: bars.openTime.length,
    closedEnd: bars.openTime.length,
    inSampleEnd: 0,
    probability: null,
    thresholds: { long: 0.52, short: 0.48 },
    trades: [],
    positions: [],
    levels: [],
    equity: null,
    equityFrom: 0,
    ...change,
  };
}
