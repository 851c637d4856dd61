import { afterEach, describe, expect, it } from 'vitest';
import { type Bars, sliceBars } from '../../../src/core/bars/bars';
import type { DownloadRequest } from '../../../src/core/download';
import type { Platform } from '../../../src/exchange/ports';
import { browserPlatform } from '../../../workers/browser-platform';
import { openBinance } from './open-binance';
import { listDatasets, loadBars } from '../../../src/storage/datasets';
import { listDownloads } from '../../../src/storage/downloads';
import type { TabquantDatabase } from '../../../src/storage/schema';
import { downloadDataset } from '../../../workers/download-dataset';
import { startExchange, type Exchange } from '../../servers/binance-server';
import type { Fault } from '../../servers/faults/fault';
import { makeSampleListings } from '../../servers/market/sample-listings';
import { openFresh } from '../../storage/make-records';
import { expectSameBars } from '../download/expect-same-bars';

const minute = 60_000;
const dayMs = 1440 * minute;
const startsAt = Date.UTC(2024, 0, 1);
/** Time runs so much faster for both sides, so that waits of a minute take two seconds. */
const factor = 30;

let exchange: Exchange | undefined;

afterEach(async () => exchange?.close());

async function openExchange(days: number, faults: readonly Fault[] = []): Promise<Exchange> {
  exchange = await startExchange({
    listings: makeSampleListings({ startsAt, barCount: (days + 1) * 1440 }),
    // Half a minute after the last whole day.
    clock: { kind: 'accelerated', factor, startAt: startsAt + days * dayMs + 30_000 },
    faults,
  });
  return exchange;
}

function makePlatform({ clock }: Exchange): Platform {
  return {
    ...browserPlatform,
    now: clock.now,
    sleep: (ms, signal) => browserPlatform.sleep(ms / factor, signal),
    random: () => 0.5,
    isOnline: () => true,
  };
}

function makeRequest(days: number, symbol = 'BTCUSDT'): DownloadRequest {
  return {
    exchange: 'binance',
    symbol,
    interval: '1m',
    from: startsAt,
    to: startsAt + days * dayMs,
  };
}

function download(
  database: TabquantDatabase,
  request: DownloadRequest,
  { server, signal, stopAfter }: { server: Exchange; signal?: AbortController; stopAfter?: number },
) {
  return downloadDataset({
    database,
    exchange: openBinance(makePlatform(server), [server.url]),
    now: server.clock.now,
    request,
    signal: signal?.signal,
    onEvent: (event) => {
      if (event.kind !== 'downloading' || stopAfter === undefined) return;
      if (event.barsDone >= stopAfter) signal?.abort();
    },
  });
}

function readSource(server: Exchange, count: number, symbol = 'BTCUSDT'): Bars {
  return sliceBars(server.readClosedBars(symbol, '1m'), { start: 0, end: count });
}

describe('a download from a server that speaks the protocol', () => {
  it('of 90 days with refusals, damage, lost connections and a stop in the middle is the source', async () => {
    const server = await openExchange(90, [
      { kind: 'rest-429', retryAfter: 20, after: 10 },
      { kind: 'rest-429', after: 30 },
      { kind: 'rest-418', retryAfter: 45, after: 60 },
      { kind: 'rest-5xx', every: 23 },
      { kind: 'rest-drop', every: 19 },
      { kind: 'rest-cut', every: 29 },
      { kind: 'rest-truncated', every: 31 },
      { kind: 'rest-malformed', every: 37 },
      { kind: 'rest-html', every: 41 },
      { kind: 'rest-slow', every: 53 },
      { kind: 'rest-duplicate-rows', every: 17 },
      { kind: 'rest-missing-rows', every: 61 },
    ]);
    const database = await openFresh();
    const request = makeRequest(90);
    const signal = new AbortController();
    const stopped = download(database, request, { server, signal, stopAfter: 60_000 });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const [kept] = (await listDownloads(database)).kept;
    expect(kept.barsDone).toBeGreaterThanOrEqual(60_000);

    const info = await download(database, request, { server });
    expect(info.bars).toBe(129_600);
    expectSameBars(await loadBars(database, info.id), readSource(server, 129_600));
    expect((await listDownloads(database)).kept).toEqual([]);
    const { stats } = server;
    expect(stats.preflights).toBe(0);
    expect(new Set(stats.fired.map(({ kind }) => kind)).size).toBe(11);
  });

  it('of a market that was delisted ends with its last bar, and one of another name is found', async () => {
    const server = await openExchange(4);
    const database = await openFresh();
    const old = await download(database, makeRequest(4, 'OLDUSDT'), { server });
    expectSameBars(await loadBars(database, old.id), readSource(server, old.bars, 'OLDUSDT'));
    const other = await download(database, makeRequest(2, '币安人生USDT'), { server });
    expect(other).toMatchObject({ symbol: '币安人生USDT', bars: 2880 });
    await expect(download(database, makeRequest(2, 'NOTHING'), { server })).rejects.toMatchObject({
      name: 'ExchangeError',
      kind: 'bad-symbol',
    });
  });

  it('leaves the forming bar out, and a top-up goes on from there to the same bars', async () => {
    const server = await openExchange(3);
    const database = await openFresh();
    const first = await download(database, makeRequest(1), { server });
    const now = server.clock.now();
    const info = await download(
      database,
      { ...makeRequest(1), from: first.to + minute, to: now + minute, extendsDatasetId: first.id },
      { server },
    );
    expect(info.to + minute).toBeLessThanOrEqual(server.clock.now());
    expectSameBars(await loadBars(database, info.id), readSource(server, info.bars));
    expect((await listDatasets(database)).map(({ id }) => id)).toEqual([info.id]);
  });

  it('of symbols tells all of them', async () => {
    const server = await openExchange(1);
    const binance = openBinance(makePlatform(server), [server.url]);
    const symbols = await binance.listSymbols();
    expect(symbols).toContainEqual({
      symbol: '币安人生USDT',
      baseAsset: '币安人生',
      quoteAsset: 'USDT',
      status: 'TRADING',
    });
    expect(symbols.find(({ symbol }) => symbol === 'OLDUSDT')?.status).toBe('BREAK');
  });
});
