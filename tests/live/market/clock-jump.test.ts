import { expect, test } from 'vitest';
import type { Bar } from '../../../src/core/bars/bars';
import type { MarketEffect, MarketInput } from '../../../src/live/market/inputs';
import { createConnection } from '../../../src/live/market/connection';
import { makeWalk, minuteMs, startMs } from '../walk';

const bars = makeWalk(600);
const symbol = 'BTCUSDT';
const firstLive = startMs + 30 * minuteMs;

/** A session that is live, and whose clock is `aheadMs` ahead of the exchange from then on. */
function openSession() {
  const session = createConnection({
    symbols: [symbol],
    intervalMs: minuteMs,
    historyBars: 30,
    seed: 1,
  });
  let aheadMs = 0;
  let exchangeNow = firstLive + 10_000;
  const effects: MarketEffect[] = [];
  const at = (): number => exchangeNow + aheadMs;
  const give = (input: MarketInput): readonly MarketEffect[] => {
    const given = session.take(input);
    effects.push(...given);
    return given;
  };
  const find = <Kind extends MarketEffect['kind']>(given: readonly MarketEffect[], kind: Kind) =>
    given
      .filter((effect): effect is Extract<MarketEffect, { kind: Kind }> => effect.kind === kind)
      .at(-1);
  /** Answers with the closed bars, which the exchange knows by its own clock. */
  const answer = (given: readonly MarketEffect[]): void => {
    const asked = find(given, 'fetch');
    if (asked === undefined) return;
    const inRange = bars.filter(({ openTime }) => openTime >= asked.from && openTime < asked.to);
    // A forming bar would be among the answers of the exchange.
    const known = inRange.filter(({ openTime }) => openTime <= exchangeNow);
    answer(give({ kind: 'fetched', at: at(), fetch: asked.fetch, bars: known }));
  };
  const lastSocket = (): number => find(effects, 'open-socket')?.socket ?? -1;
  const tick = () => give({ kind: 'tick', at: at() });
  const open = (given: readonly MarketEffect[]): void => {
    const socket = find(given, 'open-socket')?.socket;
    if (socket === undefined) throw new Error('no socket was opened');
    answer(give({ kind: 'socket-open', at: at(), socket }));
  };
  const send = (bar: Bar, isClosed: boolean): void => {
    const socket = lastSocket();
    const kline = { kind: 'kline', symbol, intervalMs: minuteMs, eventTime: exchangeNow } as const;
    answer(give({ kind: 'message', at: at(), socket, message: { ...kline, bar, isClosed } }));
  };
  open(give({ kind: 'start', at: at() }));
  answer(tick());
  return {
    session,
    effects,
    lastSocket,
    at,
    give,
    tick,
    open,
    answer,
    send,
    setClock: (ms: number) => void (aheadMs += ms),
    /** The clock was noticed to have been set by `ms`, and is taken for right at once. */
    trustClock(ms: number): readonly MarketEffect[] {
      aheadMs += ms;
      const given = give({ kind: 'clock-lost', at: at() });
      give({ kind: 'clock-set', at: at() });
      return given;
    },
    sleep: (ms: number) => void (exchangeNow += ms),
    /** A second of the exchange, with a message of the forming bar; closing ones may be lost. */
    pass(losesClosing = false) {
      exchangeNow += 1000;
      const index = Math.floor((exchangeNow - startMs) / minuteMs);
      const isClosing = exchangeNow % minuteMs === 0;
      if (isClosing && !losesClosing) send(bars[index - 1], true);
      else send(bars[index], false);
      answer(tick());
    },
  };
}

const jumps: readonly (readonly [string, number, number])[] = [
  ['sleeps for 60 s', 60_000, 0],
  ['sleeps for 8 hours', 8 * 3_600_000, 0],
  ['is set forward by 60 s', 0, 60_000],
  ['is set forward by 8 hours', 0, 8 * 3_600_000],
  ['is set back by 5 s', 0, -5_000],
  ['is set back by 8 hours', 0, -8 * 3_600_000],
];

test.each(jumps)('a machine that %s connects anew and loses nothing', (_, sleepMs, setMs) => {
  const world = openSession();
  const { session } = world;
  for (let second = 0; second < 90; second++) world.pass();
  expect(session.state(world.at()).kind).toBe('live');

  world.sleep(sleepMs);
  world.setClock(setMs);
  const given = world.tick();
  expect(given.map(({ kind }) => kind)).toEqual(['log', 'close-socket', 'open-socket']);
  expect(session.state(world.at())).toEqual({
    kind: 'stale',
    since: world.at(),
    reason: `The clock jumped by ${(sleepMs + setMs) / 1000} s, as after a sleep`,
  });
  world.open(given);
  // The exchange's time is not known before its stream tells it.
  expect(session.state(world.at()).kind).toBe('stale');
  for (let second = 0; second < 3; second++) world.pass();
  expect(session.state(world.at()).kind).toBe('live');
  for (let second = 0; second < 150; second++) {
    world.pass();
    expect(session.state(world.at()).kind).toBe('live');
    expect(session.nextTickAt(world.at())).toBeLessThanOrEqual(world.at() + 1000);
  }
  const closed = world.effects.filter((effect) => effect.kind === 'closed');
  expect(closed.map(({ bar }) => bar)).toEqual(bars.slice(0, closed.length));
  const lastEnd = startMs + closed.length * minuteMs;
  expect(closed.length).toBeGreaterThan(33);
  expect(world.at() - setMs - lastEnd).toBeLessThan(minuteMs);
});

