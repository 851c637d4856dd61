import type { ExchangeParts } from '../exchange-parts';
import { quoteBestPrices } from '../market/best-prices';
import type { Market } from '../market/market';
import { answerHtml, answerJson, ApiError, type Answer } from './answer';
import { answerExchangeInfo } from './exchange-info-endpoint';
import { findMarket } from './find-market';
import { answerKlines } from './klines-endpoint';
import { readParameters, type Parameters } from './parameters';

interface Route {
  weigh(query: URLSearchParams): number;
  answer(parts: ExchangeParts, parameters: Parameters): unknown;
}

const routes: Readonly<Record<string, Route>> = {
  '/api/v3/ping': { weigh: () => 1, answer: answerPing },
  '/api/v3/time': { weigh: () => 1, answer: answerTime },
  '/api/v3/klines': { weigh: () => 2, answer: answerKlines },
  '/api/v3/exchangeInfo': { weigh: () => 20, answer: answerExchangeInfo },
  '/api/v3/ticker/bookTicker': {
    weigh: (query) => (query.has('symbol') ? 2 : 4),
    answer: answerBookTicker,
  },
};

/** Returns the weight of a request; 1 for an endpoint that there is not. */
export function weighRequest({ pathname, searchParams }: URL): number {
  return routes[pathname]?.weigh(searchParams) ?? 1;
}

/** Returns the API's own answer, which may be one of its errors. */
export function answerRequest(parts: ExchangeParts, { pathname, searchParams }: URL): Answer {
  const route = routes[pathname];
  if (route === undefined) return answerHtml('404 Not Found', 404, true);
  try {
    return answerJson(route.answer(parts, readParameters(searchParams)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return answerJson({ code: error.code, msg: error.message }, 400);
  }
}

function answerPing(_parts: ExchangeParts, parameters: Parameters): object {
  parameters.refuseOthers();
  return {};
}

function answerTime({ clock }: ExchangeParts, parameters: Parameters): object {
  parameters.refuseOthers();
  return { serverTime: clock.now() };
}

function answerBookTicker({ markets, clock }: ExchangeParts, parameters: Parameters): unknown {
  const symbol = parameters.text('symbol');
  parameters.refuseOthers();
  const quote = (market: Market): object => {
    const { bidPrice, bidQuantity, askPrice, askQuantity } = quoteBestPrices(market, clock.now());
    const { symbol: name } = market;
    return { symbol: name, bidPrice, bidQty: bidQuantity, askPrice, askQty: askQuantity };
  };
  return symbol === undefined
    ? [...markets.values()].map(quote)
    : quote(findMarket(markets, symbol));
}
