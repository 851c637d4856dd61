import { afterEach, expect, test } from 'vitest';
import { countBars } from '../../src/core/bars/bars';
import { createPaperAccount } from '../../src/storage/paper-accounts';
import { openPaperAccount } from '../../src/live/paper/account';
import type { LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './scene/make-model';
import { openLiveTab } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const models = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];

test('a session is live at once, with history, and tells each closed bar within 250 ms', async () => {
  exchange = await startTestExchange();
  const database = await openFresh();
  await createPaperAccount(
    database,
    openPaperAccount(makeLiveAccount({ createdAt: startAt }), minuteMs),
  );
  const world = createSteppedWorld({ exchange, database, models });
  const events: LiveEvent[] = [];
  await world.advance(30_000);
  const { runner } = await openLiveTab(world, (event) => events.push(event));
  expect(runner.state().kind).toBe('live');
  // A day of bars, which is as old as this market is.
  const history = events.filter((event) => event.kind === 'bars').at(-1);
  expect(history && countBars(history.bars)).toBe(1440);
  expect(history?.probability.at(-1)).not.toBeNaN();

  await world.advance(20 * minuteMs);
  const closed = events.filter((event) => event.kind === 'closed-bar');
  expect(closed.map(({ bar }) => bar.openTime)).toEqual(
    Array.from({ length: 20 }, (_, minute) => startAt + minute * minuteMs),
  );
  expect(Math.max(...closed.map(({ latencyMs }) => latencyMs))).toBeLessThan(250);
  expect(runner.counts()).toMatchObject({ closedBars: 2920, inferences: 2920, reconnects: 0 });
  await runner.stop();
  const frames = events.filter((event) => event.kind === 'accounts').at(-1);
  expect(frames?.accounts[0].performance.bars).toBe(20);
});
