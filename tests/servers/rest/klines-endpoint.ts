import { barIntervals } from '../../../src/core/exchange';
import type { ExchangeParts } from '../exchange-parts';
import { formatDecimal, type Kline } from '../market/kline';
import { listKlines } from '../market/list-klines';
import type { Market } from '../market/market';
import { ApiError } from './answer';
import { findMarket } from './find-market';
import type { Parameters } from './parameters';

const defaultLimit = 500;
const longestLimit = 1000;

/** One row as the exchange writes it; the last column has no meaning. */
export type KlineRow = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  quoteVolume: string,
  tradeCount: number,
  takerBuyBase: string,
  takerBuyQuote: string,
  unused: string,
];

/** Answers `GET /api/v3/klines`. */
export function answerKlines(parts: ExchangeParts, parameters: Parameters): readonly KlineRow[] {
  const symbol = parameters.required('symbol');
  const interval = parameters.required('interval');
  const from = parameters.wholeNumber('startTime');
  const to = parameters.wholeNumber('endTime');
  const limit = parameters.wholeNumber('limit') ?? defaultLimit;
  parameters.refuseOthers();
  const market = findMarket(parts.markets, symbol);
  const intervalMs = readInterval(interval, market);
  if (limit === 0) {
    throw new ApiError(-1130, "Data sent for parameter 'limit' is not valid.");
  }
  const query = { intervalMs, from, to, limit: Math.min(limit, longestLimit) };
  return listKlines(market, query, parts.clock.now()).map(makeRow);
}

/** Intervals finer than the market's own bars cannot be served and are refused too. */
function readInterval(interval: string, { baseIntervalMs }: Market): number {
  const ms = Object.entries(barIntervals).find(([name]) => name === interval)?.[1];
  if (ms === undefined || ms % baseIntervalMs !== 0) throw new ApiError(-1120, 'Invalid interval.');
  return ms;
}

function makeRow(kline: Kline): KlineRow {
  return [
    kline.openTime,
    formatDecimal(kline.open),
    formatDecimal(kline.high),
    formatDecimal(kline.low),
    formatDecimal(kline.close),
    formatDecimal(kline.volume),
    kline.closeTime,
    formatDecimal(kline.quoteVolume),
    kline.tradeCount,
    formatDecimal(kline.takerBuyBase),
    formatDecimal(kline.takerBuyQuote),
    '0',
  ];
}
