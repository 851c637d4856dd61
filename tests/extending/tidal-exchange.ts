import * as v from 'valibot';
import { barIntervals, type ExchangeInfo } from '../../src/core/exchange';
import { checkAnswer, readAs } from '../../src/exchange/answers';
import type { ExchangeEntry, ExchangeLimits, StreamMessage } from '../../src/exchange/exchange';
import { classifyStatus } from '../../src/exchange/failure';
import { createRequester } from '../../src/exchange/requester';

const info: ExchangeInfo = {
  id: 'tidal',
  name: 'Tidal',
  marketName: 'Tidal spot',
  intervals: ['1h', '1d'],
  maxBarsPerRequest: 100,
  exampleSymbol: 'WAVE-EUR',
  quoteAssets: ['EUR'],
};

const limits: ExchangeLimits = { weightPerMinute: 60, burstWeight: 20 };

const barsSchema = v.object({
  bars: v.array(
    v.object({
      t: v.number(),
      o: v.number(),
      h: v.number(),
      l: v.number(),
      c: v.number(),
      v: v.number(),
    }),
  ),
});
const marketsSchema = v.array(v.object({ name: v.string(), base: v.string(), quote: v.string() }));
const tickSchema = v.object({ market: v.string(), bid: v.number(), ask: v.number() });

/** An exchange of another kind: times in seconds, objects for rows, one socket that is told what to send. */
export const tidal: ExchangeEntry = {
  info,
  open(ports) {
    const requester = createRequester(ports, {
      info,
      limits,
      hosts: ['https://api.tidal.test'],
      classify: (response, _body, now) => classifyStatus(response, now),
    });
    return {
      info,
      limits,
      traffic: requester,
      async listSymbols(options) {
        const read = (json: unknown) => readAs(marketsSchema, json);
        const markets = await requester.ask({ path: '/markets', weight: 1, read }, options);
        return markets.map(({ name, base, quote }) => ({
          symbol: name,
          baseAsset: base,
          quoteAsset: quote,
          status: 'TRADING',
        }));
      },
      fetchBars({ symbol, interval, from, to, limit = info.maxBarsPerRequest }, options) {
        const path = `/bars/${symbol}/${interval}?from=${from / 1000}&to=${to / 1000}&limit=${limit}`;
        const read = (json: unknown) => {
          const { bars } = readAs(barsSchema, json);
          const column = (name: 't' | 'o' | 'h' | 'l' | 'c' | 'v', scale = 1) =>
            Float64Array.from(bars, (bar) => bar[name] * scale);
          return checkAnswer(
            {
              intervalMs: barIntervals[interval],
              openTime: column('t', 1000),
              open: column('o'),
              high: column('h'),
              low: column('l'),
              close: column('c'),
              volume: column('v'),
            },
            { from, to },
          );
        };
        return requester.ask({ path, weight: 1, read }, options);
      },
      async serverTime(options) {
        const read = (json: unknown) => readAs(v.object({ now: v.number() }), json).now * 1000;
        return requester.ask({ path: '/clock', weight: 1, read }, options);
      },
      stream: {
        hosts: ['wss://stream.tidal.test'],
        maxAgeMs: Infinity,
        connects: { max: 60, windowMs: 60_000 },
        subscribe: (host, { symbols }) => ({
          url: `${host}/live`,
          send: symbols.map((market) => JSON.stringify({ subscribe: market })),
        }),
        read: readMessage,
      },
    };
  },
};

function readMessage(text: string): StreamMessage {
  try {
    const { market, bid, ask } = readAs(tickSchema, JSON.parse(text));
    return { kind: 'best-price', symbol: market, bid, ask };
  } catch (cause) {
    return { kind: 'malformed', reason: String(cause) };
  }
}
