import { roundToServed, type Kline } from './kline';

/**
 * Returns what `whole` looked like when `fraction`, in (0, 1), of its time had passed. The price goes
 * in straight lines from the open over the extreme that the bar turned its back on, and over the
 * other, to the close; volume and trades grow evenly. Prices have at most `priceDecimals`.
 */
export function formKline(whole: Kline, fraction: number, priceDecimals: number): Kline {
  const path = tracePath(whole);
  const passed = path.filter(({ at }) => at <= fraction).map(({ price }) => price);
  const close = Number(interpolate(path, fraction).toFixed(priceDecimals));
  const tradeCount = Math.floor(whole.tradeCount * fraction);
  const hasTrades = tradeCount > 0;
  const part = (amount: number): number => roundToServed(amount * fraction);
  return {
    ...whole,
    high: Math.max(close, ...passed),
    low: Math.min(close, ...passed),
    close,
    volume: part(whole.volume),
    quoteVolume: part(whole.quoteVolume),
    tradeCount,
    takerBuyBase: part(whole.takerBuyBase),
    takerBuyQuote: part(whole.takerBuyQuote),
    firstTradeId: hasTrades ? whole.firstTradeId : -1,
    lastTradeId: hasTrades ? whole.firstTradeId + tradeCount - 1 : -1,
    isClosed: false,
  };
}

interface Corner {
  /** Fraction of the bar's time. */
  readonly at: number;
  readonly price: number;
}

function tracePath({ open, high, low, close }: Kline): readonly Corner[] {
  const [first, second] = close >= open ? [low, high] : [high, low];
  return [
    { at: 0, price: open },
    { at: 0.3, price: first },
    { at: 0.7, price: second },
    { at: 1, price: close },
  ];
}

function interpolate(path: readonly Corner[], fraction: number): number {
  const after = Math.max(
    1,
    path.findIndex(({ at }) => at > fraction),
  );
  const [from, to] = [path[after - 1], path[after]];
  return from.price + ((to.price - from.price) * (fraction - from.at)) / (to.at - from.at);
}
