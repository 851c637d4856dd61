import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../src/core/bars/gaps';
import type { DownloadProgress, DownloadRequest } from '../../../src/core/download';
import { keyDownload } from '../../../src/core/download-key';
import type { BarChunk } from '../../../src/feeds/binance/chunk-store';
import {
  downloadBars,
  type DownloadDeps,
  type Downloaded,
} from '../../../src/feeds/binance/download-bars';
import { createRestClient } from '../../../src/feeds/binance/rest-client';
import {
  createFakeExchange,
  makeKlines,
  newYear,
  toBars,
  type FakeExchange,
  type Kline,
} from './fake-exchange';
import { expectSameBars } from './expect-same-bars';
import { createMemoryStore, type MemoryStore } from './memory-store';

const minute = 60_000;

function makeRequest(minutes: number, from = 0): DownloadRequest {
  return {
    symbol: 'BTCUSDT',
    interval: '1m',
    from: newYear + from * minute,
    to: newYear + minutes * minute,
  };
}

interface Run {
  readonly result: Promise<Downloaded>;
  readonly progress: DownloadProgress[];
}

function start(
  exchange: FakeExchange,
  store: MemoryStore,
  request: DownloadRequest,
  deps: Partial<DownloadDeps> = {},
): Run {
  const client = createRestClient(exchange.platform, ['https://one.test', 'https://two.test']);
  const progress: DownloadProgress[] = [];
  const running = downloadBars(request, { client, store, ...deps }, (event) =>
    progress.push(event),
  );
  return { result: exchange.clock.run(running), progress };
}

/** Requests for whole chunks. */
function countChunkRequests({ asked }: FakeExchange): number {
  return asked.filter(({ url }) => url.searchParams.get('limit') === '1000').length;
}

