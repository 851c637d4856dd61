import { afterEach, describe, expect, test } from 'vitest';
import type { Exchange } from './binance-server';
import { faultKinds, type Fault, type FaultKind } from './faults/fault';
import {
  advanceWith,
  fetchJson,
  minuteMs,
  openClient,
  readKlines,
  startAt,
  startTestExchange,
  waitUntil,
  type TestClient,
} from './test-client';

let exchange: Exchange;
afterEach(() => exchange.close());

/** Kinds that a test of this file has made happen; the last test compares it with all kinds. */
const seen = new Set<FaultKind>();

async function start(...faults: readonly Fault[]): Promise<void> {
  exchange = await startTestExchange({ faults });
}

function expectFired(kind: FaultKind, times = 1): void {
  expect(exchange.stats.faults[kind]).toBe(times);
  seen.add(kind);
}

/** Opens a stream of minutes, past the message about the bar before. */
async function openMinutes(): Promise<TestClient> {
  await exchange.advance(1000);
  return openClient(exchange, '/ws/btcusdt@kline_1m');
}

/** Offsets of the messages within the exchange's first minute, in seconds. */
function readOffsets(client: TestClient): readonly number[] {
  return readKlines(client).map(({ E }) => (E - startAt) / 1000);
}

describe('faults of messages', () => {
  test('drop-connection ends the socket without a word', async () => {
    await start({ kind: 'drop-connection', after: 2 });
    const client = await openMinutes();
    await advanceWith(exchange, 8000, client);
    await waitUntil(() => client.closeCode() !== undefined);
    expect(client.closeCode()).toBe(1006);
    expect(readOffsets(client)).toEqual([2, 4]);
    expectFired('drop-connection');
  });

  test('half-open keeps a socket that says and hears nothing', async () => {
    await start({ kind: 'half-open', after: 1 });
    const client = await openMinutes();
    let pings = 0;
    client.socket.on('ping', () => pings++);
    await advanceWith(exchange, 5 * minuteMs, client);
    client.socket.close();
    await exchange.advance(minuteMs);
    expect(readOffsets(client)).toEqual([2]);
    expect(pings).toBe(0);
    expect(client.socket.readyState).toBe(client.socket.CLOSING);
    expectFired('half-open');
  });

  test('half-open ends after a while where it is told to', async () => {
    await start({ kind: 'half-open', durationMs: minuteMs });
    const client = await openMinutes();
    await exchange.advance(minuteMs);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await exchange.advance(1000);
    await waitUntil(() => client.closeCode() === 1006);
  });

  test('delay-message holds it back with all behind it, in order', async () => {
    await start({ kind: 'delay-message', delayMs: 5000 });
    const client = await openMinutes();
    await advanceWith(exchange, 5999, client);
    expect(client.texts).toEqual([]);
    await advanceWith(exchange, 2001, client);
    expect(readOffsets(client)).toEqual([2, 4, 6, 8]);
    expectFired('delay-message');
  });

  test('duplicate-message sends it again', async () => {
    await start({ kind: 'duplicate-message', copies: 2, every: 2 });
    const client = await openMinutes();
    await advanceWith(exchange, 8000, client);
    expect(readOffsets(client)).toEqual([2, 4, 4, 4, 6, 8, 8, 8]);
    expectFired('duplicate-message', 2);
  });

  test('reorder-messages sends it after the next', async () => {
    await start({ kind: 'reorder-messages', bar: 'closed' });
    const client = await openMinutes();
    await advanceWith(exchange, minuteMs + 3000, client);
    expect(readOffsets(client).slice(-3)).toEqual([62, 60.12, 64]);
    expectFired('reorder-messages');
  });

  test('malformed-message sends its first half', async () => {
    await start({ kind: 'malformed-message' }, { kind: 'malformed-message', text: 'null' });
    const client = await openMinutes();
    await advanceWith(exchange, 4000, client);
    expect(client.texts[0]).toMatch(/^\{"e":"kline"/);
    expect(() => client.messages()).toThrow(SyntaxError);
    expect(client.texts[1]).toBe('null');
    expectFired('malformed-message', 2);
  });

  test('unknown-event comes before the message', async () => {
    await start({ kind: 'unknown-event' });
    const client = await openMinutes();
    await advanceWith(exchange, 2000, client);
    expect(client.messages()).toMatchObject([{ e: 'auctionNotice' }, { e: 'kline' }]);
    expectFired('unknown-event');
  });

  test('unknown-fields are added to the message', async () => {
    await start({ kind: 'unknown-fields' });
    const client = await openMinutes();
    await advanceWith(exchange, 4000, client);
    const [changed, usual] = readKlines(client);
    expect(changed).toMatchObject({ e: 'kline', zz: {}, k: { Z: '0.00000000', x: false } });
    expect(Object.keys(changed.k)).toEqual([...Object.keys(usual.k), 'Z']);
    expectFired('unknown-fields');
  });

  test('missing-bar says nothing more of the bar, and all of the next', async () => {
    await start({ kind: 'missing-bar', after: 1 });
    const client = await openMinutes();
    await advanceWith(exchange, 2 * minuteMs, client);
    const bars = readKlines(client).map(({ k }) => (k.t - startAt) / minuteMs);
    expect(bars.slice(0, 2)).toEqual([0, 1]);
    expect(new Set(bars.slice(1, -1))).toEqual(new Set([1]));
    expect(readKlines(client).filter(({ k }) => k.x)).toHaveLength(1);
    expectFired('missing-bar');
  });

  test('missing-bar can lose the closing message alone', async () => {
    await start({ kind: 'missing-bar', bar: 'closed' });
    const client = await openMinutes();
    await advanceWith(exchange, 2 * minuteMs + 1000, client);
    const closed = readKlines(client).filter(({ k }) => k.x);
    expect(closed.map(({ k }) => k.t)).toEqual([startAt + minuteMs]);
  });

  test('silent-stream says nothing more, and others go on, until it is asked for again', async () => {
    await start({ kind: 'silent-stream', after: 2, symbol: 'BTCUSDT' });
    await exchange.advance(1000);
    const client = await openClient(exchange, '/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m');
    await advanceWith(exchange, minuteMs - 1000, client);
    const listOffsets = (symbol: string) =>
      (client.messages() as { data?: { s: string; E: number } }[])
        .filter(({ data }) => data?.s === symbol)
        .map(({ data }) => ((data?.E ?? NaN) - startAt) / 1000);
    expect(listOffsets('BTCUSDT')).toEqual([2, 4]);
    expect(listOffsets('ETHUSDT').length).toBeGreaterThan(25);
    const silence = { symbol: 'BTCUSDT', from: startAt + 6000 };
    expect(exchange.stats.silences).toEqual([{ ...silence, to: undefined }]);

    client.socket.send(
      JSON.stringify({ method: 'SUBSCRIBE', params: ['btcusdt@kline_1m'], id: 1 }),
    );
    await waitUntil(() => exchange.stats.silences[0].to !== undefined);
    expect(exchange.stats.silences).toEqual([{ ...silence, to: startAt + minuteMs }]);
    await advanceWith(exchange, 6000, client);
    expect(listOffsets('BTCUSDT').length).toBeGreaterThan(3);
    expectFired('silent-stream');
  });

  test('day-cut closes the socket', async () => {
    await start({ kind: 'day-cut' });
    const client = await openMinutes();
    await exchange.advance(2000);
    await waitUntil(() => client.closeCode() === 1001);
    expectFired('day-cut');
  });

  test('server-shutdown gives notice, and messages go on until then', async () => {
    await start({ kind: 'server-shutdown', noticeMs: 4000 });
    const client = await openMinutes();
    await advanceWith(exchange, 4000, client);
    expect(client.messages()).toMatchObject([
      { e: 'kline' },
      { e: 'serverShutdown', E: startAt + 2000 },
      { e: 'kline' },
    ]);
    await exchange.advance(2000);
    await waitUntil(() => client.closeCode() === 1001);
    expectFired('server-shutdown');
  });

  test('a connection that is half-open by then never hears of its end', async () => {
    await start({ kind: 'server-shutdown', noticeMs: 5000 }, { kind: 'half-open' });
    const client = await openMinutes();
    await advanceWith(exchange, 5000, client);
    await exchange.advance(minuteMs);
    // What was sent would arrive before the answer to a request.
    await fetchJson(exchange, '/api/v3/time');
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(exchange.stats.faults).toMatchObject({ 'server-shutdown': 1, 'half-open': 1 });
  });

  test.each(['outage', 'rest-outage'] as const)('%s closes the port for a while', async (kind) => {
    await start({ kind, durationMs: 10_000 });
    const client = await openMinutes();
    if (kind === 'outage') await exchange.advance(1000);
    else await expect(fetch(`${exchange.url}/api/v3/time`)).rejects.toThrow('fetch failed');
    await waitUntil(() => client.closeCode() === 1006);
    const refused = await fetch(`${exchange.url}/api/v3/time`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await exchange.advance(10_000);
    const again = await openMinutes();
    await advanceWith(exchange, 2000, again);
    expect(again.texts).toHaveLength(1);
    expectFired(kind);
  });
});

test('refuse-socket turns an attempt away', async () => {
  await start({ kind: 'refuse-socket', status: 403 });
  await expect(openClient(exchange, '/ws')).rejects.toThrow('403');
  await openClient(exchange, '/ws');
  expectFired('refuse-socket');
});

describe('corrected-bar', () => {
  test('closes the bar again with other values, which REST has too', async () => {
    await start({ kind: 'corrected-bar', delayMs: 3000 });
    const client = await openMinutes();
    await advanceWith(exchange, minuteMs + 5000, client);
    const [first, second, ...others] = readKlines(client).filter(({ k }) => k.x);
    expect(others).toEqual([]);
    expect([second.k.t, second.E]).toEqual([startAt, startAt + minuteMs + 3120]);
    expect(second.k.v).not.toBe(first.k.v);
    const path = `/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${startAt}&limit=1`;
    const [row] = (await fetchJson(exchange, path)) as unknown[][];
    expect(row.slice(1, 6)).toEqual([second.k.o, second.k.h, second.k.l, second.k.c, second.k.v]);
    const truth = exchange.readClosedBars('BTCUSDT', '1m');
    expect(truth.volume.at(-1)).toBe(Number(second.k.v));
    expectFired('corrected-bar');
  });

  test('can be silent', async () => {
    await start({ kind: 'corrected-bar', isResent: false });
    const client = await openMinutes();
    await advanceWith(exchange, minuteMs + 5000, client);
    const closed = readKlines(client).filter(({ k }) => k.x);
    expect(closed).toHaveLength(1);
    const truth = exchange.readClosedBars('BTCUSDT', '1m');
    expect(truth.volume.at(-1)).not.toBe(Number(closed[0].k.v));
  });
});

describe('faults of requests', () => {
  const path = '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=10';
  const ask = (): Promise<Response> => fetch(`${exchange.url}${path}`);

  test.each<[Fault, number, string | null]>([
    [{ kind: 'rest-429', retryAfter: 7 }, 429, '7'],
    [{ kind: 'rest-429' }, 429, null],
    [{ kind: 'rest-418', retryAfter: 300 }, 418, '300'],
    [{ kind: 'rest-418' }, 418, null],
    [{ kind: 'rest-403' }, 403, null],
    [{ kind: 'rest-451' }, 451, null],
    [{ kind: 'rest-5xx' }, 502, null],
    [{ kind: 'rest-5xx', status: 503 }, 503, null],
    [{ kind: 'rest-error', code: -1121, msg: 'Invalid symbol.' }, 400, null],
  ])('%j is answered %i, Retry-After %s', async (fault, status, retryAfter) => {
    await start(fault);
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    // Only the firewall and the blocked region hide their answer from pages.
    const isHidden = fault.kind === 'rest-403' || fault.kind === 'rest-451';
    expect(response.headers.has('access-control-allow-origin')).toBe(!isHidden);
    expect((await ask()).status).toBe(200);
    expectFired(fault.kind);
  });

  test('rest-html answers a page with status 200', async () => {
    await start({ kind: 'rest-html' });
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html');
    await expect(response.json()).rejects.toThrow(SyntaxError);
    expectFired('rest-html');
  });

  test('rest-slow answers when its time has come', async () => {
    await start({ kind: 'rest-slow', delayMs: 5000 });
    let isAnswered = false;
    const response = ask().then((answer) => {
      isAnswered = true;
      return answer;
    });
    await waitUntil(() => exchange.stats.requests === 1);
    await exchange.advance(4999);
    await fetch(`${exchange.url}/api/v3/time`);
    expect(isAnswered).toBe(false);
    await exchange.advance(1);
    expect(await (await response).json()).toHaveLength(10);
    expectFired('rest-slow');
  });

  test.each(['rest-drop', 'rest-cut'] as const)('%s breaks the connection', async (kind) => {
    await start({ kind });
    const text = ask().then((response) => response.text());
    await expect(text).rejects.toThrow(kind === 'rest-drop' ? 'fetch failed' : 'terminated');
    expectFired(kind);
  });

  test.each(['rest-malformed', 'rest-truncated'] as const)('%s is no JSON', async (kind) => {
    await start({ kind });
    const response = await ask();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
    expectFired(kind);
  });

  test.each([
    ['rest-duplicate-rows', [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]],
    ['rest-missing-rows', [0, 1, 2, 3, 4, 6, 7, 8, 9]],
  ] as const)('%s changes a row in the middle', async (kind, expected) => {
    await start({ kind });
    const rows = (await (await ask()).json()) as [number][];
    expect(rows.map(([openTime]) => (openTime - rows[0][0]) / minuteMs)).toEqual(expected);
    expectFired(kind);
  });
});

test('every kind of fault has been seen', () => {
  expect([...seen].sort()).toEqual([...faultKinds].sort());
});
