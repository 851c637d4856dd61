import type { EpochMs } from '../../../src/core/bars/bars';
import type { BarInterval } from '../../../src/core/exchange';
import { quoteBestPrices } from '../market/best-prices';
import { formatDecimal, type Kline } from '../market/kline';
import type { Market } from '../market/market';

/** One message of one stream, before each connection wraps it. */
export interface StreamMessage {
  /** Name of the stream. */
  readonly stream: string;
  readonly symbol: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Only of klines, which alone can be faulty. */
  readonly bar?: { readonly openTime: EpochMs; readonly isClosed: boolean };
}

/** Returns the message of a kline, sent at `at`. */
export function makeKlineMessage(
  stream: string,
  { symbol }: Market,
  interval: BarInterval,
  kline: Kline,
  at: EpochMs,
): StreamMessage {
  const k = {
    t: kline.openTime,
    T: kline.closeTime,
    s: symbol,
    i: interval,
    f: kline.firstTradeId,
    L: kline.lastTradeId,
    o: formatDecimal(kline.open),
    c: formatDecimal(kline.close),
    h: formatDecimal(kline.high),
    l: formatDecimal(kline.low),
    v: formatDecimal(kline.volume),
    n: kline.tradeCount,
    x: kline.isClosed,
    q: formatDecimal(kline.quoteVolume),
    V: formatDecimal(kline.takerBuyBase),
    Q: formatDecimal(kline.takerBuyQuote),
    B: '0',
  };
  return {
    stream,
    symbol,
    payload: { e: 'kline', E: at, s: symbol, k },
    bar: { openTime: kline.openTime, isClosed: kline.isClosed },
  };
}

/** Returns the message of the best prices at `at`. */
export function makeBookTickerMessage(stream: string, market: Market, at: EpochMs): StreamMessage {
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quoteBestPrices(market, at);
  const { symbol } = market;
  return {
    stream,
    symbol,
    // `u` only has to increase.
    payload: { u: at, s: symbol, b: bidPrice, B: bidQuantity, a: askPrice, A: askQuantity },
  };
}
