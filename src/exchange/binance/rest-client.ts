import type { Bars, EpochMs } from '../../core/bars/bars';
import { barIntervals, type ExchangeSymbol, type BarInterval } from '../../core/exchange';
import { createHostAsker } from '../ask-hosts';
import { DownloadError } from '../exchange-error';
import { restHosts } from './hosts';
import type { WaitListener } from '../download/progress';
import type { Platform } from '../platform';
import { readKlines, readServerTime, readSymbols, type TimeRange } from './read-answers';
import { createWeightLimiter } from '../weight-limiter';

/** How the caller follows and ends a question. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onWait?: WaitListener;
}

/** A question for bars. */
export interface KlineQuery extends TimeRange {
  readonly symbol: string;
  readonly interval: BarInterval;
  /** At most `mostKlines`. */
  readonly limit: number;
}

/** The exchange's public REST interface; every call throws `DownloadError`, or the signal's reason. */
export interface RestClient {
  /** All markets, those that do not trade at present included. */
  listSymbols(options?: AskOptions): Promise<readonly ExchangeSymbol[]>;
  getServerTime(options?: AskOptions): Promise<EpochMs>;
  /** The first `limit` bars of the range, and perhaps others; the last one may still be forming. */
  fetchKlines(query: KlineQuery, options?: AskOptions): Promise<Bars>;
  /** The host that answered last, or else the preferred one. */
  readonly host: string;
  /** Requests sent so far, repeated ones included. */
  readonly requests: number;
  readonly platform: Platform;
}

/** Bars that the exchange sends at most in one answer. */
export const mostKlines = 1000;

const timeoutMs = 20_000;
/** The list of symbols is some megabytes. */
const symbolsTimeoutMs = 60_000;
const weights = { klines: 2, exchangeInfo: 20, time: 1 } as const;

/** Returns a client; use one for everything, since its limiter counts what it sends. */
export function createRestClient(
  platform: Platform,
  hosts: readonly string[] = restHosts,
): RestClient {
  const asker = createHostAsker(platform, createWeightLimiter(platform.now), hosts);
  const follow = ({ signal, onWait = () => undefined }: AskOptions) => ({ signal, onWait });
  return {
    async listSymbols(options = {}) {
      const ask = (query: string) =>
        asker.ask({
          path: `/api/v3/exchangeInfo${query}`,
          weight: weights.exchangeInfo,
          timeoutMs: symbolsTimeoutMs,
          read: readSymbols,
          ...follow(options),
        });
      try {
        // The permissions are most of the answer, and nobody here needs them.
        return await ask('?showPermissionSets=false');
      } catch (cause) {
        // The parameter is of 2024; a mirror may not know it.
        if (!(cause instanceof DownloadError) || cause.kind !== 'refused') throw cause;
        return ask('');
      }
    },
    getServerTime: (options = {}) =>
      asker.ask({
        path: '/api/v3/time',
        weight: weights.time,
        timeoutMs,
        read: readServerTime,
        ...follow(options),
      }),
    fetchKlines: (query, options = {}) =>
      asker.ask({
        path: `/api/v3/klines?${writeQuery(query)}`,
        weight: weights.klines,
        timeoutMs,
        read: (json) => readKlines(json, barIntervals[query.interval], query),
        ...follow(options),
      }),
    get host() {
      return asker.host;
    },
    get requests() {
      return asker.requests;
    },
    platform,
  };
}

/** The exchange counts `endTime` in. */
function writeQuery({ symbol, interval, from, to, limit }: KlineQuery): string {
  return new URLSearchParams({
    symbol,
    interval,
    startTime: String(from),
    endTime: String(to - 1),
    limit: String(limit),
  }).toString();
}
