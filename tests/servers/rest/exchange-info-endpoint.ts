import type { ExchangeParts } from '../exchange-parts';
import { formatDecimal } from '../market/kline';
import type { Market } from '../market/market';
import { ApiError } from './answer';
import { findMarket } from './find-market';
import type { Parameters } from './parameters';

/** Answers `GET /api/v3/exchangeInfo`. */
export function answerExchangeInfo(parts: ExchangeParts, parameters: Parameters): object {
  const symbols = readSymbols(parameters);
  const status = parameters.text('symbolStatus');
  parameters.refuseOthers();
  const markets = symbols?.map((symbol) => findMarket(parts.markets, symbol)) ?? [
    ...parts.markets.values(),
  ];
  return {
    timezone: 'UTC',
    serverTime: parts.clock.now(),
    rateLimits: [
      limit('REQUEST_WEIGHT', 'MINUTE', 1, parts.limits.weightPerMinute),
      limit('ORDERS', 'SECOND', 10, 100),
      limit('ORDERS', 'DAY', 1, 200_000),
      limit('RAW_REQUESTS', 'MINUTE', 5, 61_000),
    ],
    exchangeFilters: [],
    symbols: markets
      .filter((market) => status === undefined || market.status === status)
      .map(describeMarket),
  };
}

function readSymbols(parameters: Parameters): readonly string[] | undefined {
  const symbol = parameters.text('symbol');
  const list = parameters.text('symbols');
  if (list === undefined) return symbol === undefined ? undefined : [symbol];
  if (/^\["[^"]+"(,"[^"]+")*\]$/.test(list)) return JSON.parse(list) as string[];
  throw new ApiError(
    -1100,
    `Illegal characters found in parameter 'symbols'; legal range is '^\\["[^"]+"(,"[^"]+")*\\]$'.`,
  );
}

function limit(
  rateLimitType: string,
  interval: string,
  intervalNum: number,
  count: number,
): object {
  return { rateLimitType, interval, intervalNum, limit: count };
}

function describeMarket({
  symbol,
  status,
  baseAsset,
  quoteAsset,
  priceDecimals,
}: Market): Record<string, unknown> {
  const tickSize = formatDecimal(10 ** -priceDecimals);
  return {
    symbol,
    status,
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: true,
    ocoAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
      {
        filterType: 'LOT_SIZE',
        minQty: '0.00001000',
        maxQty: '9000.00000000',
        stepSize: '0.00001000',
      },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  };
}
