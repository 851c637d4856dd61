import type { DownloadProgress, DownloadRequest } from '../../../src/core/download';
import {
  downloadBars,
  type DownloadDeps,
  type Downloaded,
} from '../../../src/exchange/download/download-bars';
import { newYear, type FakeExchange } from '../binance/fake-exchange';
import { openBinance } from '../binance/open-binance';
import type { MemoryStore } from './memory-store';

export const minute = 60_000;

/** A request for minutes `from` to `minutes` of the year. */
export function makeRequest(minutes: number, from = 0): DownloadRequest {
  return {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    interval: '1m',
    from: newYear + from * minute,
    to: newYear + minutes * minute,
  };
}

export interface Run {
  readonly result: Promise<Downloaded>;
  /** What has been told so far. */
  readonly progress: readonly DownloadProgress[];
}

/** Starts a download with a connection of its own. */
export function start(
  exchange: FakeExchange,
  store: MemoryStore,
  request: DownloadRequest,
  deps: Partial<DownloadDeps> = {},
): Run {
  const binance = openBinance(exchange.platform, ['https://one.test', 'https://two.test']);
  const { now } = exchange.clock;
  const progress: DownloadProgress[] = [];
  const running = downloadBars(request, { exchange: binance, store, now, ...deps }, (event) =>
    progress.push(event),
  );
  return { result: exchange.clock.run(running), progress };
}

/** Requests for chunks, those for the rest of one included. */
export function countChunkRequests({ asked }: FakeExchange): number {
  return asked.filter(({ url }) => url.searchParams.get('limit') === '1000').length;
}
