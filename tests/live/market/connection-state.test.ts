import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../src/core/bars/bars';
import type { ConnectionState } from '../../../src/live/market/connection-state';
import type { FetchFailure } from '../../../src/exchange/exchange-error';
import type { MarketEffect } from '../../../src/live/market/inputs';
import { createConnection, type Connection } from '../../../src/live/market/connection';
import { makeWalk, minuteMs, startMs } from '../walk';

const bars = makeWalk(40);
const start = startMs + 30 * minuteMs + 30_000;

/** A session whose socket is open and whose history is being fetched. */
function openSession() {
  const session = createConnection({
    symbols: ['BTCUSDT'],
    intervalMs: minuteMs,
    historyBars: 30,
    seed: 1,
  });
  session.take({ kind: 'start', at: start });
  const effects = session.take({ kind: 'socket-open', at: start, socket: 1 });
  const fetch = effects.find((effect) => effect.kind === 'fetch')?.fetch ?? -1;
  const fail = (failure: FetchFailure) =>
    session.take({ kind: 'fetch-failed', at: start, fetch, failure });
  const send = (bar: Bar, at: number, isClosed: boolean) => {
    const message = {
      kind: 'kline',
      symbol: 'BTCUSDT',
      intervalMs: minuteMs,
      eventTime: at,
    } as const;
    return session.take({
      kind: 'message',
      at,
      socket: 1,
      message: { ...message, bar, isClosed },
    });
  };
  return { session, fetch, fail, send };
}

test('a refusal says until when, and that does not move while time passes', () => {
  const { session, fail } = openSession();
  fail({ kind: 'banned', message: 'banned', waitMs: 90_000 });
  const expected = { kind: 'blocked', until: start + 90_000, reason: 'banned' };
  expect(session.state(start)).toMatchObject(expected);
  expect(session.state(start + 50_000)).toMatchObject(expected);
});

test('a fetch that waits for its turn counts down to it', () => {
  const { session, fail } = openSession();
  fail({ kind: 'rate-limited', message: 'too many', waitMs: 7000 });
  expect(session.state(start + 3000)).toMatchObject({
    kind: 'retrying',
    at: start + 7000,
    reason: 'too many',
  });
});

test('back-filling tells bars, and becomes live with the last of them', () => {
  const { session, fetch } = openSession();
  expect(session.state(start)).toEqual({ kind: 'back-filling', barsDone: 0, barsTotal: 30 });
  session.take({ kind: 'fetched', at: start, fetch, bars: bars.slice(0, 30) });
  expect(session.state(start)).toEqual({ kind: 'live', since: start });
});

test('where no bar is missing the stream stays live, though REST refuses to confirm it', () => {
  const { session, fetch, send } = openSession();
  session.take({ kind: 'fetched', at: start, fetch, bars: bars.slice(0, 30) });
  let at = start;
  for (let index = 30; index < 37; index++) {
    const closesAt = startMs + (index + 1) * minuteMs + 100;
    for (; at < closesAt; at += 1000) {
      send(bars[index], at, false);
      for (const effect of session.take({ kind: 'tick', at })) {
        if (effect.kind !== 'fetch') continue;
        const failure = { kind: 'blocked', message: 'region', waitMs: 5000 } as const;
        session.take({ kind: 'fetch-failed', at, fetch: effect.fetch, failure });
      }
    }
    send(bars[index], closesAt, true);
    expect(session.state(closesAt).kind).toBe('live');
  }
  expect(session.series('BTCUSDT').count()).toBe(37);
});

/** A session of two symbols whose socket is open; `fetches` are those that wait for an answer. */
function openPair() {
  const session = createConnection({
    symbols: ['BTCUSDT', 'ODDUSDT'],
    intervalMs: minuteMs,
    historyBars: 30,
    seed: 1,
  });
  session.take({ kind: 'start', at: start });
  const fetches = new Map<string, number>();
  const note = (effects: readonly MarketEffect[]): void => {
    for (const effect of effects) {
      if (effect.kind === 'fetch') fetches.set(effect.symbol, effect.fetch);
    }
  };
  note(session.take({ kind: 'socket-open', at: start, socket: 1 }));
  const find = (symbol: string): number => fetches.get(symbol) ?? -1;
  return {
    session,
    fill: (symbol: string, at = start, known = bars.slice(0, 30)) =>
      session.take({ kind: 'fetched', at, fetch: find(symbol), bars: known }),
    fail: (symbol: string, failure: FetchFailure) =>
      session.take({ kind: 'fetch-failed', at: start, fetch: find(symbol), failure }),
    tick: (at: number) => note(session.take({ kind: 'tick', at })),
    send(symbol: string, bar: Bar, at: number, isClosed: boolean) {
      const kline = { kind: 'kline', symbol, intervalMs: minuteMs, eventTime: at } as const;
      note(session.take({ kind: 'message', at, socket: 1, message: { ...kline, bar, isClosed } }));
    },
  };
}

test('an unknown symbol is told beside it while the others go live', () => {
  const { session, fill, fail } = openPair();
  fail('ODDUSDT', { kind: 'unknown-symbol', message: 'Binance knows no such symbol' });
  expect(session.state(start).kind).toBe('back-filling');
  fill('BTCUSDT');
  expect(session.state(start).kind).toBe('live');
  expect(session.trouble('BTCUSDT', start)).toBeUndefined();
  expect(session.trouble('ODDUSDT', start)).toBe('Binance knows no such symbol');
});

