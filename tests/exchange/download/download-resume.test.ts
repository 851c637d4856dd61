import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BarPage } from '../../../src/exchange/download/pages';
import { expectSameBars } from './expect-same-bars';
import { createFakeExchange, makeKlines, newYear, toBars } from '../binance/fake-exchange';
import { createMemoryStore } from './memory-store';
import { countChunkRequests, makeRequest, minute, start } from './run-download';

describe('going on', () => {
  const klines = makeKlines(6400, [2999, 3000, 6399]);
  const request = makeRequest(6400);

  async function fetchAll(): Promise<BarPage[]> {
    const store = createMemoryStore();
    await start(createFakeExchange(klines), store, request).result;
    return [...store.pages.values()];
  }

  const placeOf = ({ from }: BarPage): number => (from - newYear) / minute;

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
        expect(store.pages.size).toBe(7);
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
    const kept = store.pages.size;
    await exchange.clock.run(exchange.clock.sleep(60_000));
    expect(store.pages.size).toBe(kept);
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
      name: 'ExchangeError',
      kind: 'unreachable',
      message: expect.stringMatching(/The bars so far are kept: the download can be resumed\.$/),
    });
    expect(store.pages.size).toBe(3);
  });

  it('ends with the error of the store', async () => {
    const store = createMemoryStore();
    const full = new Error('no space');
    const put = (): Promise<void> => Promise.reject(full);
    const { result } = start(createFakeExchange(klines), { ...store, put }, request);
    await expect(result).rejects.toBe(full);
  });
});
