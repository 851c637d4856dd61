import type { MarketName } from './library';

/** Returns what is known of a market, for people: "kraken", "futures mark price"; '' for nothing. */
export function describeMarket({ exchange, contract, side, price }: MarketName): string {
  return [exchange, contract, price && `${price} price`, side].filter(Boolean).join(' ');
}

/** Returns a symbol with its market, for people: "BTCUSDT · kraken", "XRPUSDT futures mark price". */
export function nameMarket(symbol: string, market: MarketName = {}): string {
  const { exchange, ...others } = market;
  const series = [symbol, describeMarket(others)].filter((part) => part !== '').join(' ');
  return [series, exchange].filter(Boolean).join(' · ');
}

/** Whether two series can be of one market: neither tells an exchange or contract that the other denies. */
export function canBeSame(market: MarketName = {}, other: MarketName = {}): boolean {
  const agrees = (facet: 'exchange' | 'contract'): boolean =>
    market[facet] === undefined || other[facet] === undefined || market[facet] === other[facet];
  const isSameKind = market.side === other.side && market.price === other.price;
  return isSameKind && agrees('exchange') && agrees('contract');
}

/** Whether anything is known of a market. */
export function isKnownMarket(market: MarketName): boolean {
  return describeMarket(market) !== '';
}
