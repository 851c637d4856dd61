import { candles, lastPrice } from './layers/candles';
import { equity } from './layers/equity';
import { levels } from './layers/levels';
import { probability } from './layers/probability';
import { rsi } from './layers/rsi';
import { sma20, sma60 } from './layers/sma';
import { trades } from './layers/trades';
import { volume } from './layers/volume';
import type { ChartLayer } from './market/layer';

/** The layers of a market chart, in the order of painting; docs/EXTENDING.md says how to add one. */
export const chartLayers: readonly ChartLayer[] = [
  candles,
  sma20,
  sma60,
  trades,
  levels,
  lastPrice,
  volume,
  rsi,
  probability,
  equity,
];
