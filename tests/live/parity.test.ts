import { exitsAfter } from '../core/trading/engine-scenario';
import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { countBars, readBar, sliceBars } from '../../src/core/bars/bars';
import { createEngine, stepThrough } from '../../src/core/trading/engine';
import { choose } from '../../src/core/trading/choice';
import type { PaperAccount } from '../../src/core/trading/paper-account';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { openPaperAccount } from '../../src/live/paper/account';
import { createLivePredictor } from '../../src/core/models/predictor';
import { readRecording } from '../../src/live/recording/recording';
import { checkRecording, replayRecording } from '../../src/live/recording/replay';
import { createReplay } from '../../src/core/trading/replay';
import { createPaperAccount, loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperTrades } from '../../src/storage/paper-journal';
import { loadPaperEquity } from '../storage/paper-records';
import type { LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import type { Fault } from '../servers/faults/fault';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './scene/make-model';
import { openLiveTab, watchRequest } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const model = makeLiveModel('m1', 5);
const account = makeLiveAccount({ createdAt: startAt });
const { modelId: _, ...modelFree } = account;
/** An account that asks no model. */
const crossing: PaperAccount = {
  ...modelFree,
  id: 'crossing',
  role: 'challenger',
  settings: { ...account.settings, strategy: choose(smaCross, { fast: 2, slow: 5 }) },
};
const faults: readonly Fault[] = [
  { kind: 'drop-connection', every: 900 },
  { kind: 'missing-bar', every: 1100, after: 300 },
  { kind: 'duplicate-message', every: 200 },
  { kind: 'rest-5xx', path: '/api/v3/klines', every: 9 },
];

/** Trades 120 bars of a faulty stream, with what the page was told and what is on disk. */
async function trade() {
  exchange = await startTestExchange();
  const database = await openFresh();
  await createPaperAccount(database, openPaperAccount(account, minuteMs));
  await createPaperAccount(database, openPaperAccount(crossing, minuteMs));
  const world = createSteppedWorld({ exchange, database, models: [model] });
  await world.advance(30_000);
  let shown: Extract<LiveEvent, { kind: 'bars' }> | undefined;
  const request = { ...watchRequest, isRecording: true };
  const { runner, accounts, recordings } = await openLiveTab(
    world,
    (event) => {
      if (event.kind === 'bars') shown = event;
    },
    request,
  );
  exchange.setFaults(faults);
  await world.advance(60 * minuteMs);
  await accounts.configure(account.id, { ...account.settings, exits: exitsAfter(6) });
  await accounts.configure(account.id, account.settings);
  await world.advance(60 * minuteMs);
  runner.view('BTCUSDT');
  await runner.stop();
  const [{ id }] = recordings.list().recordings;
  const text = (await recordings.export(id)).join('');
  if (shown === undefined) throw new Error('no bars were shown');
  return { database, shown, text };
}

test('live, replay and backtest of the same bars give the same trades and the same equity', async () => {
  const { database, shown } = await trade();
  const live = await loadPaperTrades(database, account.id);
  expect(live.length).toBeGreaterThan(10);
  const { time, equity } = await loadPaperEquity(database, account.id);
  const start = shown.bars.openTime.indexOf(time[0]);
  const range = { start, end: countBars(shown.bars) };
  const predictor = createLivePredictor(model.network, minuteMs);
  const predicted = Array.from({ length: range.end }, (_, index) =>
    predictor.push(readBar(shown.bars, index)),
  );
  expect(Float32Array.from(predicted)).toEqual(shown.probability);

  const bars = sliceBars(shown.bars, range);
  const probability = predicted.slice(start);
  const whole = { start: 0, end: countBars(bars) };
  const engine = createEngine(account.settings, minuteMs);
  stepThrough(engine, bars, probability, whole);
  expect(engine.trades).toEqual(live);

  const replay = createReplay({ bars, probability, range: whole, settings: account.settings });
  replay.advance(Infinity);
  const frame = replay.frame();
  expect(frame.trades).toEqual(live);
  expect([...frame.equity]).toEqual([...equity]);
});

test('an account by a rule trades live without a model as a backtest does', async () => {
  const { database, shown } = await trade();
  const live = await loadPaperTrades(database, crossing.id);
  expect(live.length).toBeGreaterThan(5);
  const { time, equity, probability } = await loadPaperEquity(database, crossing.id);
  expect(probability.every(Number.isNaN)).toBe(true);
  const start = shown.bars.openTime.indexOf(time[0]);
  const engine = createEngine(crossing.settings, minuteMs);
  const marked: number[] = [];
  stepThrough(engine, shown.bars, [], { start, end: countBars(shown.bars) }, () =>
    marked.push(engine.record.equity),
  );
  // The account counts its bars from its first one.
  const counted = engine.trades.map((one) => ({
    ...one,
    signalIndex: one.signalIndex - start,
    entryIndex: one.entryIndex - start,
    exitIndex: one.exitIndex - start,
  }));
  expect(counted).toEqual(live);
  expect(marked).toEqual([...equity]);
});

test('a recorded session that went through its text runs again to the same accounts, hash for hash', async () => {
  const { database, text } = await trade();
  const { trades, accounts } = replayRecording(readRecording(text));
  const hash = (value: unknown): string =>
    createHash('sha256').update(JSON.stringify(value)).digest('hex');
  expect(hash(trades[account.id])).toBe(hash(await loadPaperTrades(database, account.id)));
  expect((await checkRecording(text)).verdict).toBe('equal');
  expect(hash(accounts[0])).toBe(hash(await loadPaperAccount(database, account.id)));
});
