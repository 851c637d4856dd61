/** What may be the matter, and what to do, where a browser says only that it could not reach the exchange. */
export const unreachableAdvice =
  'Binance may be blocked in this region, or by an ad blocker, a firewall or a proxy: allow these hosts, or use another network.';