describe('a download', () => {
  it('brings what the exchange has, bit for bit, gaps included', async () => {
    const klines = makeKlines(5300, [17, 18, 999, 1000, 1001, 4999]);
    const exchange = createFakeExchange(klines);
    const { bars, fetched, notes } = await start(exchange, createMemoryStore(), makeRequest(5300))
      .result;
    expectSameBars(bars, toBars(klines));
    expect(fetched).toBe(bars);
    expect(findGaps(bars).map(({ missingBars }) => missingBars)).toEqual([2, 3, 1]);
    expect(notes).toEqual([
      // Time, first bar, six chunks, and one more look at each gap within a chunk.
      'fetched from one.test in 12 requests',
      'bars that open from 2024-01-01T00:00:00Z to 2024-01-04T16:19:00Z',
    ]);
  });

  it('takes about 130 requests for 90 days, four at a time', async () => {
    const klines = makeKlines(129_600);
    const exchange = createFakeExchange(klines);
    const { bars } = await start(exchange, createMemoryStore(), makeRequest(129_600)).result;
    expectSameBars(bars, toBars(klines));
    expect(exchange.asked).toHaveLength(132);
    const times = exchange.asked.map(({ time }) => time);
    expect(new Set(times.slice(2, 6)).size).toBe(1);
    expect(times[6]).toBeGreaterThan(times[5]);
  });

  it('does not depend on the order in which answers come', async () => {
    const klines = makeKlines(7500, [3000, 3001]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 15_000 }), { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        async (delays, parallel) => {
          const exchange = createFakeExchange(klines);
          exchange.fail = ({ index }) => ({ delayMs: delays[index] ?? 1 });
          const run = start(exchange, createMemoryStore(), makeRequest(7500), { parallel });
          expectSameBars((await run.result).bars, toBars(klines));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('gets over any failures that pass', async () => {
    const klines = makeKlines(4200);
    const faults = [
      { status: 429, headers: { 'Retry-After': '3' } },
      { status: 418 },
      { status: 503 },
      'lost',
      { delayMs: 1e5 },
      { body: '[[1' },
      { body: '<html>' },
      { body: JSON.stringify([klines[0].slice(1)]) },
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...faults), { freq: 1 }), { maxLength: 20 }),
        async (plan) => {
          const exchange = createFakeExchange(klines);
          // No more than two in a row, which every request gets over.
          exchange.fail = ({ index }) => (index % 3 === 2 ? undefined : (plan[index] ?? undefined));
          const run = start(exchange, createMemoryStore(), makeRequest(4200), { parallel: 1 });
          expectSameBars((await run.result).bars, toBars(klines));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('asks for the rest where the exchange sends fewer bars than it was asked for', async () => {
    const klines = makeKlines(2500);
    const exchange = createFakeExchange(klines);
    exchange.fail = ({ url }) => {
      const from = Number(url.searchParams.get('startTime'));
      const some = klines.filter(([time]) => Number(time) >= from).slice(0, 400);
      return url.pathname.endsWith('klines') ? { body: JSON.stringify(some) } : undefined;
    };
    const { bars } = await start(exchange, createMemoryStore(), makeRequest(2500)).result;
    expectSameBars(bars, toBars(klines));
  });

  it('asks again for bars that an answer has lost, wherever they are', async () => {
    const klines = makeKlines(2500, [700]);
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(
          [0, 1, 500, 501, 999, 1000, 1700, 2499].map((place) => newYear + place * minute),
        ),
        async (times) => {
          const exchange = createFakeExchange(klines);
          const toLose = new Set(times);
          exchange.fail = ({ url: { pathname, searchParams } }) => {
            if (!pathname.endsWith('klines')) return undefined;
            const [from, to, limit] = ['startTime', 'endTime', 'limit'].map((name) =>
              Number(searchParams.get(name)),
            );
            const rows = klines
              .filter(([time]) => Number(time) >= from && Number(time) <= to)
              // Each is lost once.
              .filter(([time]) => !toLose.delete(Number(time)));
            return { body: JSON.stringify(rows.slice(0, limit)) };
          };
          const run = start(exchange, createMemoryStore(), makeRequest(2500), { parallel: 1 });
          expectSameBars((await run.result).bars, toBars(klines));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('asks again where an answer is empty', async () => {
    const klines = makeKlines(2500);
    const exchange = createFakeExchange(klines);
    exchange.fail = ({ index }) => ([1, 3].includes(index) ? { body: '[]' } : undefined);
    const run = start(exchange, createMemoryStore(), makeRequest(2500), { parallel: 1 });
    expectSameBars((await run.result).bars, toBars(klines));
    expect(exchange.asked).toHaveLength(1 + 2 + 4);
  });

  it('asks about many gaps at once', async () => {
    const klines = makeKlines(1000).filter((_, place) => place % 7 !== 3);
    const exchange = createFakeExchange(klines);
    const { bars } = await start(exchange, createMemoryStore(), makeRequest(1000)).result;
    expectSameBars(bars, toBars(klines));
    expect(exchange.asked).toHaveLength(4);
  });

  it('rounds the dates inwards and the end up to whole bars', async () => {
    const klines = makeKlines(20);
    const request = { ...makeRequest(9), from: newYear + 2.5 * minute, to: newYear + 8.5 * minute };
    const { bars } = await start(createFakeExchange(klines), createMemoryStore(), request).result;
    expectSameBars(bars, toBars(klines.slice(3, 9)));
  });
});

describe('the edges', () => {
  it('start at the first bar there is, without a request for each chunk before it', async () => {
    const klines = makeKlines(9000).slice(6500);
    const exchange = createFakeExchange(klines);
    const { bars, notes } = await start(exchange, createMemoryStore(), makeRequest(9000)).result;
    expectSameBars(bars, toBars(klines));
    expect(countChunkRequests(exchange)).toBe(3);
    expect(notes).toContain('there are no bars from 2024-01-01T00:00:00Z to 2024-01-05T12:20:00Z');
  });

  it('leave out the bar that forms by the clock of the exchange, not of the machine', async () => {
    const klines = makeKlines(50);
    const exchange = createFakeExchange(klines, newYear + 90 * minute);
    exchange.fail = ({ url }) =>
      url.pathname.endsWith('time')
        ? { body: JSON.stringify({ serverTime: newYear + 30.5 * minute }) }
        : undefined;
    const { bars, notes } = await start(exchange, createMemoryStore(), makeRequest(50)).result;
    expectSameBars(bars, toBars(klines.slice(0, 30)));
    expect(notes).toContain('the bar that was still forming was left out');
  });

  it('refuse a time without bars', async () => {
    const exchange = createFakeExchange(makeKlines(100));
    const { result } = start(exchange, createMemoryStore(), makeRequest(300, 200));
    await expect(result).rejects.toMatchObject({
      name: 'DownloadError',
      kind: 'empty',
      message: expect.stringMatching(/no 1m bars of BTCUSDT from 2024-01-01T03:20.*Choose other/),
    });
  });

  it.each([
    ['in the future', makeRequest(3e6, 2e6), 'no bar that opens at'],
    ['the wrong way round', makeRequest(10, 20), 'no whole bar between'],
    ['that are no dates', makeRequest(NaN, 0), 'no whole bar between'],
  ])('refuse dates %s', async (_, request, words) => {
    const exchange = createFakeExchange(makeKlines(100));
    await expect(start(exchange, createMemoryStore(), request).result).rejects.toMatchObject({
      kind: 'empty',
      message: expect.stringContaining(words),
    });
  });

  it('refuse more bars than fit', async () => {
    const exchange = createFakeExchange([], newYear + 1e7 * minute);
    await expect(
      start(exchange, createMemoryStore(), makeRequest(6e6)).result,
    ).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('6000000 bars') });
  });
});

describe('going on', () => {
  const klines = makeKlines(6400, [2999, 3000, 6399]);
  const request = makeRequest(6400);

  async function fetchAll(): Promise<BarChunk[]> {
    const store = createMemoryStore();
    await start(createFakeExchange(klines), store, request).result;
    return [...store.chunks.values()];
  }

  const placeOf = ({ from }: BarChunk): number => (from - newYear) / minute;

  it('fetches what is missing of any part that is there, to the same end', async () => {
    const all = await fetchAll();
    expect(all).toHaveLength(7);
    await fc.assert(
      fc.asyncProperty(fc.subarray(all), async (kept) => {
        const exchange = createFakeExchange(klines);
        const store = createMemoryStore(kept);
        const { result, progress } = start(exchange, store, request);
        expectSameBars((await result).bars, toBars(klines));
        // And one more look at each gap: in the third, the fourth and the last chunk.
        const gaps = all.filter(
          (chunk) => !kept.includes(chunk) && [2000, 3000, 6000].includes(placeOf(chunk)),
        );
        expect(countChunkRequests(exchange)).toBe(7 - kept.length + gaps.length);
        expect(store.chunks.size).toBe(7);
        const keptBars = kept.reduce((sum, { from, to }) => sum + (to - from) / minute, 0);
        expect(progress.find(({ barsDone }) => barsDone > 0)?.barsDone ?? 0).toBe(
          keptBars > 0 ? keptBars : 1000,
        );
      }),
      { numRuns: 15 },
    );
  });

  it('goes on from whatever was kept when it was stopped at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 900 }), async (stopMs) => {
        const exchange = createFakeExchange(klines);
        const store = createMemoryStore();
        const controller = new AbortController();
        void exchange.clock.sleep(stopMs).then(() => controller.abort());
        const options = { parallel: 2, signal: controller.signal };
        const { result } = start(exchange, store, request, options);
        const stopped = await result.catch((error: unknown) => error);
        if (stopMs < 600) expect(stopped).toMatchObject({ name: 'AbortError' });
        const again = start(createFakeExchange(klines), store, request);
        expectSameBars((await again.result).bars, toBars(klines));
      }),
      { numRuns: 12 },
    );
  });

  it('writes nothing more once it was stopped', async () => {
    const exchange = createFakeExchange(klines);
    const store = createMemoryStore();
    const controller = new AbortController();
    void exchange.clock.sleep(350).then(() => controller.abort());
    const { result } = start(exchange, store, request, { signal: controller.signal });
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    const kept = store.chunks.size;
    await exchange.clock.run(exchange.clock.sleep(60_000));
    expect(store.chunks.size).toBe(kept);
  });

  it('fetches a chunk again that had stopped at the forming bar', async () => {
    const store = createMemoryStore();
    const early = createFakeExchange(klines, newYear + 1500.5 * minute);
    expect((await start(early, store, request).result).bars.openTime).toHaveLength(1500);
    const { bars } = await start(createFakeExchange(klines), store, request).result;
    expectSameBars(bars, toBars(klines));
  });

  it('says that what has come is kept when it fails in the middle', async () => {
    const exchange = createFakeExchange(klines);
    const store = createMemoryStore();
    exchange.fail = ({ index }) => (index > 5 ? 'lost' : undefined);
    await expect(start(exchange, store, request, { parallel: 1 }).result).rejects.toMatchObject({
      name: 'DownloadError',
      kind: 'unreachable',
      message: expect.stringMatching(/What has come is kept: the download can go on from there\.$/),
    });
    expect(store.chunks.size).toBe(3);
  });

  it('ends with the error of the store', async () => {
    const store = createMemoryStore();
    const full = new Error('no space');
    const put = (): Promise<void> => Promise.reject(full);
    const { result } = start(createFakeExchange(klines), { ...store, put }, request);
    await expect(result).rejects.toBe(full);
  });
});

describe('progress', () => {
  it('counts up to the total, with the host and an estimate of what is left', async () => {
    const exchange = createFakeExchange(makeKlines(6400));
    const store = createMemoryStore();
    const { result, progress } = start(exchange, store, makeRequest(6400), { parallel: 1 });
    await result;
    expect(store.begun).toEqual([{ id: keyDownload(makeRequest(6400)), barsTotal: 6400 }]);
    expect(progress.map(({ barsDone }) => barsDone)).toEqual([
      0, 0, 1000, 2000, 3000, 4000, 5000, 6000, 6400,
    ]);
    expect(
      progress.every(({ barsTotal, host }) => barsTotal === 6400 && host === 'https://one.test'),
    ).toBe(true);
    expect(progress[0].etaSeconds).toBeNaN();
    // 100 ms an answer.
    expect(progress[3].etaSeconds).toBeCloseTo(0.44);
    expect(progress.at(-1)?.etaSeconds).toBe(0);
  });

  it('tells a wait, how long it takes, and its end', async () => {
    const exchange = createFakeExchange(makeKlines(3000));
    exchange.fail = ({ index }) =>
      index === 3 ? { status: 429, headers: { 'Retry-After': '40' } } : undefined;
    const { result, progress } = start(exchange, createMemoryStore(), makeRequest(3000), {
      parallel: 1,
    });
    await result;
    expect(progress.map(({ wait }) => wait)).toEqual([
      undefined,
      undefined,
      undefined,
      { kind: 'rate-limited', seconds: 40 },
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('answers that overlap', () => {
  const klines = makeKlines(3000);

  /** Sends rows of the chunk before along with each answer, the close changed by `change`. */
  function overlap(exchange: FakeExchange, change: (kline: Kline) => Kline): void {
    exchange.fail = ({ url }) => {
      const from = Number(url.searchParams.get('startTime'));
      if (url.searchParams.get('limit') !== '1000') return undefined;
      const rows = klines.filter(
        ([time]) => Number(time) >= from - 2 * minute && Number(time) < from + 1000 * minute,
      );
      const sent = rows.map((kline) => (Number(kline[0]) < from ? change(kline) : kline));
      return { body: JSON.stringify(sent) };
    };
  }

  it('count identical bars once', async () => {
    const exchange = createFakeExchange(klines);
    overlap(exchange, (kline) => kline);
    const { bars } = await start(exchange, createMemoryStore(), makeRequest(3000)).result;
    expectSameBars(bars, toBars(klines));
    expect(countChunkRequests(exchange)).toBe(3);
  });

  const changeClose = (kline: Kline): Kline =>
    kline.map((entry, index) => (index === 4 ? kline[1] : entry));

  it('are fetched once more where they contradict each other', async () => {
    const exchange = createFakeExchange(klines);
    overlap(exchange, (kline) => (countChunkRequests(exchange) > 3 ? kline : changeClose(kline)));
    const store = createMemoryStore();
    const { bars } = await start(exchange, store, makeRequest(3000), { parallel: 1 }).result;
    expectSameBars(bars, toBars(klines));
    expect(countChunkRequests(exchange)).toBeGreaterThan(3);
    // And what is kept is what agreed.
    const again = await start(createFakeExchange(klines), store, makeRequest(3000)).result;
    expectSameBars(again.bars, toBars(klines));
  });

  it('are an error if they still do then', async () => {
    const exchange = createFakeExchange(klines);
    overlap(exchange, changeClose);
    const { result } = start(exchange, createMemoryStore(), makeRequest(3000));
    await expect(result).rejects.toMatchObject({
      name: 'DownloadError',
      kind: 'conflict',
      message: expect.stringMatching(/close was [\d.]+ and [\d.]+ at 2024-01-01T16:38:00Z/),
    });
    expect(countChunkRequests(exchange)).toBe(6);
  });

  it('about another time only are no answer', async () => {
    const exchange = createFakeExchange(klines);
    exchange.fail = ({ url }) =>
      url.searchParams.get('limit') === '1000' ? { body: JSON.stringify(klines) } : undefined;
    const { result } = start(exchange, createMemoryStore(), makeRequest(3000, 2000));
    expectSameBars((await result).bars, toBars(klines.slice(2000)));
    exchange.fail = ({ url }) =>
      url.searchParams.get('limit') === '1000'
        ? { body: JSON.stringify(klines.slice(0, 1000)) }
        : undefined;
    await expect(
      start(exchange, createMemoryStore(), makeRequest(3000, 2000)).result,
    ).rejects.toMatchObject({ kind: 'malformed', message: /which was not asked for/ });
  });
});

describe('a bar that cannot be', () => {
  it('is not kept, and is an error that names it', async () => {
    const klines = makeKlines(10);
    const broken = klines.map((kline, row) =>
      row === 4 ? kline.map((entry, index) => (index === 2 ? '1.0' : entry)) : kline,
    );
    const store = createMemoryStore();
    const { result } = start(createFakeExchange(broken), store, makeRequest(10));
    await expect(result).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringMatching(/high must be at least low.*2024-01-01T00:04:00Z/),
    });
    expect(store.chunks.size).toBe(0);
  });
});
