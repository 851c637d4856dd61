import { candles, lastPrice } from './layers/candles';
import { equity } from './layers/equity';
import { probability } from './layers/probability';
import { rsi } from './layers/rsi';
import { sma20, sma60 } from './layers/sma';
import { trades } from './layers/trades';
import { volume } from './layers/volume';
import type { ChartLayer } from './market/layer';

/** All that a market chart draws, in the order of painting; docs/EXTENDING.md says how to add to it. */
export const chartLayers: readonly ChartLayer[] = [
  candles,
  sma20,
  sma60,
  trades,
  lastPrice,
  volume,
  rsi,
  probability,
  equity,
];
