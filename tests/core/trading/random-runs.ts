import fc from 'fast-check';
import type { Bars } from '../../../src/core/bars/bars';
import { createRandom, deriveSeed } from '../../../src/core/random';
import { choose } from '../../../src/core/trading/choice';
import { exitRules } from '../../../src/core/trading/exits/list';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { spot } from '../../../src/core/trading/instruments/spot';
import { limitOrder } from '../../../src/core/trading/orders/limit-order';
import { marketOrder } from '../../../src/core/trading/orders/market-order';
import {
  findSettingsProblem,
  hasStop,
  putExit,
  type TradingSettings,
} from '../../../src/core/trading/settings';
import { kellySizing } from '../../../src/core/trading/sizing/kelly';
import { riskToStopSizing } from '../../../src/core/trading/sizing/risk-to-stop';
import { volatilityTargetSizing } from '../../../src/core/trading/sizing/volatility-target';
import { anyChoice } from './strategies/random-choices';
import { exitsAfter, minuteMs, startTime, thresholdsAt } from './engine-scenario';

/** Bars of each random market. */
export const barCount = 120;

/** Bars and what a model says of them. */
export interface Market {
  readonly bars: Bars;
  readonly probability: Float64Array;
}

/** A random walk of 120 bars with wicks and a few gaps of up to 2,000 bars; one opinion in ten is missing. */
export function makeMarket(seed: number, intervalMs = minuteMs): Market {
  const random = createRandom(seed);
  const wicks = createRandom(deriveSeed(seed, 1));
  // With many gaps no 61 bars would ever be without one, as the volatility needs them.
  const gapEvery = wicks.below(2) === 0 ? 20 : 150;
  const column = () => new Float64Array(barCount);
  const [openTime, open, high, low, close] = [column(), column(), column(), column(), column()];
  let time = startTime;
  let price = 100;
  for (let index = 0; index < barCount; index++) {
    openTime[index] = time;
    const from = price * Math.exp(0.002 * random.normal());
    price = from * Math.exp(0.01 * random.normal());
    open[index] = from;
    close[index] = price;
    high[index] = Math.max(from, price) * Math.exp(0.005 * Math.abs(wicks.normal()));
    low[index] = Math.min(from, price) * Math.exp(-0.005 * Math.abs(wicks.normal()));
    time += random.below(gapEvery) === 0 ? (2 + random.below(2000)) * intervalMs : intervalMs;
  }
  const probability = column().map(() => (random.below(10) === 0 ? NaN : random.uniform()));
  const bars = { intervalMs, openTime, open, high, low, close, volume: column() };
  return { bars, probability };
}

/** Settings of all kinds, of the strategy by probability alone. */
export const settings: fc.Arbitrary<TradingSettings> = fc.record({
  strategy: fc
    .record({
      long: fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      short: fc.double({ min: 0.05, max: 0.49, noNaN: true }),
    })
    .map(({ long, short }) => thresholdsAt(long, short)),
  minConfidence: fc.double({ min: 0, max: 0.5, noNaN: true }),
  capital: fc.double({ min: 100, max: 1e6, noNaN: true }),
  riskFraction: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
  sizing: fc.constantFrom<TradingSettings['sizing']>(
    { kind: 'confidence' },
    { kind: 'fixed', fraction: 0.7 },
  ),
  maxLeverage: fc.constantFrom(0.5, 1, 5),
  fillAt: fc.constantFrom('next-open', 'same-close'),
  exits: fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.boolean())
    .map(([bars, isOnOpposite]) => exitsAfter(bars, isOnOpposite)),
  maxPositions: fc.integer({ min: 1, max: 4 }),
  feeBps: fc.double({ min: 0, max: 30, noNaN: true }),
  slippageBps: fc.double({ min: 0, max: 10, noNaN: true }),
});

/** A distance from a price: of basis points, of volatilities or of both. */
const distances = fc.oneof(
  fc.record({ bps: fc.integer({ min: 1, max: 300 }), volatility: fc.constant(0) }),
  fc.record({
    bps: fc.constantFrom(0, 20),
    volatility: fc.double({ min: 0.1, max: 4, noNaN: true }),
  }),
);

/** Those that are tried of each exit rule that has a price: some, with distances of their own. */
const priceExits = fc.tuple(
  ...exitRules
    .filter(({ fields }) => fields.some(({ name }) => name === 'volatility'))
    .map((rule) =>
      fc.option(
        distances.map((values) => choose(rule, values)),
        { nil: undefined },
      ),
    ),
);

/** Orders of all types, sides and latencies; often the ordinary ones. */
const ordering = fc.record(
  {
    order: fc.oneof(
      fc.constant(choose(marketOrder)),
      fc
        .record({ bps: fc.integer({ min: 0, max: 100 }), bars: fc.integer({ min: 1, max: 6 }) })
        .map((values) => choose(limitOrder, values)),
    ),
    sides: fc.constantFrom('both', 'both', 'long', 'short'),
    latencyBars: fc.constantFrom(0, 0, 1, 3),
    instrument: fc.oneof(
      fc.constant(choose(spot)),
      fc
        .record({ leverage: fc.constantFrom(1, 5, 50), fundingBps: fc.constantFrom(-20, 0, 10) })
        .map((values) => choose(perpetual, values)),
    ),
  },
  { requiredKeys: [] },
);

/** Sizes of more than the signal. */
const informedSizing = fc.constantFrom(
  choose(kellySizing, { minTrades: 3, cap: 0.5, share: 1 }),
  choose(volatilityTargetSizing, { target: 2 }),
  choose(riskToStopSizing),
);

/** Settings with all rules that there are. */
export const allSettings: fc.Arbitrary<TradingSettings> = fc
  .tuple(settings, priceExits, ordering, fc.option(informedSizing))
  .map(([base, chosen, orders, informed]) => {
    const exits = chosen.reduce<TradingSettings['exits']>(
      (all, exit) => (exit === undefined ? all : putExit(all, exit)),
      base.exits,
    );
    const isPossible = informed?.kind !== riskToStopSizing.kind || hasStop(exits);
    const sizing = informed === null || !isPossible ? base.sizing : informed;
    return { ...base, ...orders, exits, sizing };
  });

/** Of any strategy, half of them with another one as its filter. */
export const anySettings: fc.Arbitrary<TradingSettings> = fc
  .tuple(
    fc.oneof(settings, allSettings),
    fc.option(anyChoice, { nil: undefined }),
    fc.boolean(),
    anyChoice,
  )
  .map(([own, strategy = own.strategy, isFiltered, filter]) => ({
    ...own,
    strategy,
    ...(isFiltered && { filter }),
  }))
  .filter((made) => findSettingsProblem(made) === undefined);
