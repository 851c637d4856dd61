import { barIntervals } from '../../core/exchange';
import type { BarQuery, ExchangeEntry, ExchangeLimits } from '../exchange';
import { ExchangeError } from '../exchange-error';
import { createRequester, type RestProtocol } from '../requester';
import { readKlines, readServerTime, readSymbols } from './answers';
import { restHosts } from './hosts';
import { binanceInfo as info } from './info';
import { classifyAnswer, readUsedWeight } from './refusals';
import { binanceStream } from './stream';

const limits: ExchangeLimits = { weightPerMinute: 6000, burstWeight: 400 };
const weights = { klines: 2, exchangeInfo: 20, time: 1 } as const;

const protocol: RestProtocol = {
  info,
  limits,
  hosts: restHosts,
  classify: classifyAnswer,
  readUsedWeight,
};

/** Binance's spot market. Source: Binance Spot API documentation, "REST API" and "WebSocket Streams". */
export const binance: ExchangeEntry = {
  info,
  open(ports) {
    const requester = createRequester(ports, protocol);
    const { ask } = requester;
    return {
      info,
      limits,
      async listSymbols(options) {
        const { exchangeInfo: weight } = weights;
        // The answer has several megabytes.
        const question = { weight, timeoutMs: 60_000, read: readSymbols };
        const path = '/api/v3/exchangeInfo';
        try {
          // The permissions are the largest part of the answer, and are not needed here.
          return await ask({ ...question, path: `${path}?showPermissionSets=false` }, options);
        } catch (cause) {
          // The parameter was added in 2024; a mirror may not know it.
          if (!(cause instanceof ExchangeError) || cause.kind !== 'refused') throw cause;
          return ask({ ...question, path }, options);
        }
      },
      fetchBars(query, options) {
        const path = `/api/v3/klines?${writeQuery(query)}`;
        const read = (json: unknown) => readKlines(json, barIntervals[query.interval], query);
        return ask({ path, weight: weights.klines, read }, options);
      },
      serverTime: (options) =>
        ask({ path: '/api/v3/time', weight: weights.time, read: readServerTime }, options),
      stream: { ...binanceStream, hosts: ports.hosts?.stream ?? binanceStream.hosts },
      traffic: requester,
    };
  },
};

/** `endTime` is inclusive at Binance. */
function writeQuery({ symbol, interval, from, to, limit }: BarQuery): string {
  return new URLSearchParams({
    symbol,
    interval,
    startTime: String(from),
    endTime: String(to - 1),
    limit: String(limit ?? info.maxBarsPerRequest),
  }).toString();
}
