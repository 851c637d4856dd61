import type { SampleKind } from '../../core/library';
import type { Random } from '../../core/random';
import type { Bars } from '../../core/bars/bars';

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
  /** Drift of a bar in units of its volatility, at a response of 1 to the greatest memory: the planted edge. */
  readonly edge: number;
  /** Part of the last activity that stays. */
  readonly activityDecay: number;
  /** Activity at which the response is `responseMean`: below it the market is calm, above it busy. */
  readonly activityThreshold: number;
  /** How fast the response changes around the threshold. */
  readonly responseSteepness: number;
  /** Half of the response of a very calm market and of a very busy one. */
  readonly responseMean: number;
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
  edge: 0.36,
  activityDecay: 0.97,
  activityThreshold: 0.85,
  responseSteepness: 20,
  responseMean: 0.35,
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

/**
 * Everything that the next bar's distribution depends on, besides the time of day.
 *
 * All are functions of past bars alone (`observeBar`), so nothing is hidden.
 */
interface MarketState {
  /** `memory[t] = decay * memory[t-1] + imbalance[t]` */
  memory: number;
  /** Volatility against the base, season taken out; its mean is near 1. */
  relativeVolatility: number;
  /** Mean size of the last bars' returns, season included; about 1. */
  activity: number;
}

/** What a bar shows of the state after it. */
interface ObservedBar {
  /** Return from the close before it, over base volatility and season. */
  readonly scaledReturn: number;
  /** `intradayFactor` of its time. */
  readonly season: number;
  /** `2 takerBuyQuote / quoteVolume - 1`. */
  readonly imbalance: number;
}

/** Returns the state before the first bar. */
export function createMarketState(): MarketState {
  return { memory: 0, relativeVolatility: 1, activity: 1 };
}

/**
 * Returns the drift of the next bar in units of its volatility: while the market is busy the price follows the memory of
 * what takers did, while it is calm it moves against it. A linear model of memory and activity sees the mean of both alone.
 */
export function nextDrift(
  { memory, activity }: Pick<MarketState, 'memory' | 'activity'>,
  parameters: MarketParameters,
): number {
  const { edge, memoryScale, responseMean, responseSteepness, activityThreshold } = parameters;
  const response = responseMean + saturate(responseSteepness * (activity - activityThreshold));
  return edge * saturate(memory / memoryScale) * response;
}

/**
 * Moves `state` past one bar. Volatility follows the absolute-value GARCH(1,1) of Taylor
 * (1986, "Modelling Financial Time Series").
 */
export function observeBar(
  state: MarketState,
  { scaledReturn, season, imbalance }: ObservedBar,
  parameters: MarketParameters,
): void {
  const { volatilityReaction: reaction, volatilityPersistence: persistence } = parameters;
  const { activityDecay } = parameters;
  const size = (Math.abs(scaledReturn) * season) / meanAbsoluteShock;
  state.activity = activityDecay * state.activity + (1 - activityDecay) * size;
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

/**
 * Draws from Student's t with 4 degrees of freedom, scaled to variance 1 and cut at
 * +-15: fat tails.
 *
 * Polar method of Bailey (1994, "Polar generation of random variates with the t-distribution");
 * at 4 degrees of freedom its power is a square root, which is exact on every machine.
 */
export function drawShock(random: Random): number {
  for (;;) {
    const u = 2 * random.uniform() - 1;
    const v = 2 * random.uniform() - 1;
    const w = u * u + v * v;
    if (w === 0 || w >= 1) continue;
    const shock = u * Math.sqrt((2 * (1 / Math.sqrt(w) - 1)) / w);
    return Math.max(-15, Math.min(15, shock));
  }
}

/** Mean of the absolute value of `drawShock`. */
const meanAbsoluteShock = Math.SQRT1_2;

/** Draws a positive factor, skewed like a log-normal of deviation 0.5; range 0.19 to 3.9. */
export function drawActivity(random: Random): number {
  const sum = random.uniform() + random.uniform() + random.uniform() - 1.5;
  // (1 + x/8)^8 is near exp(x), but exp itself may differ in the last bit between engines.
  const root = 1 + sum / 8;
  const square = root * root;
  const fourth = square * square;
  return fourth * fourth;
}

/** Squashes a real number into (-1, 1), keeping its sign; slope 1 at 0. */
export function saturate(x: number): number {
  return x / Math.sqrt(1 + x * x);
}

/** Volatility of each UTC hour against the day's, before scaling: quiet nights, a busy afternoon. */
const hourlyProfile = [
  1.0, 0.92, 0.84, 0.76, 0.7, 0.66, 0.66, 0.72, 0.86, 0.92, 0.9, 0.92, 1.05, 1.4, 1.65, 1.6, 1.45,
  1.25, 1.12, 1.05, 1.0, 0.94, 0.9, 0.96,
];

const rootMeanSquare = Math.sqrt(
  hourlyProfile.reduce((sum, value) => sum + value * value, 0) / hourlyProfile.length,
);

/** Returns the factor on volatility at `openTime` (ms, UTC), linear between whole hours. */
export function intradayFactor(openTime: number): number {
  const hour = (openTime / 3_600_000) % 24;
  const whole = Math.floor(hour);
  const from = hourlyProfile[whole];
  const to = hourlyProfile[(whole + 1) % 24];
  return (from + (to - from) * (hour - whole)) / rootMeanSquare;
}

/** Returns what bar t shows. */
export function readBar(bars: Bars, t: number, parameters: MarketParameters): ObservedBar {
  const before = t === 0 ? bars.open[0] : bars.close[t - 1];
  const season = intradayFactor(bars.openTime[t]);
  const volatility = parameters.baseVolatility * season;
  const total = bars.quoteVolume?.[t] ?? 0;
  const imbalance = total === 0 ? 0 : (2 * (bars.takerBuyQuote?.[t] ?? 0)) / total - 1;
  return { scaledReturn: (bars.close[t] / before - 1) / volatility, season, imbalance };
}
