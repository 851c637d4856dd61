import { afterEach, expect, test } from 'vitest';
import { readRecording } from '../../../src/live/recording/recording';
import { openPaperAccount } from '../../../src/live/paper/account';
import { createPaperAccount } from '../../../src/storage/paper-accounts';
import { loadPaperTrades } from '../../../src/storage/paper-journal';
import { checkRecording, hashTrades } from '../../../src/live/recording/replay';
import type { Exchange } from '../../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../../servers/test-client';
import { openFresh } from '../../storage/make-records';
import { makeLiveAccount, makeLiveModel } from '../scene/make-model';
import { openLiveTab, watchRequest } from '../scene/open-client';
import { createSteppedWorld } from '../scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const models = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];

test('a recording holds the models of its session alone, those that came late included, and is equal', async () => {
  exchange = await startTestExchange();
  const database = await openFresh();
  const account = makeLiveAccount({ createdAt: startAt });
  await createPaperAccount(database, openPaperAccount(account, minuteMs));
  const world = createSteppedWorld({ exchange, database, models });
  await world.advance(30_000);
  const { runner, accounts, recordings } = await openLiveTab(world, undefined, {
    ...watchRequest,
    models: { BTCUSDT: 'm1', ETHUSDT: 'gone' },
    isRecording: true,
  });
  await world.advance(20 * minuteMs);
  await accounts.add(makeLiveAccount({ id: 'late', name: 'Late', modelId: 'm2' }));
  await world.advance(40 * minuteMs);
  await accounts.remove('late');
  const running = (await recordings.export('1')).join('');
  await runner.stop();
  recordings.end();
  const [info] = recordings.list().recordings;
  expect(info).toMatchObject({ symbols: ['BTCUSDT', 'ETHUSDT'], isRunning: false });

  const text = (await recordings.export('1')).join('');
  const { header, inputs } = readRecording(text);
  expect(header.watch).toEqual({ BTCUSDT: 'm1' });
  const brought = inputs.flatMap((input) => (input.kind === 'model' ? [input.model.id] : []));
  expect(brought).toEqual(['m1', 'm2']);

  expect((await checkRecording(running)).verdict).toBe('equal');
  const report = await checkRecording(text);
  expect(report).toMatchObject({ verdict: 'equal', bars: info.bars });
  expect(report.accounts.map(({ name }) => name)).toEqual(['Champion', 'Late']);
  expect(report.accounts.every(({ trades }) => trades > 0)).toBe(true);
  const journaled = await loadPaperTrades(database, 'champion');
  expect(report.accounts[0].sha256).toBe(await hashTrades(journaled));
});
