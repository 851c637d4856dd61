import { binance } from '../../../src/exchange/binance/binance';
import type { Exchange } from '../../../src/exchange/exchange';
import type { ExchangePorts, Platform } from '../../../src/exchange/ports';
import { makeRefusalStore } from '../memory-refusals';

/** Opens the exchange as downloads do, at the servers of a test; refusals last as long as it does. */
export function openBinance(
  platform: Platform,
  rest: readonly string[],
  ports: Partial<ExchangePorts> = {},
): Exchange {
  return binance.open({
    platform,
    refusals: makeRefusalStore(),
    weightShare: 0.2,
    retries: 'repeat',
    hosts: { rest },
    ...ports,
  });
}
