import type { ExchangeSymbol } from '../../../core/download';

/** What a symbol that is typed may become. */
export type WatchAdvice =
  /** Nothing: it is empty, half typed or watched already. */
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'unknown'; readonly text: string };

/**
 * Returns whether `wanted`, in capitals, can be watched. Without the exchange's list of markets everything can
 * that may be a symbol: the exchange will say.
 */
export function adviseWatching(
  wanted: string,
  watched: readonly string[],
  markets: readonly ExchangeSymbol[] | undefined,
): WatchAdvice {
  if (wanted === '' || watched.includes(wanted)) return { kind: 'none' };
  if (markets === undefined) return { kind: /^[\p{L}\p{N}]{3,}$/u.test(wanted) ? 'new' : 'none' };
  const market = markets.find(({ symbol }) => symbol === wanted);
  if (market?.status === 'TRADING') return { kind: 'new' };
  // While it is typed, it need not be there yet.
  if (market === undefined && markets.some(({ symbol }) => symbol.startsWith(wanted))) {
    return { kind: 'none' };
  }
  return { kind: 'unknown', text: `${wanted} is not traded on Binance spot` };
}
