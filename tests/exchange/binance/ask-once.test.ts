import { afterEach, expect, test } from 'vitest';
import type { BarQuery } from '../../../src/exchange/exchange';
import { toFetchFailure, type FetchFailure } from '../../../src/exchange/exchange-error';
import { fetchPage } from '../../../src/exchange/paging';
import { browserPlatform } from '../../../workers/browser-platform';
import type { Exchange } from '../../servers/binance-server';
import type { Fault } from '../../servers/faults/fault';
import { minuteMs, startAt, startTestExchange } from '../../servers/test-client';
import { openBinance } from './open-binance';

let exchange: Exchange;
afterEach(() => exchange.close());

const { signal } = new AbortController();
const hour = {
  symbol: 'BTCUSDT',
  interval: '1m',
  from: startAt - 60 * minuteMs,
  to: startAt,
} as const;

/** Opens the exchange as live trading does, on a clock that moves with that of the server. */
function openOnce(platform = browserPlatform, ...hosts: readonly string[]) {
  const sleep = () => Promise.reject(new Error('busy'));
  const exchangeClock = { now: () => exchange.clock.now(), sleep };
  return openBinance(platform, [...hosts, exchange.url], {
    exchangeClock,
    weightShare: 0.5,
    retries: 'once',
  });
}

async function open(...faults: readonly Fault[]) {
  exchange = await startTestExchange({ faults });
  const binance = openOnce();
  return (query: BarQuery) => fetchPage(binance, query, { signal });
}

const listTimes = (bars: { readonly openTime: Float64Array }) => [...bars.openTime];

test('bars come as the exchange has them, to the last bit, and the forming one does not', async () => {
  const fetchBars = await open();
  await exchange.advance(30_000);
  const bars = await fetchBars(hour);
  const truth = exchange.readClosedBars('BTCUSDT', '1m');
  expect(listTimes(bars)).toEqual([...truth.openTime.slice(-60)]);
  expect(bars.takerBuyQuote).toEqual(truth.takerBuyQuote.slice(-60));
  expect(exchange.stats.requests).toBe(1);
});

test.each(['rest-missing-rows', 'rest-duplicate-rows'] as const)(
  'an answer with %s costs a question and no bar',
  async (kind) => {
    const fetchBars = await open({ kind });
    const bars = await fetchBars(hour);
    const times = listTimes(bars).map((time) => (time - hour.from) / minuteMs);
    expect(times).toEqual(Array.from({ length: 60 }, (_, minute) => minute));
    expect(exchange.stats.faults[kind]).toBe(1);
  },
);

test('what two answers do not have is a gap', async () => {
  const fetchBars = await open();
  const before = startAt - 86_400_000 - 30 * minuteMs;
  const bars = await fetchBars({ ...hour, from: before, to: before + 60 * minuteMs });
  expect(listTimes(bars)).toHaveLength(30);
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
  const cause: unknown = await fetchBars(hour).catch((error: unknown) => error);
  expect(cause).toMatchObject({ name: 'ExchangeError' });
  expect(toFetchFailure(cause)).toMatchObject(failure);
  await exchange.advance(300_000);
  expect(listTimes(await fetchBars(hour))).toHaveLength(60);
});

test('a host that fails is left for the next one, a limit is not run away from', async () => {
  exchange = await startTestExchange({ faults: [{ kind: 'rest-429', retryAfter: 1 }] });
  const asked: string[] = [];
  const platform: typeof browserPlatform = {
    ...browserPlatform,
    fetch(url, init) {
      asked.push(new URL(url).host);
      return browserPlatform.fetch(url, init);
    },
  };
  const binance = openOnce(platform, 'http://127.0.0.1:1');
  await expect(binance.serverTime({ signal })).rejects.toMatchObject({ name: 'ExchangeError' });
  await expect(binance.serverTime({ signal })).rejects.toThrow('429');
  await exchange.advance(1000);
  expect(await binance.serverTime({ signal })).toBe(startAt + 1000);
  const { host } = new URL(exchange.url);
  expect(asked).toEqual(['127.0.0.1:1', host, host]);
});
