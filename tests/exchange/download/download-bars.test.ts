import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../src/core/bars/gaps';
import { expectSameBars } from './expect-same-bars';
import { createFakeExchange, makeKlines, newYear, toBars } from '../binance/fake-exchange';
import { createMemoryStore } from './memory-store';
import { countChunkRequests, makeRequest, minute, start } from './run-download';

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
      name: 'ExchangeError',
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
    expect(store.pages.size).toBe(0);
  });
});
