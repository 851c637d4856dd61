import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { hasRealData, realDataPath, skipNote } from '../feeds/real-data';
import type { Exchange } from './binance-server';
import {
  advanceWith,
  fetchJson,
  minuteMs,
  openClient,
  readKlines,
  startTestExchange,
} from './test-client';

let exchange: Exchange;
afterEach(() => exchange.close());

/** The same keys in the same order, and the same type and form at each leaf. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeShape);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([key, part]) => [key, describeShape(part)]);
  }
  if (typeof value !== 'string') return typeof value;
  return /^\d+\.\d{8}$/.test(value) ? 'decimal' : /^\d+$/.test(value) ? 'digits' : 'text';
}

function readRecorded(name: string): readonly unknown[] {
  const text = readFileSync(realDataPath(`binance-api/${name}`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe.skipIf(!hasRealData)(`recorded messages${skipNote}`, () => {
  test('klines rows have the recorded shape', async () => {
    exchange = await startTestExchange();
    const [recorded] = readRecorded('rest_klines_BTCUSDT_1m.json') as [readonly unknown[]];
    const rows = (await fetchJson(
      exchange,
      '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000',
    )) as readonly unknown[];
    expect(rows).toHaveLength(recorded.length);
    expect(new Set(rows.map((row) => JSON.stringify(describeShape(row))))).toEqual(
      new Set(recorded.map((row) => JSON.stringify(describeShape(row)))),
    );
  });

  test('messages of one stream have the recorded shape', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws/btcusdt@kline_5m');
    await advanceWith(exchange, 5 * minuteMs + 200, client);
    const recorded = readRecorded('ws_btcusdt_5m_barclose.jsonl');
    const shape = JSON.stringify(describeShape(recorded[0]));
    expect(client.messages().length).toBeGreaterThan(100);
    for (const message of [...recorded, ...client.messages()]) {
      expect(JSON.stringify(describeShape(message))).toBe(shape);
    }
  });

  test('messages of combined streams have the recorded shape', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m');
    await advanceWith(exchange, minuteMs, client);
    const [recorded] = readRecorded('ws_BINANCE_1m.klines.jsonl');
    const shape = JSON.stringify(describeShape(recorded));
    const messages = client.messages() as { stream: string }[];
    expect(new Set(messages.map(({ stream }) => stream))).toEqual(
      new Set(['btcusdt@kline_1m', 'ethusdt@kline_1m']),
    );
    for (const message of messages) {
      expect(JSON.stringify(describeShape(message))).toBe(shape);
    }
  });
});

test('a forming bar is told every two seconds and closed right after its end', async () => {
  exchange = await startTestExchange();
  const client = await openClient(exchange, '/ws/btcusdt@kline_1m');
  const start = exchange.clock.now();
  await advanceWith(exchange, 2 * minuteMs, client);
  const klines = readKlines(client);
  const first = klines.filter(({ k }) => k.t === start);
  // One for the bar before, which ended as the test began.
  expect(klines[0].k).toMatchObject({ t: start - minuteMs, x: true });
  expect(first.map(({ E }) => E - start)).toEqual([
    ...Array.from({ length: 29 }, (_, index) => 2000 * (index + 1)),
    minuteMs + 120,
  ]);
  expect(first.map(({ k }) => k.x)).toEqual([...Array<boolean>(29).fill(false), true]);
  const volumes = first.map(({ k }) => Number(k.v));
  expect(volumes).toEqual([...volumes].sort((a, b) => a - b));
  for (const { k } of klines) {
    expect(Number(k.l)).toBeLessThanOrEqual(Math.min(Number(k.o), Number(k.c)));
    expect(Number(k.h)).toBeGreaterThanOrEqual(Math.max(Number(k.o), Number(k.c)));
  }
});

test('the closing message says what REST says', async () => {
  exchange = await startTestExchange();
  const client = await openClient(exchange, '/ws/ethusdt@kline_1m');
  await advanceWith(exchange, 3 * minuteMs, client);
  const rows = (await fetchJson(
    exchange,
    '/api/v3/klines?symbol=ETHUSDT&interval=1m&limit=3',
  )) as unknown[][];
  const closed = readKlines(client).filter(({ k }) => k.x);
  // The bar that ended at this very moment is not told yet.
  const [told] = closed.slice(-1);
  const row = rows.find(([openTime]) => openTime === told.k.t);
  const { o, h, l, c, v, T, q, n } = told.k;
  expect(row?.slice(0, 9)).toEqual([told.k.t, o, h, l, c, v, T, q, n]);
});

test('best prices come as a stream and by REST', async () => {
  exchange = await startTestExchange();
  const client = await openClient(exchange, '/ws/btcusdt@bookTicker');
  await advanceWith(exchange, 4000, client);
  const [, last] = client.messages() as Record<string, string>[];
  expect(Object.keys(last)).toEqual(['u', 's', 'b', 'B', 'a', 'A']);
  expect(Number(last.a) - Number(last.b)).toBeCloseTo(0.01, 6);
  const quote = await fetchJson(exchange, '/api/v3/ticker/bookTicker?symbol=BTCUSDT');
  expect(quote).toEqual({
    symbol: 'BTCUSDT',
    bidPrice: last.b,
    bidQty: last.B,
    askPrice: last.a,
    askQty: last.A,
  });
});

test('a symbol beyond ASCII can be asked for and streamed', async () => {
  exchange = await startTestExchange();
  const symbol = encodeURIComponent('币安人生USDT');
  const rows = await fetchJson(exchange, `/api/v3/klines?symbol=${symbol}&interval=1h&limit=2`);
  expect(rows).toHaveLength(2);
  const stream = encodeURIComponent('币安人生usdt@kline_1m');
  const client = await openClient(exchange, `/stream?streams=${stream}`);
  await advanceWith(exchange, 2000, client);
  const messages = client.messages() as { stream: string }[];
  expect(messages.at(-1)?.stream).toBe('币安人生usdt@kline_1m');
});

test('a stream named in upper case is accepted and says nothing', async () => {
  exchange = await startTestExchange();
  const client = await openClient(exchange, '/ws/BTCUSDT@kline_1m');
  await advanceWith(exchange, minuteMs, client);
  expect(client.texts).toEqual([]);
  expect(client.socket.readyState).toBe(client.socket.OPEN);
});