test('where every symbol is unknown the connection is blocked, with advice', () => {
  const { session, fail } = openPair();
  for (const symbol of ['BTCUSDT', 'ODDUSDT']) {
    fail(symbol, { kind: 'unknown-symbol', message: 'unknown' });
  }
  expect(session.state(start)).toEqual({
    kind: 'blocked',
    until: start + 5000,
    reason: 'unknown',
    advice: 'Watch another symbol, as the exchange writes it: BTCUSDT.',
  });
});

test('a bar that one silent symbol lacks ends "live" until REST has told it', () => {
  const { session, fill, tick, send } = openPair();
  fill('BTCUSDT');
  fill('ODDUSDT');
  const closesAt = startMs + 31 * minuteMs;
  for (let at = start + 1000; at < closesAt; at += 1000) {
    send('BTCUSDT', bars[30], at, false);
    tick(at);
    expect(session.state(at).kind).toBe('live');
  }
  send('BTCUSDT', bars[30], closesAt + 100, true);
  // Late by less than the closing message may be.
  tick(closesAt + 1000);
  expect(session.nextTickAt(closesAt + 1000)).toBe(closesAt + 1500);
  expect(session.state(closesAt + 1000).kind).toBe('live');

  const overdueAt = closesAt + 1500;
  tick(overdueAt);
  expect(session.state(overdueAt)).toEqual({ kind: 'back-filling', barsDone: 0, barsTotal: 1 });
  fill('ODDUSDT', overdueAt + 200, bars.slice(30, 31));
  expect(session.state(overdueAt + 200).kind).toBe('live');
  expect(session.series('ODDUSDT').count()).toBe(31);

  expect(session.trouble('ODDUSDT', start + 59_000)).toBeUndefined();
  send('BTCUSDT', bars[31], start + 61_000, false);
  expect(session.trouble('ODDUSDT', start + 61_000)).toBe('No message about it for 61 s');
  expect(session.trouble('BTCUSDT', start + 61_000)).toBeUndefined();
});

test('a closing message that comes a moment after the next bar begins is no trouble', () => {
  const { session, fill, tick, send } = openPair();
  fill('BTCUSDT');
  fill('ODDUSDT');
  const closesAt = startMs + 31 * minuteMs;
  for (let at = start + 1000; at < closesAt; at += 1000) {
    for (const symbol of ['BTCUSDT', 'ODDUSDT']) send(symbol, bars[30], at, false);
    tick(at);
  }
  for (const symbol of ['BTCUSDT', 'ODDUSDT']) send(symbol, bars[31], closesAt + 100, false);
  tick(closesAt + 500);
  expect(session.state(closesAt + 500).kind).toBe('live');
  for (const symbol of ['BTCUSDT', 'ODDUSDT']) send(symbol, bars[30], closesAt + 700, true);
  expect(session.state(closesAt + 700).kind).toBe('live');
  expect(session.series('BTCUSDT').count()).toBe(31);
});

describe('where the exchange cannot be reached', () => {
  /** Lets attempts to connect fail until there were `count`; returns the states in between. */
  function failSockets(session: Connection, count: number) {
    const states: ConnectionState[] = [];
    let at = start;
    let effects = session.take({ kind: 'start', at });
    for (let done = 0; done < count;) {
      const opened = effects.find((effect) => effect.kind === 'open-socket');
      if (opened !== undefined) {
        const { socket } = opened;
        session.take({ kind: 'socket-closed', at, socket, reason: 'The connection was refused' });
        states.push(session.state(at));
        done++;
      }
      at = session.nextTickAt(at);
      effects = session.take({ kind: 'tick', at });
    }
    return states;
  }
  const open = () =>
    createConnection({ symbols: ['BTCUSDT'], intervalMs: minuteMs, historyBars: 30, seed: 1 });

  test('the third refused socket in a row brings advice, the first two do not', () => {
    const states = failSockets(open(), 4);
    expect(states.map(({ kind }) => kind)).toEqual(Array(4).fill('retrying'));
    expect(states.map((state) => 'advice' in state)).toEqual([false, false, true, true]);
    expect(states[2]).toMatchObject({
      reason: 'The connection was refused',
      advice: expect.stringMatching(/blocked in this region.*Files that you load/),
    });
  });

  test('one connection that stood is enough never to say so', () => {
    const session = open();
    session.take({ kind: 'start', at: start });
    session.take({ kind: 'socket-open', at: start, socket: 1 });
    session.take({ kind: 'stop', at: start });
    expect(failSockets(session, 5).every((state) => !('advice' in state))).toBe(true);
  });

  test('an opaque refusal of history alone brings it too', () => {
    const session = open();
    session.take({ kind: 'start', at: start });
    let effects = session.take({ kind: 'socket-open', at: start, socket: 1 });
    let at = start;
    for (let failures = 0; failures < 3;) {
      expect(session.state(at)).not.toHaveProperty('advice');
      const asked = effects.find((effect) => effect.kind === 'fetch');
      if (asked !== undefined) {
        const failure = { kind: 'network', message: 'Failed to fetch' } as const;
        session.take({ kind: 'fetch-failed', at, fetch: asked.fetch, failure });
        failures++;
      }
      at = session.nextTickAt(at);
      effects = session.take({ kind: 'tick', at });
    }
    expect(session.state(at)).toMatchObject({ kind: 'retrying', reason: 'Failed to fetch' });
    expect(session.state(at)).toHaveProperty('advice');
  });
});
