import { barIntervals, type BarInterval } from '../../../src/core/exchange';
import type { Market } from '../market/market';

/** What a stream is about. */
export type StreamTopic =
  | { readonly kind: 'kline'; readonly market: Market; readonly interval: BarInterval }
  | { readonly kind: 'bookTicker'; readonly market: Market };

/**
 * Returns the topic of a name such as `btcusdt@kline_1m`, or undefined for one that will never send
 * anything: the exchange accepts those too, with a symbol in upper case for instance.
 */
export function parseStreamName(
  name: string,
  markets: ReadonlyMap<string, Market>,
): StreamTopic | undefined {
  const [symbol, topic = ''] = name.split('@');
  const market = [...markets.values()].find((listed) => listed.symbol.toLowerCase() === symbol);
  if (market === undefined) return undefined;
  if (topic === 'bookTicker') return { kind: 'bookTicker', market };
  const [, interval = ''] = /^kline_(.+)$/.exec(topic) ?? [];
  if (!isKlineInterval(interval)) return undefined;
  const isServed = barIntervals[interval] % market.baseIntervalMs === 0;
  return isServed ? { kind: 'kline', market, interval } : undefined;
}

function isKlineInterval(interval: string): interval is BarInterval {
  return Object.hasOwn(barIntervals, interval);
}
