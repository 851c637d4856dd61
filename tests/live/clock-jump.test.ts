import { afterEach, expect, test } from 'vitest';
import { countBars } from '../../src/core/bars/bars';
import type { ConnectionState } from '../../src/live/market/connection-state';
import type { LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import type { Fault } from '../servers/faults/fault';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { compareSeries } from '../soak/compare-series';
import { openFresh } from '../storage/make-records';
import { makeLiveModel } from './scene/make-model';
import { openLiveTab, watchRequest } from './scene/open-client';
import { createSteppedWorld, type SteppedWorld, type WorldTab } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const models = [makeLiveModel('m1', 5)];
const noTime: Fault = { kind: 'rest-5xx', path: '/api/v3/time', probability: 1 };

/** A session on a machine whose clock is `aheadMs` ahead, and every state that it was in. */
async function start(
  aheadMs = 0,
  faults: readonly Fault[] = [],
  alter: (tab: WorldTab, world: SteppedWorld) => WorldTab = (tab) => tab,
) {
  exchange = await startTestExchange({ faults });
  const states: ConnectionState[] = [];
  const closed: Extract<LiveEvent, { kind: 'closed-bar' }>[] = [];
  const log: string[] = [];
  let look = (): void => undefined;
  const world = createSteppedWorld({
    exchange,
    database: await openFresh(),
    models,
    onInstant: () => look(),
  });
  const tab = alter(world.openTab(aheadMs), world);
  const bars = new Map<string, Extract<LiveEvent, { kind: 'bars' }>>();
  const onEvent = (event: LiveEvent): void => {
    if (event.kind === 'closed-bar') {
      closed.push(event);
      expect(event.bar.openTime + minuteMs).toBeLessThanOrEqual(world.now());
    }
    if (event.kind === 'bars') bars.set(event.symbol, event);
    if (event.kind === 'log') log.push(...event.entries.map(({ text }) => text));
  };
  await world.advance(30_000);
  const { runner } = await openLiveTab(world, onEvent, watchRequest, tab);
  look = () => states.push(runner.state());
  /** How the bars of each symbol differ from the exchange's closed ones of now. */
  const compare = () =>
    watchRequest.symbols.map((symbol) => {
      runner.view(symbol);
      const own = bars.get(symbol)?.bars;
      if (own === undefined) throw new Error(`no bars of ${symbol}`);
      const truth = exchange.readClosedBars(symbol, '1m');
      expect(own.openTime.at(-1)).toBeLessThanOrEqual(truth.openTime.at(-1) ?? NaN);
      return compareSeries(own, truth);
    });
  return { world, tab, runner, states, closed, log, compare };
}

test.each([60_000, 8 * 3_600_000, -5_000, -8 * 3_600_000])(
  'a clock that jumps by %i ms is noticed within a second, and everything goes on',
  async (jumpMs) => {
    const { world, tab, runner, states, closed, log, compare } = await start();
    await world.advance(3 * minuteMs);
    expect(runner.state().kind).toBe('live');
    states.length = 0;
    exchange.setFaults([{ kind: 'rest-slow', delayMs: 700, probability: 1 }]);
    tab.jump(jumpMs);
    const socketsBefore = exchange.stats.socketsOpened;
    await world.advance(1000);
    expect(states).toContainEqual(
      expect.objectContaining({ kind: 'stale', reason: expect.stringContaining('clock jumped') }),
    );
    expect(exchange.stats.socketsOpened).toBeGreaterThan(socketsBefore);
    await world.advance(4000);
    expect(runner.state().kind).toBe('live');
    // The time that the exchange then tells sets the clock once more, which is no reason to connect again.
    expect(exchange.stats.socketsOpened).toBe(socketsBefore + 1);
    expect(runner.counts().reconnects).toBe(1);
    await world.advance(10 * minuteMs);
    expect(exchange.stats.socketsOpened).toBe(socketsBefore + 1);
    expect(runner.state().kind).toBe('live');
    const times = closed.map(({ bar }) => bar.openTime);
    expect(new Set(times).size).toBe(times.length);
    expect(times).toEqual(Array.from({ length: 13 }, (_, index) => startAt + index * minuteMs));
    for (const check of compare())
      expect(check).toMatchObject({ lost: 0, duplicate: 0, different: 0 });
    await runner.stop();
    expect(log.some((text) => text.includes('connecting again'))).toBe(true);
  },
);

test.each([5 * minuteMs, -5 * minuteMs])(
  'a machine that is %i ms ahead and never told the time closes bars when the exchange does',
  async (aheadMs) => {
    const { world, runner, states, closed, log, compare } = await start(aheadMs, [
      noTime,
      // The stream alone does not close every bar.
      { kind: 'missing-bar', bar: 'closed', every: 5 },
      { kind: 'drop-connection', every: 151 },
    ]);
    const before = exchange.readClosedBars('BTCUSDT', '1m').openTime.length;
    for (let minute = 0; minute < 20; minute++) {
      await world.advance(minuteMs);
      for (const check of compare()) expect(check).toMatchObject({ lost: 0, different: 0 });
    }
    expect(countBars(exchange.readClosedBars('BTCUSDT', '1m')) - before).toBe(20);
    expect(new Set(closed.map(({ bar }) => bar.openTime)).size).toBe(closed.length);
    expect(states.filter(({ kind }) => kind === 'live').length).toBeGreaterThan(states.length / 2);
    expect(runner.counts()).toMatchObject({ corrected: 0 });
    await runner.stop();
    expect(log.filter((text) => text.includes('does not send its time'))).toHaveLength(1);
  },
);

test('a time that was refused at the start is asked for until it is told, then every hour', async () => {
  const { world, tab, runner } = await start(5 * minuteMs, [
    { kind: 'rest-5xx', path: '/api/v3/time', times: 3, probability: 1 },
  ]);
  expect(tab.ports.clock.now() - world.now()).toBe(5 * minuteMs);
  // 2, 4 and 8 seconds after each other.
  await world.advance(13_000);
  expect(tab.ports.clock.now() - world.now()).toBe(5 * minuteMs);
  await world.advance(2000);
  expect(tab.ports.clock.now()).toBe(world.now());
  await world.advance(3000);
  expect(runner.state().kind).toBe('live');

  const asked = exchange.stats.faults['rest-5xx'];
  exchange.setFaults([{ kind: 'rest-5xx', path: '/api/v3/time', times: 1 }]);
  await world.advance(59 * minuteMs);
  expect(exchange.stats.faults['rest-5xx']).toBe(asked);
  await world.advance(2 * minuteMs);
  expect(exchange.stats.faults['rest-5xx']).toBe(asked + 1);
  await runner.stop();
});

/** Sets the clock of `tab` by `ms` between the `nth` measurement of the time and its use. */
function jumpWhileMeasured(tab: WorldTab, nth: number, ms: number): WorldTab {
  const { clock } = tab.ports;
  let measurements = 0;
  const synchronise = async (signal: AbortSignal): Promise<void> => {
    await clock.synchronise(signal);
    if (++measurements === nth) tab.jump(ms);
  };
  return { ...tab, ports: { ...tab.ports, clock: { ...clock, synchronise } } };
}

test.each([
  ['the first', 1],
  ['an hourly', 2],
])(
  'a clock that is set during %s measurement is measured again, and no bar of the future asked for',
  async (_, nth) => {
    const ahead: number[] = [];
    const { world, tab, runner, closed, compare } = await start(0, [], (opened, { now }) => {
      const jumping = jumpWhileMeasured(opened, nth, 30 * minuteMs);
      const { exchange: connection } = jumping.ports;
      return {
        ...jumping,
        ports: {
          ...jumping.ports,
          exchange: {
            ...connection,
            fetchBars(query, options) {
              if (query.to > now()) ahead.push(query.to - now());
              return connection.fetchBars(query, options);
            },
          },
        },
      };
    });
    await world.advance(65 * minuteMs);
    expect(tab.ports.clock.now()).toBe(world.now());
    expect(ahead).toEqual([]);
    expect(closed.map(({ bar }) => bar.openTime)).toEqual(
      Array.from({ length: 65 }, (_, index) => startAt + index * minuteMs),
    );
    for (const check of compare())
      expect(check).toMatchObject({ lost: 0, duplicate: 0, different: 0 });
    await runner.stop();
  },
);
