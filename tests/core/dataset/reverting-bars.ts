import type { Bars } from '../../../src/core/bars/bars';
import { createRandom } from '../../../src/core/random';
import { newYear } from '../bars/make-bars';

/**
 * Returns minute bars from minute `from` on, whose return is `reversal` times the one before with the other sign, and noise:
 * what a model can learn of one such market holds in every other.
 */
export function makeReverting(
  count: number,
  { seed, reversal = 0.25, from = 0 }: { seed: number; reversal?: number; from?: number },
): Bars {
  const random = createRandom(seed);
  const column = () => new Float64Array(count);
  const bars = {
    intervalMs: 60_000,
    openTime: Float64Array.from({ length: count }, (_, t) => newYear + (from + t) * 60_000),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: Float64Array.from({ length: count }, () => 1 + random.uniform()),
  };
  let price = 100;
  let last = 0;
  for (let t = 0; t < count; t++) {
    const change = 0.001 * random.normal() - reversal * last;
    bars.open[t] = price;
    price *= 1 + change;
    last = change;
    bars.close[t] = price;
    bars.high[t] = Math.max(bars.open[t], price);
    bars.low[t] = Math.min(bars.open[t], price);
  }
  return bars;
}
