import type { Bars } from '../../../src/core/bars/bars';
import { createRandom } from '../../../src/core/random';
import { newYear } from '../bars/make-bars';

const hourMs = 3_600_000;

interface MarketOptions {
  readonly count?: number;
  readonly intervalMs?: number;
  /** Log return of a bar for each standard deviation of the signal at the close before it. */
  readonly edge?: number;
  /** Log return of every bar. */
  readonly drift?: number;
  /** Mean of the probabilities. */
  readonly mean?: number;
  /** How much the logarithm of volatility changes at each bar; signals are clearer while it is high. */
  readonly clustering?: number;
}

/** Bars of a random walk, with probabilities that know nothing of them but `edge` and whose neighbours are much the same. */
export function makeSignalMarket(
  seed: number,
  {
    count = 800,
    intervalMs = hourMs,
    edge = 0,
    drift = 0,
    mean = 0.5,
    clustering = 0,
  }: MarketOptions = {},
): { readonly bars: Bars; readonly probability: Float64Array } {
  const random = createRandom(seed);
  const column = (): Float64Array => new Float64Array(count);
  const [open, high, low, close] = [column(), column(), column(), column()];
  const probability = column();
  let [price, signal, logVolatility] = [100, 0, 0];
  for (let bar = 0; bar < count; bar++) {
    open[bar] = price;
    logVolatility = 0.98 * logVolatility + clustering * random.normal();
    const volatility = Math.exp(logVolatility);
    price *= Math.exp(drift + edge * signal + 0.002 * volatility * random.normal());
    close[bar] = price;
    high[bar] = Math.max(open[bar], price);
    low[bar] = Math.min(open[bar], price);
    signal = 0.9 * signal + Math.sqrt(1 - 0.81) * random.normal();
    probability[bar] = Math.min(0.95, Math.max(0.05, mean + 0.03 * volatility * signal));
  }
  const openTime = Float64Array.from({ length: count }, (_, bar) => newYear + bar * intervalMs);
  return {
    bars: { intervalMs, openTime, open, high, low, close, volume: column() },
    probability,
  };
}
