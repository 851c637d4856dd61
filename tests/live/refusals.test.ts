import { afterEach, expect, test } from 'vitest';
import type { ConnectionState } from '../../src/live/market/connection-state';
import type { LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import type { Fault } from '../servers/faults/fault';
import { startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveModel } from './scene/make-model';
import { openLiveTab, watchRequest } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const models = [makeLiveModel('m1', 5)];

async function openWorld(faults: readonly Fault[] = []) {
  exchange = await startTestExchange({ faults });
  return createSteppedWorld({ exchange, database: await openFresh(), models });
}

test.each<[Fault, string]>([
  [{ kind: 'rest-429', retryAfter: 40, symbol: 'BTCUSDT' }, 'retrying'],
  [{ kind: 'rest-418', retryAfter: 40, symbol: 'BTCUSDT' }, 'blocked'],
])('%j keeps every symbol and every new connection back until it is over', async (fault, kind) => {
  const world = await openWorld();
  const tab = world.openTab();
  const { runner } = await openLiveTab(world, undefined, watchRequest, tab);
  await world.advance(12_000);
  expect(runner.state().kind).toBe('live');

  // Both miss a bar, but one of them alone meets the refusal.
  exchange.setFaults([
    fault,
    { kind: 'missing-bar', symbol: 'BTCUSDT', bar: 'closed' },
    { kind: 'missing-bar', symbol: 'ETHUSDT', bar: 'closed' },
  ]);
  await world.advance(startAt + 62_000 - world.now());
  const refusals = exchange.stats.faults[fault.kind];
  expect(refusals).toBe(1);
  const expectRefused = (state: ConnectionState): void => {
    expect(state.kind).toBe(kind);
    const until = state.kind === 'retrying' ? state.at : state.kind === 'blocked' ? state.until : 0;
    expect(until).toBe(startAt + 61_500 + 40_000);
  };
  expectRefused(runner.state());
  const requests = exchange.stats.requests;

  await world.advance(15_000);
  exchange.setFaults([{ kind: 'drop-connection' }]);
  await world.advance(15_000);
  expect(runner.counts().reconnects).toBe(1);
  expect(exchange.stats.requests).toBe(requests);
  await runner.stop();

  // Disconnect and Connect.
  const again = await openLiveTab(world, undefined, watchRequest, tab);
  // At once, though the time is not told either.
  expectRefused(again.runner.state());
  await again.runner.stop();

  // A reload: nothing is left of the tab but what is on disk.
  tab.kill();
  const reloaded = await openLiveTab(world, undefined, watchRequest);
  expectRefused(reloaded.runner.state());
  await world.advance(startAt + 101_400 - world.now());
  expect(exchange.stats.requests).toBe(requests);
  await world.advance(5_000);
  expect(exchange.stats.requests).toBeGreaterThan(requests);
  expect(reloaded.runner.state().kind).toBe('live');
  await reloaded.runner.stop();
});

test.each(['rest-403', 'rest-451'] as const)(
  '%s keeps every symbol back, over a reload too, and is asked about ever more rarely by one request',
  async (kind) => {
    const world = await openWorld();
    const tab = world.openTab();
    const first = await openLiveTab(world, undefined, watchRequest, tab);
    await world.advance(12_000);
    expect(first.runner.state().kind).toBe('live');

    exchange.setFaults([
      { kind, probability: 1 },
      { kind: 'missing-bar', symbol: 'BTCUSDT', bar: 'closed' },
      { kind: 'missing-bar', symbol: 'ETHUSDT', bar: 'closed' },
    ]);
    const { faults } = exchange.stats;
    const refusedAt = startAt + 61_500;
    const advanceTo = (sinceMs: number) => world.advance(refusedAt + sinceMs - world.now());
    const expectBlocked = (state: ConnectionState, untilMs: number): void => {
      expect(state).toMatchObject({ kind: 'blocked', until: refusedAt + untilMs });
      expect(state).toHaveProperty('advice', expect.stringContaining('another network'));
    };
    await advanceTo(0);
    // Both symbols ask at once; what was under way together is refused once.
    const asked = faults[kind];
    expect(asked).toBeGreaterThan(0);
    await advanceTo(4_000);
    expect(faults[kind]).toBe(asked);
    expectBlocked(first.runner.state(), 5_000);

    tab.kill();
    const { runner } = await openLiveTab(world);
    expectBlocked(runner.state(), 5_000);
    expect(faults[kind]).toBe(asked);
    // One of all requests that wait goes after 5 s, the next one 10 s later.
    await advanceTo(14_000);
    expect(faults[kind]).toBe(asked + 1);
    expectBlocked(runner.state(), 15_000);
    await advanceTo(20_000);
    expect(faults[kind]).toBe(asked + 2);
    exchange.setFaults([]);
    await advanceTo(40_000);
    expect(faults[kind]).toBe(asked + 2);
    expect(runner.state().kind).toBe('live');
    await runner.stop();
  },
);

test('a symbol that the exchange does not know is told of beside it, and the others go live', async () => {
  const world = await openWorld();
  const request = { ...watchRequest, symbols: ['BTCUSDT', 'NOSUCHUSDT'], models: {} };
  const rows = new Map<string, string | undefined>();
  const onEvent = (event: LiveEvent): void => {
    if (event.kind !== 'watch') return;
    for (const row of event.rows) rows.set(row.symbol, row.trouble);
  };
  const { runner } = await openLiveTab(world, onEvent, request);
  await world.advance(5_000);
  expect(runner.state().kind).toBe('live');
  await runner.stop();
  expect(rows.get('BTCUSDT')).toBeUndefined();
  expect(rows.get('NOSUCHUSDT')).toContain('-1121');
});

test('where no symbol is known the connection is blocked', async () => {
  const world = await openWorld();
  const { runner } = await openLiveTab(world, undefined, {
    ...watchRequest,
    symbols: ['NOSUCHUSDT'],
    models: {},
  });
  await world.advance(3_000);
  expect(runner.state()).toMatchObject({ kind: 'blocked' });
  await runner.stop();
});
