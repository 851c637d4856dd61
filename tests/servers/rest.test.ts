import { afterEach, describe, expect, test } from 'vitest';
import type { Exchange } from './binance-server';
import { fetchJson, minuteMs, startAt, startTestExchange } from './test-client';

let exchange: Exchange;
afterEach(() => exchange.close());

async function listOpenTimes(query: string): Promise<readonly number[]> {
  const rows = await fetchJson(exchange, `/api/v3/klines?symbol=BTCUSDT&${query}`);
  return (rows as [number][]).map(([openTime]) => openTime);
}

describe('klines', () => {
  test('the last rows come by default, 500 of them, the forming bar at the end', async () => {
    exchange = await startTestExchange();
    await exchange.advance(30_000);
    const times = await listOpenTimes('interval=1m');
    expect(times).toHaveLength(500);
    expect(times.at(-1)).toBe(startAt);
    expect(times[0]).toBe(startAt - 499 * minuteMs);
  });

  test('a start time gives the first rows after it, at most 1000', async () => {
    exchange = await startTestExchange();
    const from = startAt - 1100 * minuteMs;
    const times = await listOpenTimes(`interval=1m&startTime=${from - 1}&limit=5000`);
    expect(times).toHaveLength(1000);
    expect(times[0]).toBe(from);
  });

  test('an end time is an open time and included', async () => {
    exchange = await startTestExchange();
    const to = startAt - 10 * minuteMs;
    expect(await listOpenTimes(`interval=1m&endTime=${to}&limit=2`)).toEqual([to - minuteMs, to]);
    const from = to - minuteMs;
    expect(await listOpenTimes(`interval=1m&startTime=${from}&endTime=${to}`)).toEqual([from, to]);
  });

  test('nothing of the future is told', async () => {
    exchange = await startTestExchange();
    expect(await listOpenTimes(`interval=1m&startTime=${startAt}`)).toEqual([]);
    await exchange.advance(1);
    expect(await listOpenTimes(`interval=1m&startTime=${startAt}`)).toEqual([startAt]);
  });

  test('a coarser bar is made of the minutes so far', async () => {
    exchange = await startTestExchange();
    await exchange.advance(2 * minuteMs);
    const hours = await fetchJson(exchange, '/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1');
    const minutes = await fetchJson(exchange, '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2');
    const [[openTime, open, high, , close, , closeTime, , trades]] = hours as string[][];
    const [first, second] = minutes as string[][];
    expect([openTime, closeTime]).toEqual([startAt, startAt + 60 * minuteMs - 1]);
    expect([open, close]).toEqual([first[1], second[4]]);
    expect(Number(high)).toBe(Math.max(Number(first[2]), Number(second[2])));
    expect(trades).toBe(Number(first[8]) + Number(second[8]));
  });

  test.each([
    ['symbol=BTCUSDT', -1102],
    ['interval=1m', -1102],
    ['symbol=NOSUCH&interval=1m', -1121],
    ['symbol=btcusdt&interval=1m', -1100],
    ['symbol=BTC/USDT&interval=1m', -1100],
    ['symbol=BTCUSDT&interval=1x', -1120],
    ['symbol=BTCUSDT&interval=1H', -1120],
    ['symbol=BTCUSDT&interval=1m&limit=many', -1100],
    ['symbol=BTCUSDT&interval=1m&startTime=1.5', -1100],
    ['symbol=BTCUSDT&interval=1m&nonsense=1', -1104],
    ['symbol=BTCUSDT&symbol=ETHUSDT&interval=1m', -1101],
  ])('%s is refused with %i', async (query, code) => {
    exchange = await startTestExchange();
    const response = await fetch(`${exchange.url}/api/v3/klines?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code, msg: expect.any(String) as string });
  });
});

test('exchangeInfo lists every symbol with its status', async () => {
  exchange = await startTestExchange();
  interface Info {
    readonly symbols: readonly Record<string, unknown>[];
  }
  const { symbols } = (await fetchJson(exchange, '/api/v3/exchangeInfo')) as Info;
  expect(symbols.map(({ symbol, status }) => [symbol, status])).toEqual([
    ['BTCUSDT', 'TRADING'],
    ['ETHUSDT', 'TRADING'],
    ['币安人生USDT', 'TRADING'],
    ['OLDUSDT', 'BREAK'],
  ]);
  expect(symbols[0]).toMatchObject({ baseAsset: 'BTC', quoteAsset: 'USDT' });
  const one = (await fetchJson(exchange, '/api/v3/exchangeInfo?symbols=["ETHUSDT"]')) as Info;
  expect(one.symbols.map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
});

test('the time is that of the exchange', async () => {
  exchange = await startTestExchange();
  await exchange.advance(1234);
  expect(await fetchJson(exchange, '/api/v3/time')).toEqual({ serverTime: startAt + 1234 });
});

describe('other origins', () => {
  test('may read answers, and headers only where that is switched on', async () => {
    exchange = await startTestExchange();
    const closed = await fetch(`${exchange.url}/api/v3/time`);
    expect(closed.headers.get('access-control-allow-origin')).toBe('*');
    expect(closed.headers.has('access-control-expose-headers')).toBe(false);
    await exchange.close();
    exchange = await startTestExchange({ limits: { exposesHeaders: true } });
    const open = await fetch(`${exchange.url}/api/v3/time`);
    expect(open.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  test('get a preflight refused and counted', async () => {
    exchange = await startTestExchange();
    const response = await fetch(`${exchange.url}/api/v3/time`, { method: 'OPTIONS' });
    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(exchange.stats.preflights).toBe(1);
  });
});

describe('request weight', () => {
  const limits = { weightPerMinute: 25, warningsBeforeBan: 2, firstBanMs: 120_000 };
  const ask = async (path: string): Promise<readonly [number, string | null, string | null]> => {
    const { status, headers } = await fetch(`${exchange.url}${path}`);
    return [status, headers.get('x-mbx-used-weight-1m'), headers.get('retry-after')];
  };

  test('is counted by the minute, with 429 beyond the limit', async () => {
    exchange = await startTestExchange({ limits });
    await exchange.advance(15_000);
    expect(await ask('/api/v3/exchangeInfo')).toEqual([200, '20', null]);
    expect(await ask('/api/v3/klines?symbol=BTCUSDT&interval=1m')).toEqual([200, '22', null]);
    expect(await ask('/api/v3/exchangeInfo')).toEqual([429, '42', '45']);
    await exchange.advance(45_000);
    expect(await ask('/api/v3/time')).toEqual([200, '1', null]);
    expect(exchange.stats).toMatchObject({ requests: 4, rateLimited: 1, banned: 0 });
  });

  test('who goes on is banned, the next time for twice as long', async () => {
    exchange = await startTestExchange({ limits });
    const push = async (times: number): Promise<number> => {
      let status = 0;
      for (let time = 0; time < times; time++) [status] = await ask('/api/v3/exchangeInfo');
      return status;
    };
    expect(await push(3)).toBe(429);
    expect(await ask('/api/v3/time')).toEqual([418, '61', '120']);
    await exchange.advance(119_000);
    expect((await ask('/api/v3/time'))[0]).toBe(418);
    await exchange.advance(1000);
    expect(await push(4)).toBe(418);
    expect((await ask('/api/v3/time'))[2]).toBe('240');
  });

  test('comes without Retry-After where the server hides it', async () => {
    exchange = await startTestExchange({ limits: { weightPerMinute: 1, hasRetryAfter: false } });
    expect(await ask('/api/v3/exchangeInfo')).toEqual([429, '20', null]);
  });
});
