import type { Bars } from '../../core/bars/bars';
import { intradayFactor } from './intraday-season';
import type { MarketParameters } from './parameters';

/** Returns bar t's return, from the close before it, over base volatility and season. */
export function scaleReturn(bars: Bars, t: number, parameters: MarketParameters): number {
  const before = t === 0 ? bars.open[0] : bars.close[t - 1];
  const volatility = parameters.baseVolatility * intradayFactor(bars.openTime[t]);
  return (bars.close[t] / before - 1) / volatility;
}

/** Returns `2 takerBuyQuote / quoteVolume - 1` of bar t, 0 where nothing was traded. */
export function measureImbalance({ takerBuyQuote, quoteVolume }: Bars, t: number): number {
  const total = quoteVolume?.[t] ?? 0;
  return total === 0 ? 0 : (2 * (takerBuyQuote?.[t] ?? 0)) / total - 1;
}
