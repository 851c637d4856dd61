import { expect, test } from 'vitest';
import type { PendingWait } from '../../src/exchange/waits';
import { createRefusalStore } from '../../src/storage/rest-refusals';
import type { TabquantDatabase } from '../../src/storage/schema';
import { openFresh } from '../storage/make-records';
import { createFakeExchange, type FakeExchange } from './binance/fake-exchange';
import { openBinance } from './binance/open-binance';
import { makeRefusalStore } from './memory-refusals';

const ban = { status: 418, headers: { 'Retry-After': '240' } };

/** The exchange as one worker uses it: a new one knows what is on disk alone, as after a reload or in another tab. */
function openWorker(server: FakeExchange, database: TabquantDatabase, retries: 'repeat' | 'once') {
  const refusals = createRefusalStore(() => Promise.resolve(database), 'binance');
  return openBinance(server.platform, ['https://one.test'], { refusals, retries });
}

test('a download waits for the end of a ban that live trading met before the page was loaded anew', async () => {
  const database = await openFresh();
  const server = createFakeExchange([]);
  server.fail = () => ban;
  const live = openWorker(server, database, 'once');
  await expect(server.clock.run(live.serverTime())).rejects.toMatchObject({ waitMs: 240_000 });
  const bannedAt = server.clock.now();

  server.fail = () => undefined;
  const download = openWorker(server, database, 'repeat');
  const waits: (PendingWait | undefined)[] = [];
  await server.clock.run(download.serverTime({ onWait: (wait) => waits.push(wait) }));
  expect(waits).toEqual([{ kind: 'banned', waitMs: 240_000 }, undefined]);
  expect(server.asked).toHaveLength(2);
  expect(server.asked[1].time).toBeGreaterThanOrEqual(bannedAt + 240_000);
});

test('live trading asks for nothing until a ban is over that a download met, even while both run', async () => {
  const server = createFakeExchange([]);
  const refusals = makeRefusalStore();
  const open = (retries: 'repeat' | 'once') =>
    openBinance(server.platform, ['https://one.test'], { refusals, retries });
  const live = open('once');
  await server.clock.run(live.serverTime());
  server.fail = ({ index }) => (index === 1 ? ban : undefined);
  const download = open('repeat');
  const downloading = download.serverTime();
  const asking = server.clock
    .sleep(60_000)
    .then(() => live.serverTime())
    .catch((cause: unknown) => cause);
  expect(await server.clock.run(asking)).toMatchObject({ kind: 'banned', waitMs: 180_100 });
  await server.clock.run(downloading);
  // The download's answer has ended the refusal for both.
  await server.clock.run(live.serverTime());
  expect(server.asked).toHaveLength(4);
});

test('a firewall that refuses live trading is left alone by a download, and told of', async () => {
  const database = await openFresh();
  const server = createFakeExchange([]);
  server.fail = ({ index }) => (index === 0 ? { status: 403 } : undefined);
  const live = openWorker(server, database, 'once');
  await expect(server.clock.run(live.serverTime())).rejects.toMatchObject({ kind: 'firewall' });
  const waits: (PendingWait | undefined)[] = [];
  const download = openWorker(server, database, 'repeat');
  await server.clock.run(download.serverTime({ onWait: (wait) => waits.push(wait) }));
  expect(waits[0]).toEqual({ kind: 'blocked', waitMs: 5000 });
});

test('what one exchange refuses is no matter of another', async () => {
  const database = await openFresh();
  const server = createFakeExchange([]);
  server.fail = ({ index }) => (index === 0 ? ban : undefined);
  const live = openWorker(server, database, 'once');
  await expect(server.clock.run(live.serverTime())).rejects.toMatchObject({ kind: 'banned' });
  const refusals = createRefusalStore(() => Promise.resolve(database), 'another');
  const another = openBinance(server.platform, ['https://two.test'], { refusals, retries: 'once' });
  await server.clock.run(another.serverTime());
});
