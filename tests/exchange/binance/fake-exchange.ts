import type { Bars } from '../../../src/core/bars/bars';
import { createRandom } from '../../../src/core/random';
import type { HttpResponse, Platform } from '../../../src/exchange/ports';
import { createVirtualClock, type VirtualClock } from '../virtual-clock';

const minute = 60_000;

/** 2024-01-01T00:00:00Z */
export const newYear = 1_704_067_200_000;

/** A row as the exchange sends it. */
export type Kline = readonly (string | number)[];

/** Returns rows of minutes from `newYear` on; `missing` are minutes without a row. */
export function makeKlines(minutes: number, missing: readonly number[] = []): Kline[] {
  const random = createRandom(minutes);
  const absent = new Set(missing);
  const klines: Kline[] = [];
  for (let place = 0; place < minutes; place++) {
    const openTime = newYear + place * minute;
    const low = 100 + random.uniform();
    const text = (value: number): string => value.toFixed(8);
    const quote = 1000 * random.uniform();
    const kline = [
      openTime,
      ...[low + 0.1, low + 1, low, low + 0.5, 10 * random.uniform()].map(text),
      openTime + minute - 1,
      text(quote),
      random.below(5000),
      ...[5 * random.uniform(), quote * random.uniform(), 0].map(text),
    ];
    if (!absent.has(place)) klines.push(kline);
  }
  return klines;
}

/** The bars that rows mean, each value as `Number` reads it. */
export function toBars(klines: readonly Kline[]): Bars {
  const column = (index: number): Float64Array =>
    Float64Array.from(klines, (kline) => Number(kline[index]));
  return {
    intervalMs: minute,
    openTime: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    quoteVolume: column(7),
    tradeCount: column(8),
    takerBuyBase: column(9),
    takerBuyQuote: column(10),
  };
}

/** An answer other than the right one, or 'lost': the browser says only "Failed to fetch". */
export type Fault =
  | 'lost'
  | {
      readonly status?: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** When it comes, ms after the request. */
      readonly delayMs?: number;
    };

/** A request as the exchange sees it. */
export interface Asked {
  readonly url: URL;
  readonly init: RequestInit;
  readonly time: number;
  /** From 0, of all requests. */
  readonly index: number;
}

export interface FakeExchange {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly asked: readonly Asked[];
  /** Decides on each request whether it goes wrong; may be changed at any time. */
  fail: (asked: Asked) => Fault | undefined;
  klines: readonly Kline[];
  isOnline: boolean;
}

/**
 * An exchange of one market, in memory, and the machine that speaks to it. Each answer takes 100 ms of
 * a clock that starts at `now`, which is also the exchange's.
 */
export function createFakeExchange(
  klines: readonly Kline[],
  now = newYear + 1e6 * minute,
): FakeExchange {
  const clock = createVirtualClock(now);
  const random = createRandom(7);
  const asked: Asked[] = [];
  const exchange: FakeExchange = {
    clock,
    asked,
    klines,
    isOnline: true,
    fail: () => undefined,
    platform: {
      now: clock.now,
      sleep: clock.sleep,
      random: random.uniform,
      isOnline: () => exchange.isOnline,
      async fetch(url, init) {
        const request = { url: new URL(url), init, time: clock.now(), index: asked.length };
        asked.push(request);
        const fault = exchange.fail(request);
        if (fault === 'lost') throw new TypeError('Failed to fetch');
        await clock.sleep(fault?.delayMs ?? 100, init.signal ?? undefined);
        return respond(fault?.status ?? 200, fault?.body ?? answer(request.url), fault?.headers);
      },
    },
  };
  const answer = ({ pathname, searchParams }: URL): string => {
    if (pathname === '/api/v3/time') return JSON.stringify({ serverTime: Math.floor(clock.now()) });
    const [from, to, limit] = ['startTime', 'endTime', 'limit'].map((name) =>
      Number(searchParams.get(name)),
    );
    const first = exchange.klines.findIndex(([time]) => Number(time) >= from);
    const found = first === -1 ? [] : exchange.klines.slice(first, first + limit);
    return JSON.stringify(found.filter(([time]) => Number(time) <= to));
  };
  return exchange;
}

function respond(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: new Headers(headers), text: async () => body };
}
