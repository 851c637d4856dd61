import { meanAbsoluteShock, saturate } from './innovations';
import type { MarketParameters } from './parameters';

/**
 * Everything that the next bar's distribution depends on, besides the time of day.
 *
 * Both numbers are functions of past bars alone (`observeBar`), so nothing is hidden.
 */
export interface MarketState {
  /** `memory[t] = decay * memory[t-1] + imbalance[t]` */
  memory: number;
  /** Volatility against the base, season taken out; its mean is near 1. */
  relativeVolatility: number;
}

/** Returns the state before the first bar. */
export function createMarketState(): MarketState {
  return { memory: 0, relativeVolatility: 1 };
}

/** Returns the drift of the next bar in units of its volatility. */
export function nextDrift(state: MarketState, parameters: MarketParameters): number {
  return parameters.edge * saturate(state.memory / parameters.memoryScale);
}

/**
 * Moves `state` past one bar.
 *
 * `scaledReturn` is the bar's return over base volatility and season, `imbalance` the visible
 * `2 takerBuyQuote / quoteVolume - 1`. Volatility follows the absolute-value GARCH(1,1) of Taylor
 * (1986, "Modelling Financial Time Series").
 */
export function observeBar(
  state: MarketState,
  scaledReturn: number,
  imbalance: number,
  parameters: MarketParameters,
): void {
  const { volatilityReaction: reaction, volatilityPersistence: persistence } = parameters;
  state.memory = parameters.memoryDecay * state.memory + imbalance;
  state.relativeVolatility =
    1 -
    persistence -
    reaction * meanAbsoluteShock +
    reaction * Math.abs(scaledReturn) +
    persistence * state.relativeVolatility;
}

/** Returns the taker imbalance, in (-1, 1), of a bar with `shock` and an independent `flow`. */
export function mixImbalance(shock: number, flow: number, parameters: MarketParameters): number {
  const { imbalanceCorrelation: correlation, imbalanceWidth } = parameters;
  const own = Math.sqrt(1 - correlation * correlation);
  return saturate(imbalanceWidth * (correlation * shock + own * flow));
}
