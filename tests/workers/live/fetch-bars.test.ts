import { afterEach, expect, test } from 'vitest';
import type { FetchFailure } from '../../../src/exchange/exchange';
import { createBarFetcher } from '../../../workers/live/fetch-bars';
import { createLiveRest } from '../../../workers/live/live-rest';
import { createRestGate } from '../../../workers/live/rest-gate';
import { fetchParts } from '../../../workers/live/rest-parts';
import type { Exchange } from '../../servers/binance-server';
import type { Fault } from '../../servers/faults/fault';
import { minuteMs, startAt, startTestExchange } from '../../servers/test-client';
import { makeMemory } from './make-memory';

let exchange: Exchange;
afterEach(() => exchange.close());

const { signal } = new AbortController();
const hour = {
  symbol: 'BTCUSDT',
  interval: '1m',
  from: startAt - 60 * minuteMs,
  to: startAt,
} as const;

/** A gate whose time the test moves with that of the exchange. */
const openGate = () =>
  createRestGate({
    now: () => exchange.clock.now(),
    sleep: () => Promise.reject(new Error('busy')),
    memory: makeMemory(),
  });

async function open(...faults: readonly Fault[]) {
  exchange = await startTestExchange({ faults });
  return createBarFetcher(createLiveRest(fetchParts, [exchange.url], openGate()));
}

test('bars come as the exchange has them, to the last bit, and the forming one does not', async () => {
  const fetchBars = await open();
  await exchange.advance(30_000);
  const bars = await fetchBars({ ...hour, to: startAt }, signal);
  const truth = exchange.readClosedBars('BTCUSDT', '1m');
  expect(bars.map(({ openTime }) => openTime)).toEqual([...truth.openTime.slice(-60)]);
  expect(bars.map(({ takerBuyQuote }) => takerBuyQuote)).toEqual([
    ...truth.takerBuyQuote.slice(-60),
  ]);
  expect(exchange.stats.requests).toBe(1);
});

test.each(['rest-missing-rows', 'rest-duplicate-rows'] as const)(
  'an answer with %s costs a question and no bar',
  async (kind) => {
    const fetchBars = await open({ kind });
    const bars = await fetchBars(hour, signal);
    const times = bars.map(({ openTime }) => (openTime - hour.from) / minuteMs);
    expect(times).toEqual(Array.from({ length: 60 }, (_, minute) => minute));
    expect(exchange.stats.faults[kind]).toBe(1);
  },
);

test('what two answers do not have is a gap', async () => {
  const fetchBars = await open();
  const before = startAt - 86_400_000 - 30 * minuteMs;
  const bars = await fetchBars({ ...hour, from: before, to: before + 60 * minuteMs }, signal);
  expect(bars).toHaveLength(30);
  expect(exchange.stats.requests).toBe(2);
});

test.each<[Fault, Partial<FetchFailure>]>([
  [
    { kind: 'rest-429', retryAfter: 7 },
    { kind: 'rate-limited', waitMs: 7000 },
  ],
  [{ kind: 'rest-429' }, { kind: 'rate-limited', waitMs: 60_000 }],
  [
    { kind: 'rest-418', retryAfter: 300 },
    { kind: 'banned', waitMs: 300_000 },
  ],
  [{ kind: 'rest-403' }, { kind: 'blocked', waitMs: 5000 }],
  [{ kind: 'rest-451' }, { kind: 'blocked', waitMs: 5000 }],
  [{ kind: 'rest-error', code: -1121, msg: 'Invalid symbol.' }, { kind: 'unknown-symbol' }],
  [{ kind: 'rest-error', code: -1120, msg: 'Invalid interval.' }, { kind: 'refused' }],
  [{ kind: 'rest-5xx' }, { kind: 'network' }],
  [{ kind: 'rest-html' }, { kind: 'network' }],
  [{ kind: 'rest-drop' }, { kind: 'network' }],
  [{ kind: 'rest-cut' }, { kind: 'network' }],
  [{ kind: 'rest-malformed' }, { kind: 'network' }],
  [{ kind: 'rest-truncated' }, { kind: 'network' }],
])('%j is a failure that says how to go on', async (fault, failure) => {
  const fetchBars = await open(fault);
  await expect(fetchBars(hour, signal)).rejects.toMatchObject({ name: 'FetchError', failure });
  await exchange.advance(300_000);
  expect(await fetchBars(hour, signal)).toHaveLength(60);
});

test('a host that fails is left for the next one, a limit is not run away from', async () => {
  exchange = await startTestExchange({ faults: [{ kind: 'rest-429', retryAfter: 1 }] });
  const asked: string[] = [];
  const send: typeof fetchParts.send = (request) => {
    asked.push(new URL(request.url).host);
    return fetchParts.send(request);
  };
  const rest = createLiveRest(
    { ...fetchParts, send },
    ['http://127.0.0.1:1', exchange.url],
    openGate(),
  );
  await expect(rest.fetchServerTime(signal)).rejects.toMatchObject({ name: 'FetchError' });
  await expect(rest.fetchServerTime(signal)).rejects.toThrow('429');
  await exchange.advance(1000);
  expect(await rest.fetchServerTime(signal)).toBe(startAt + 1000);
  const { host } = new URL(exchange.url);
  expect(asked).toEqual(['127.0.0.1:1', host, host]);
});
