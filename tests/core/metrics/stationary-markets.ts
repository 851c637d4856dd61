import type { Bars } from '../../../src/core/bars/bars';
import { createRandom, type Random } from '../../../src/core/random';
import { generateBars } from '../../../src/feeds/sample/sample-market';
import { chooseParameters } from '../../../src/feeds/sample/market';

/** Markets whose law never changes. */
export const stationaryKinds = ['sample', 'walk', 'garch', 'half-day', 'two-days'] as const;
export type StationaryKind = (typeof stationaryKinds)[number];

export const dayBars = 1440;
const minuteMs = 60_000;
const baseVolatility = 1e-3;

/** What happens to a market from one bar on. */
export interface MarketBreak {
  readonly from: number;
  /** Factor on the volatility of each bar. */
  readonly volatility?: number;
  /** Factor on the volume of each bar. */
  readonly volume?: number;
}

/**
 * Returns minute bars of a stationary market, a function of `seed` alone.
 *
 * `sample`: the sample market of the page. `walk`: independent returns of one volatility. `garch`: GARCH(1,1) with
 * reaction 0.04 and persistence 0.955, whose half-life is 2.3 hours. `half-day` and `two-days`: the logarithm of
 * volatility is autoregressive with that half-life and a deviation of 0.4, times a season over the day.
 */
export function makeStationaryBars(
  kind: StationaryKind,
  days: number,
  seed: number,
  change?: MarketBreak,
): Bars {
  const count = days * dayBars;
  if (kind === 'sample') {
    const bars = generateBars(chooseParameters('edge'), seed, count);
    return change === undefined ? bars : breakBars(bars, change);
  }
  const random = createRandom(seed);
  const nextVolatility = createVolatility(kind, random);
  const [open, high, low, close, volume, quoteVolume, tradeCount, takerBuyBase, takerBuyQuote] =
    Array.from({ length: 9 }, () => new Float64Array(count));
  const openTime = Float64Array.from({ length: count }, (_, i) => i * minuteMs);
  let price = 1000;
  let shock = 0;
  for (let t = 0; t < count; t++) {
    const isBroken = change !== undefined && t >= change.from;
    const relative = nextVolatility(t, shock) * (isBroken ? (change.volatility ?? 1) : 1);
    shock = random.normal();
    const volatility = baseVolatility * relative;
    open[t] = price;
    price *= Math.exp(volatility * shock);
    close[t] = price;
    high[t] = Math.max(open[t], price) * (1 + 0.5 * volatility * Math.abs(random.normal()));
    low[t] = Math.min(open[t], price) / (1 + 0.5 * volatility * Math.abs(random.normal()));
    const activity = relative * Math.exp(0.5 * random.normal());
    volume[t] = 50 * activity * (isBroken ? (change.volume ?? 1) : 1);
    quoteVolume[t] = volume[t] * price;
    const ratio = 1 / (1 + Math.exp(-0.5 * shock - random.normal()));
    takerBuyBase[t] = volume[t] * ratio;
    takerBuyQuote[t] = quoteVolume[t] * ratio;
    tradeCount[t] = Math.ceil(volume[t]);
  }
  const optional = { quoteVolume, tradeCount, takerBuyBase, takerBuyQuote };
  return { intervalMs: minuteMs, openTime, open, high, low, close, volume, ...optional };
}

/** Returns what gives the volatility of each bar against the mean; `shock` is that of the bar before. */
function createVolatility(
  kind: Exclude<StationaryKind, 'sample'>,
  random: Random,
): (t: number, shock: number) => number {
  if (kind === 'walk') return () => 1;
  if (kind === 'garch') {
    let variance = 1;
    return (t, shock) => {
      if (t > 0) variance = 0.005 + 0.04 * variance * shock ** 2 + 0.955 * variance;
      return Math.sqrt(variance);
    };
  }
  const kept = 0.5 ** (1 / ((kind === 'half-day' ? 0.5 : 2) * dayBars));
  const deviation = 0.4;
  let level = deviation * random.normal();
  return (t) => {
    level = kept * level + deviation * Math.sqrt(1 - kept ** 2) * random.normal();
    return Math.exp(level + 0.4 * Math.sin((2 * Math.PI * t) / dayBars));
  };
}

/** Returns bars whose returns and volumes are multiplied from one bar on. */
function breakBars(bars: Bars, { from, volatility = 1, volume = 1 }: MarketBreak): Bars {
  const start = bars.close[from - 1];
  const stretch = (column: Float64Array) =>
    column.map((value, t) => (t < from ? value : start * (value / start) ** volatility));
  const thin = (column: Float64Array | undefined) =>
    column?.map((value, t) => (t < from ? value : value * volume));
  return {
    ...bars,
    open: stretch(bars.open),
    high: stretch(bars.high),
    low: stretch(bars.low),
    close: stretch(bars.close),
    volume: bars.volume.map((value, t) => (t < from ? value : value * volume)),
    quoteVolume: thin(bars.quoteVolume),
    takerBuyBase: thin(bars.takerBuyBase),
    takerBuyQuote: thin(bars.takerBuyQuote),
  };
}
