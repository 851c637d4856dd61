import type { Market } from '../market/market';
import { ApiError } from './answer';

/** Returns the market of `symbol`, case told apart. Throws `ApiError` -1100 or -1121. */
export function findMarket(markets: ReadonlyMap<string, Market>, symbol: string): Market {
  if (!/^[\p{L}\p{N}_.-]{1,50}$/u.test(symbol) || /[a-z]/.test(symbol)) {
    throw new ApiError(
      -1100,
      "Illegal characters found in parameter 'symbol'; " +
        String.raw`legal range is '^[\w\-._&&[^a-z]]{1,50}$'.`,
    );
  }
  const market = markets.get(symbol);
  if (market === undefined) throw new ApiError(-1121, 'Invalid symbol.');
  return market;
}
