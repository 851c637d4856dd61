import { afterEach, expect, test } from 'vitest';
import type { Bars } from '../../src/core/bars/bars';
import type { LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import type { Fault } from '../servers/faults/fault';
import { minuteMs, startTestExchange } from '../servers/test-client';
import { compareSeries } from '../soak/compare-series';
import { openFresh } from '../storage/make-records';
import { makeLiveModel } from './scene/make-model';
import { openLiveTab, watchRequest } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

/** A session that is live since 30 s, and what it tells. */
async function start() {
  exchange = await startTestExchange();
  const database = await openFresh();
  const world = createSteppedWorld({ exchange, database, models: [makeLiveModel('m1', 5)] });
  const log: string[] = [];
  const bars = new Map<string, Bars>();
  const troubles = new Map<string, string | undefined>();
  await world.advance(30_000);
  const { runner } = await openLiveTab(world, (event: LiveEvent) => {
    if (event.kind === 'log') log.push(...event.entries.map(({ text }) => text));
    if (event.kind === 'bars') bars.set(event.symbol, event.bars);
    if (event.kind === 'watch') {
      for (const { symbol, trouble } of event.rows) troubles.set(symbol, trouble);
    }
  });
  return { world, runner, log, bars, troubles };
}

const silence: Fault = { kind: 'silent-stream', symbol: 'ETHUSDT' };

test('a symbol that falls silent while others speak gets a new connection, and no bar is lost', async () => {
  const { world, runner, log, bars, troubles } = await start();
  exchange.setFaults([silence]);
  await world.advance(100_000);
  expect(troubles.get('ETHUSDT')).toContain('No message about it');
  expect(exchange.stats.socketsOpened).toBe(1);
  await world.advance(25_000);
  expect(exchange.stats).toMatchObject({ socketsOpened: 2, socketsOpen: 1 });
  const [{ from, to }] = exchange.stats.silences;
  expect((to ?? NaN) - from).toBeGreaterThanOrEqual(118_000);
  expect((to ?? NaN) - from).toBeLessThan(125_000);
  await world.advance(5_000);
  expect(runner.state().kind).toBe('live');
  expect(runner.counts().reconnects).toBe(0);

  await world.advance(10 * minuteMs);
  expect(exchange.stats.socketsOpened).toBe(2);
  expect(troubles.get('ETHUSDT')).toBeUndefined();
  for (const symbol of watchRequest.symbols) {
    runner.view(symbol);
    const own = bars.get(symbol);
    const truth = exchange.readClosedBars(symbol, '1m');
    expect(own?.openTime.at(-1)).toBe(truth.openTime.at(-1));
    expect(own && compareSeries(own, truth)).toMatchObject({ lost: 0, duplicate: 0, different: 0 });
  }
  await runner.stop();
  expect(log.filter((text) => text.includes('though it is traded'))).toHaveLength(1);
});

test('one that stays silent is asked for ever more rarely', async () => {
  const { world, runner, troubles } = await start();
  // On every connection, from its first message on.
  exchange.setFaults([{ ...silence, probability: 1 }]);
  await world.advance(40 * minuteMs);
  // After 2, 6, 14 and 30 minutes.
  expect(exchange.stats.socketsOpened).toBe(5);
  expect(troubles.get('ETHUSDT')).toMatch(/for 23\d\d s/);
  expect(runner.state().kind).toBe('live');
  await runner.stop();
});

test('a new connection that is refused is tried again after a minute', async () => {
  const { world, runner } = await start();
  exchange.setFaults([silence, { kind: 'refuse-socket' }]);
  await world.advance(130_000);
  expect(exchange.stats).toMatchObject({ socketsOpened: 1, socketsRefused: 1 });
  await world.advance(60_000);
  expect(exchange.stats).toMatchObject({ socketsOpened: 2, socketsRefused: 1, socketsOpen: 1 });
  expect(runner.state().kind).toBe('live');
  expect(runner.counts().reconnects).toBe(0);
  await runner.stop();
});
