import { describe, expect, it } from 'vitest';
import { expectSameBars } from './expect-same-bars';
import {
  createFakeExchange,
  makeKlines,
  toBars,
  type FakeExchange,
  type Kline,
} from '../binance/fake-exchange';
import { createMemoryStore } from './memory-store';
import { countChunkRequests, makeRequest, minute, start } from './run-download';

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
      name: 'ExchangeError',
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
