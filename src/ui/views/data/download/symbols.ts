import type { ExchangeSymbol } from '../../../../core/download';
import type { ComboboxOption } from '../../../controls/match-options';

/** Quote assets that most look for, in the order in which their markets are listed. */
const usualQuotes = ['USDT', 'USDC', 'FDUSD', 'BTC', 'ETH', 'BNB', 'EUR'];

/** Returns the markets to choose from: trading ones first, then by quote asset and name. */
export function listMarkets(symbols: readonly ExchangeSymbol[]): ComboboxOption[] {
  return symbols
    .map((symbol) => ({ symbol, rank: rankOf(symbol) }))
    .sort((a, b) => a.rank - b.rank || (a.symbol.symbol < b.symbol.symbol ? -1 : 1))
    .map(({ symbol: { symbol, baseAsset, quoteAsset, status } }) => ({
      value: symbol,
      note: `${baseAsset}/${quoteAsset}${status === 'TRADING' ? '' : ' · not trading'}`,
    }));
}

/** Returns what to know of a symbol that is typed: what it is, or why it may not be one. */
export function adviseSymbol(
  typed: string,
  symbols: readonly ExchangeSymbol[] | undefined,
  failure: string | undefined,
): string {
  if (failure !== undefined) {
    return `The list of markets could not be had, so type the symbol as Binance writes it. ${failure}`;
  }
  if (symbols === undefined) return 'Loading the list of markets…';
  const wanted = typed.trim().toUpperCase();
  const market = symbols.find(({ symbol }) => symbol === wanted);
  if (market === undefined) {
    return wanted === '' ? `${symbols.length} markets.` : 'Not in the list of Binance’s markets.';
  }
  const { baseAsset, quoteAsset, status } = market;
  return status === 'TRADING'
    ? `${baseAsset} priced in ${quoteAsset}.`
    : `${baseAsset} priced in ${quoteAsset}; not trading now, so only its past can be fetched.`;
}

function rankOf({ quoteAsset, status }: ExchangeSymbol): number {
  const quote = usualQuotes.indexOf(quoteAsset);
  const isTrading = status === 'TRADING';
  return (isTrading ? 0 : 100) + (quote < 0 ? usualQuotes.length : quote);
}