test('a clock that is set back leaves the watchdog as quick as it was', () => {
  const world = openSession();
  for (let second = 0; second < 90; second++) world.pass();
  world.setClock(-8 * 3_600_000);
  world.open(world.tick());
  for (let second = 0; second < 5; second++) world.pass();
  expect(world.session.state(world.at()).kind).toBe('live');
  for (let second = 0; second < 15; second++) {
    world.sleep(1000);
    world.answer(world.tick());
  }
  expect(world.session.state(world.at()).kind).toBe('retrying');
});

test('a wait for the next fetch or attempt does not outlast a clock that is set back', () => {
  const world = openSession();
  for (let second = 0; second < 90; second++) world.pass();
  const socket = world.lastSocket();
  const { session } = world;
  session.take({ kind: 'socket-closed', at: world.at(), socket, reason: 'gone' });
  expect(session.state(world.at()).kind).toBe('retrying');
  world.setClock(-8 * 3_600_000);
  const given = world.tick();
  expect(given.some(({ kind }) => kind === 'open-socket')).toBe(true);
});

test('a clock that the machine says was set is noticed however small the step', () => {
  const world = openSession();
  for (let second = 0; second < 90; second++) world.pass();
  world.setClock(3_000);
  const given = world.session.take({ kind: 'clock-lost', at: world.at() });
  expect(given.some(({ kind }) => kind === 'open-socket')).toBe(true);
  expect(world.session.state(world.at()).kind).toBe('stale');
});

test('a wrong time that was taken for right, and set back, loses no bar', () => {
  const world = openSession();
  for (let second = 0; second < 90; second++) world.pass();
  // REST answers for half an hour that has not come yet.
  world.open(world.trustClock(1_800_000));
  world.open(world.trustClock(-1_800_000));
  for (let second = 0; second < 30; second++) world.pass();
  for (let second = 0; second < 60; second++) world.pass(true);
  for (let second = 0; second < 150; second++) world.pass();
  const closed = world.effects.filter((effect) => effect.kind === 'closed');
  expect(closed.map(({ bar }) => bar)).toEqual(bars.slice(0, closed.length));
  expect(world.at() - (startMs + closed.length * minuteMs)).toBeLessThan(minuteMs);
  expect(world.session.state(world.at()).kind).toBe('live');
});

test.each([60_000, -60_000])(
  'a clock that was %i ms off and is set right keeps its connection, as well watched as before',
  (offMs) => {
    const world = openSession();
    const { session } = world;
    for (let second = 0; second < 90; second++) world.pass();
    world.setClock(offMs);
    world.open(world.give({ kind: 'clock-lost', at: world.at() }));
    for (let second = 0; second < 3; second++) world.pass();
    expect(session.state(world.at()).kind).toBe('live');
    const socket = world.lastSocket();

    world.setClock(-offMs);
    const given = world.give({ kind: 'clock-set', at: world.at() });
    const kinds = given.map(({ kind }) => kind);
    expect(kinds).not.toContain('open-socket');
    expect(kinds).not.toContain('close-socket');
    world.answer(given);
    for (let second = 0; second < 5; second++) {
      world.pass();
      expect(session.state(world.at()).kind).toBe('live');
    }
    expect(world.lastSocket()).toBe(socket);
    expect(session.counts().reconnects).toBe(1);
    for (let second = 0; second < 14; second++) {
      world.sleep(1000);
      world.answer(world.tick());
    }
    expect(session.state(world.at()).kind).toBe('stale');
    world.sleep(1000);
    world.tick();
    expect(session.state(world.at()).kind).toBe('retrying');
  },
);

test('a wait for the next attempt is as long as it was when the clock is set right', () => {
  const world = openSession();
  const { session } = world;
  for (let second = 0; second < 90; second++) world.pass();
  world.setClock(60_000);
  world.open(world.give({ kind: 'clock-lost', at: world.at() }));
  world.give({
    kind: 'socket-closed',
    at: world.at(),
    socket: world.lastSocket(),
    reason: 'gone',
  });
  world.setClock(-60_000);
  world.give({ kind: 'clock-set', at: world.at() });
  const state = session.state(world.at());
  expect(state.kind === 'retrying' && state.at - world.at()).toBeLessThan(1000);
});
