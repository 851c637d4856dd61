import { bollinger, donchian, supertrend, vwap } from './layers/bands';
import { candles, lastPrice } from './layers/candles';
import { equity } from './layers/equity';
import { levels } from './layers/levels';
import { macd } from './layers/macd';
import { heikinAshi, ohlcBars, priceLine } from './layers/price-styles';
import { probability } from './layers/probability';
import { rsi } from './layers/rsi';
import { ema50, sma20, sma60 } from './layers/sma';
import { trades } from './layers/trades';
import { volume } from './layers/volume';
import type { ChartLayer } from './market/layer';

/** The layers of a market chart, in the order of painting; docs/EXTENDING.md says how to add one. */
export const chartLayers: readonly ChartLayer[] = [
  bollinger,
  donchian,
  candles,
  ohlcBars,
  priceLine,
  heikinAshi,
  sma20,
  sma60,
  ema50,
  vwap,
  supertrend,
  trades,
  levels,
  lastPrice,
  volume,
  rsi,
  macd,
  probability,
  equity,
];
