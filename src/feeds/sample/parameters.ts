import type { SampleKind } from '../../core/library';

/** What a sample market is made of; volatilities are standard deviations of a one-minute return. */
export interface MarketParameters {
  /** Typical volatility of a bar, a fraction. */
  readonly baseVolatility: number;
  /** Reaction of volatility to the last absolute return. */
  readonly volatilityReaction: number;
  /** Part of the last volatility that stays. */
  readonly volatilityPersistence: number;
  /** Part of the last memory that stays. */
  readonly memoryDecay: number;
  /** Memory at which the drift reaches `1 / sqrt(2)` of its greatest value. */
  readonly memoryScale: number;
  /** Greatest drift of a bar in units of its volatility: the planted edge. */
  readonly edge: number;
  /** Correlation of the taker imbalance's driver with the same bar's shock. */
  readonly imbalanceCorrelation: number;
  /** Width of the taker imbalance; small values keep it near 0. */
  readonly imbalanceWidth: number;
  readonly startPrice: number;
  /** Prices are whole multiples of one over this. */
  readonly ticksPerUnit: number;
  /** Amounts of the base asset are whole multiples of one over this. */
  readonly lotsPerUnit: number;
  /** Base units traded in a bar of typical volatility. */
  readonly typicalVolume: number;
}

const edgeMarket: MarketParameters = {
  baseVolatility: 9.8e-4,
  volatilityReaction: 0.1,
  volatilityPersistence: 0.905,
  memoryDecay: 0.85,
  memoryScale: 2.4,
  edge: 0.33,
  imbalanceCorrelation: 0.3,
  imbalanceWidth: 1.5,
  startPrice: 2500,
  ticksPerUnit: 100,
  lotsPerUnit: 1000,
  typicalVolume: 60,
};

/** Returns the parameters of a kind of market: `noise` is `edge` without its drift. */
export function chooseParameters(kind: SampleKind): MarketParameters {
  return kind === 'edge' ? edgeMarket : { ...edgeMarket, edge: 0 };
}
