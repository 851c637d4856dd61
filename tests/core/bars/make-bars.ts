import type { Bars } from '../../../src/core/bars/bars';
import { createRandom } from '../../../src/core/random';

const minute = 60_000;

/** 2024-01-01T00:00:00Z */
export const newYear = 1_704_067_200_000;

/**
 * Returns valid minute bars of a random walk with all optional columns. `missing` are places, counted
 * in minutes from the start, at which there is no bar; `count` bars are there nevertheless.
 */
export function makeBars(
  count: number,
  { seed = 1, missing = [] }: { seed?: number; missing?: readonly number[] } = {},
): Bars {
  const random = createRandom(seed);
  const column = (): Float64Array => new Float64Array(count);
  const bars = {
    intervalMs: minute,
    openTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    tradeCount: column(),
    takerBuyBase: column(),
    takerBuyQuote: column(),
  };
  const absent = new Set(missing);
  let place = 0;
  let price = 100;
  for (let t = 0; t < count; t++) {
    while (absent.has(place)) place++;
    bars.openTime[t] = newYear + place * minute;
    place++;
    bars.open[t] = price;
    price *= Math.exp(0.001 * random.normal());
    bars.close[t] = price;
    bars.high[t] = Math.max(bars.open[t], price) * (1 + 0.0005 * random.uniform());
    bars.low[t] = Math.min(bars.open[t], price) * (1 - 0.0005 * random.uniform());
    // Now and then a bar without trades, which real data has.
    bars.volume[t] = random.uniform() < 0.05 ? 0 : 10 * random.uniform();
    bars.quoteVolume[t] = bars.volume[t] * price;
    bars.tradeCount[t] = Math.ceil(bars.volume[t] * 20);
    bars.takerBuyBase[t] = bars.volume[t] * random.uniform();
    bars.takerBuyQuote[t] = bars.takerBuyBase[t] * price;
  }
  return bars;
}

/** Returns the bars with prices of another world, valid in themselves, wherever `isPoisoned`. */
export function poisonBars(bars: Bars, isPoisoned: (index: number) => boolean): Bars {
  const poison = (values: Float64Array, value: number): Float64Array =>
    values.map((kept, index) => (isPoisoned(index) ? value : kept));
  return {
    ...bars,
    open: poison(bars.open, 1e12),
    high: poison(bars.high, 1e15),
    low: poison(bars.low, 1e-9),
    close: bars.close.map((kept, index) => (isPoisoned(index) ? (index % 2 ? 1e15 : 1e-9) : kept)),
    volume: poison(bars.volume, 1e15),
    quoteVolume: bars.quoteVolume && poison(bars.quoteVolume, 1e15),
    tradeCount: bars.tradeCount && poison(bars.tradeCount, 1e15),
    takerBuyQuote: bars.takerBuyQuote && poison(bars.takerBuyQuote, 1e15),
  };
}
