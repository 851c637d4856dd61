import { afterEach, describe, expect, test } from 'vitest';
import type { Exchange } from './binance-server';
import type { Fault } from './faults/fault';
import {
  advanceWith,
  fetchJson,
  minuteMs,
  openClient,
  startAt,
  startTestExchange,
  waitUntil,
} from './test-client';

describe('close', () => {
  const countHandles = (): number =>
    process.getActiveResourcesInfo().filter((kind) => /^(TCP|Timeout|Immediate)/.test(kind)).length;

  test('leaves no handle, whatever was going on', async () => {
    const before = countHandles();
    const exchange = await startTestExchange({
      clock: { kind: 'accelerated', factor: 1000, startAt },
      faults: [
        { kind: 'half-open', after: 3 },
        { kind: 'rest-slow', delayMs: 1e9 },
      ],
    });
    const silent = await openClient(exchange, '/ws/btcusdt@kline_1m');
    await waitUntil(() => exchange.stats.faults['half-open'] === 1);
    await openClient(exchange, '/ws/btcusdt@kline_1m');
    const slow = fetch(`${exchange.url}/api/v3/time`).catch(() => 'ended');
    await waitUntil(() => exchange.stats.requests === 1);
    await exchange.close();
    expect(await slow).toBe('ended');
    await waitUntil(() => silent.closeCode() !== undefined);
    await waitUntil(() => exchange.stats.socketsOpen === 0);
    await waitUntil(() => countHandles() <= before);
    await expect(fetch(exchange.url)).rejects.toThrow('fetch failed');
  });

  test('during an outage ends it for good', async () => {
    const exchange = await startTestExchange({ faults: [{ kind: 'rest-outage' }] });
    await fetch(`${exchange.url}/api/v3/time`).catch(() => undefined);
    await exchange.close();
    await exchange.advance(minuteMs);
    await expect(fetch(exchange.url)).rejects.toThrow('fetch failed');
  });
});

test('the same seed and script give the same messages and faults', async () => {
  const faults: readonly Fault[] = [
    { kind: 'duplicate-message', probability: 0.05 },
    { kind: 'reorder-messages', probability: 0.05 },
    { kind: 'malformed-message', probability: 0.02 },
    { kind: 'missing-bar', probability: 0.02 },
    { kind: 'delay-message', probability: 0.02, delayMs: 7000 },
    { kind: 'corrected-bar', probability: 0.3 },
  ];
  const run = async (seed: number): Promise<string> => {
    const exchange = await startTestExchange({ faults, seed });
    const client = await openClient(exchange, '/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m');
    await advanceWith(exchange, 20 * minuteMs, client);
    const result = JSON.stringify([client.texts, exchange.stats.fired]);
    await exchange.close();
    return result;
  };
  const first = await run(5);
  expect(await run(5)).toBe(first);
  expect(await run(6)).not.toBe(first);
});

test('accelerated time closes bars at its own pace', async () => {
  const exchange = await startTestExchange({
    clock: { kind: 'accelerated', factor: 6000, startAt },
    limits: { updateEveryMs: 20_000 },
  });
  const client = await openClient(exchange, '/ws/btcusdt@kline_1m');
  await waitUntil(() => exchange.stats.barsClosed >= 30);
  await waitUntil(() => client.texts.length >= 90);
  await exchange.close();
  interface Message {
    readonly k: { readonly t: number; readonly x: boolean };
  }
  const closed = (client.messages() as Message[]).filter(({ k }) => k.x).map(({ k }) => k.t);
  const steps = closed.slice(1).map((time, index) => time - closed[index]);
  expect(new Set(steps)).toEqual(new Set([minuteMs]));
});

describe('the control endpoint', () => {
  let exchange: Exchange;
  afterEach(() => exchange.close());

  const post = async (body: unknown): Promise<readonly [number, unknown]> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${exchange.url}/control`, { method: 'POST', body: text });
    return [response.status, await response.json()];
  };

  test('moves the clock and tells the counts', async () => {
    exchange = await startTestExchange();
    expect(await post({ advance: 5000 })).toEqual([200, { now: startAt + 5000 }]);
    expect(await fetchJson(exchange, '/control/stats')).toMatchObject({
      now: startAt + 5000,
      requests: 0,
      faults: { 'half-open': 0 },
    });
  });

  test('sets faults, and ends them with all counts', async () => {
    exchange = await startTestExchange();
    await post({ faults: [{ kind: 'rest-5xx', every: 1 }] });
    expect((await fetch(`${exchange.url}/api/v3/time`)).status).toBe(502);
    expect(exchange.stats.faults['rest-5xx']).toBe(1);
    await post({ reset: true });
    expect(exchange.stats).toMatchObject({ requests: 0, weight: 0, fired: [] });
    expect((await fetch(`${exchange.url}/api/v3/time`)).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['faults', { faults: [{ kind: 'no such' }] }],
    ['advance', { advance: 'far' }],
    ['JSON', 'no JSON'],
  ])('refuses %s that make no sense', async (_name, body) => {
    exchange = await startTestExchange();
    expect(await post(body)).toEqual([400, { error: expect.any(String) as string }]);
  });
});
