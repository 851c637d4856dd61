import { afterEach, describe, expect, test } from 'vitest';
import type { Exchange } from './binance-server';
import {
  advanceWith,
  minuteMs,
  openClient,
  readKlines,
  startTestExchange,
  waitUntil,
  type TestClient,
} from './test-client';

let exchange: Exchange;
afterEach(() => exchange.close());

async function ask(client: TestClient, command: unknown): Promise<unknown> {
  const count = client.texts.length;
  client.socket.send(typeof command === 'string' ? command : JSON.stringify(command));
  await waitUntil(() => client.texts.length > count);
  return client.messages().at(-1);
}

describe('commands', () => {
  test('streams are added and removed while the socket is open', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws');
    const params = ['btcusdt@kline_1m', 'ethusdt@kline_1m'];
    expect(await ask(client, { method: 'SUBSCRIBE', params, id: 1 })).toEqual({
      result: null,
      id: 1,
    });
    await advanceWith(exchange, 2000, client);
    expect(new Set(readKlines(client).map(({ s }) => s))).toEqual(new Set(['BTCUSDT', 'ETHUSDT']));
    await ask(client, { method: 'UNSUBSCRIBE', params: ['btcusdt@kline_1m'], id: 'two' });
    expect(await ask(client, { method: 'LIST_SUBSCRIPTIONS', id: 3 })).toEqual({
      result: ['ethusdt@kline_1m'],
      id: 3,
    });
    const count = readKlines(client).length;
    await advanceWith(exchange, 2000, client);
    expect(
      readKlines(client)
        .slice(count)
        .map(({ s }) => s),
    ).toEqual(['ETHUSDT']);
  });

  test.each([
    ['no JSON', 3],
    ['{"method":"DANCE","id":1}', 2],
    ['{"method":"SUBSCRIBE","params":"btcusdt@kline_1m","id":1}', 2],
  ])('%s is answered with error %i', async (command, code) => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws');
    expect(await ask(client, command)).toMatchObject({ error: { code } });
  });
});

describe('limits', () => {
  test('a sixth message within a second ends the socket', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws');
    const command = { method: 'LIST_SUBSCRIPTIONS', id: 1 };
    for (let count = 0; count < 5; count++) await ask(client, command);
    await exchange.advance(1000);
    for (let count = 0; count < 5; count++) await ask(client, command);
    client.socket.send(JSON.stringify(command));
    await waitUntil(() => client.closeCode() !== undefined);
    expect(client.closeCode()).toBe(1008);
    expect(exchange.stats.socketsTooBusy).toBe(1);
  });

  test('attempts beyond the limit are refused for five minutes', async () => {
    exchange = await startTestExchange({ limits: { socketsPerFiveMinutes: 2 } });
    await openClient(exchange, '/ws');
    await exchange.advance(minuteMs);
    await openClient(exchange, '/ws');
    await expect(openClient(exchange, '/ws')).rejects.toThrow('429');
    expect(exchange.stats).toMatchObject({ socketsOpened: 2, socketsOpen: 2, socketsRefused: 1 });
    // The refused one was an attempt too.
    await exchange.advance(5 * minuteMs);
    await openClient(exchange, '/ws');
  });

  test('more streams than a socket may have are refused', async () => {
    exchange = await startTestExchange({ limits: { streamsPerSocket: 1 } });
    const path = '/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m';
    await expect(openClient(exchange, path)).rejects.toThrow('404');
    const client = await openClient(exchange, '/ws/btcusdt@kline_1m');
    const command = { method: 'SUBSCRIBE', params: ['ethusdt@kline_1m'], id: 1 };
    expect(await ask(client, command)).toMatchObject({ error: { code: 2 } });
  });

  test.each(['/other', '/ws%2', '/wsx', '/ws/%'])('there is no socket at %s', async (path) => {
    exchange = await startTestExchange();
    await expect(openClient(exchange, path)).rejects.toThrow('404');
  });
});

describe('the life of a socket', () => {
  test('it ends after 24 hours', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws');
    await exchange.advance(86_399_999);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await exchange.advance(1);
    await waitUntil(() => client.closeCode() !== undefined);
    expect(client.closeCode()).toBe(1001);
    await waitUntil(() => exchange.stats.socketsOpen === 0);
  });

  test('a ping comes every 20 seconds', async () => {
    exchange = await startTestExchange();
    const client = await openClient(exchange, '/ws');
    let pings = 0;
    client.socket.on('ping', () => pings++);
    await exchange.advance(minuteMs);
    await waitUntil(() => pings === 3);
  });

  test('it ends when a minute passes without a pong', async () => {
    exchange = await startTestExchange({ limits: { pongGraceMs: 0 } });
    const client = await openClient(exchange, '/ws', { autoPong: false });
    await exchange.advance(minuteMs);
    expect(exchange.stats.socketsWithoutPong).toBe(0);
    await exchange.advance(20_000);
    await waitUntil(() => client.closeCode() !== undefined);
    expect(exchange.stats.socketsWithoutPong).toBe(1);
  });
});

test('a stream that nobody hears any more stops', async () => {
  exchange = await startTestExchange();
  const client = await openClient(exchange, '/ws/btcusdt@kline_1m');
  await advanceWith(exchange, 2 * minuteMs, client);
  expect(exchange.stats.barsClosed).toBe(2);
  client.socket.close();
  await waitUntil(() => exchange.stats.socketsOpen === 0);
  await exchange.advance(10 * minuteMs);
  expect(exchange.stats.barsClosed).toBe(2);
});
