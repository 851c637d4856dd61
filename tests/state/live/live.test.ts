import { expect, test } from 'vitest';
import type { WatchRow } from '../../../workers/api/live';
import { choose } from '../../../src/core/trading/choice';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { ownRule } from '../../../src/core/trading/strategies/own-rule';
import { makeAccount, makeLive, makeModel } from './fake-live';
import { makeBars, newYear } from '../../core/bars/make-bars';

const row = (change: Partial<WatchRow> = {}): WatchRow => ({
  symbol: 'BTCUSDT',
  price: 100,
  change: 0,
  sparkline: new Float64Array(),
  signal: 'NEUTRAL',
  probability: 0.5,
  confidence: 0,
  signalTime: newYear,
  isStale: false,
  ...change,
});
const bar = (minutes: number, close: number) => ({
  openTime: newYear + minutes * 60_000,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});

test('a first connection asks for the watch list with the model in use, and opens an account', async () => {
  const { live, requests, calls } = makeLive({ models: [makeModel()] });
  await live.start();
  await live.connect();
  expect(requests).toMatchObject([
    { symbols: ['BTCUSDT'], interval: '1m', models: { BTCUSDT: 'm' }, isRecording: false },
  ]);
  expect(calls).toEqual(['add BTCUSDT', 'connect', 'view BTCUSDT']);
  expect(live.account?.account.id).toBe('first');
});

test('without a model a first connection shows prices, and opens an account where a rule is in force', async () => {
  const { live, requests, calls } = makeLive();
  await live.start();
  await live.connect();
  expect(requests).toMatchObject([{ models: {} }]);
  expect(calls).toEqual(['connect', 'view BTCUSDT']);
  const { modelId: _, ...rule } = makeAccount({ id: 'rule' });
  const other = makeLive({ rule });
  await other.live.start();
  await other.live.connect();
  expect(other.calls).toEqual(['add BTCUSDT', 'connect', 'view BTCUSDT']);
  expect(other.live.account?.account).toEqual(rule);
});

test('a strategy that looks further back than bars were fetched connects anew, once', async () => {
  const { live, requests } = makeLive({ models: [makeModel()] });
  await live.start();
  await live.connect();
  const by = (id: string, lookBackBars: number) => ({
    ...makeAccount({ id }),
    settings: { ...defaultTradingSettings, strategy: choose(ownRule, { lookBackBars }) },
  });
  await live.addAccount(by('near', 900));
  expect(requests).toHaveLength(1);
  await live.addAccount(by('far', 3000));
  expect(requests).toHaveLength(2);
  await live.addAccount(by('less far', 2900));
  expect(requests).toHaveLength(2);
});

test('a model that needs columns of a file is not asked about live bars', async () => {
  const { live, requests } = makeLive({ models: [makeModel({ features: ['funding_rate'] })] });
  await live.connect();
  expect(requests[0]?.models).toEqual({});
});

test('bars grow by closed ones, and the forming bar stands behind them until it closes', async () => {
  const { live, send } = makeLive();
  await live.connect();
  const bars = makeBars(2);
  send({ kind: 'bars', symbol: 'BTCUSDT', bars, probability: Float32Array.of(0.4, 0.6) });
  send({ kind: 'forming-bar', symbol: 'BTCUSDT', bar: bar(2, 7) });
  expect(live.feed.view?.bars.close.at(-1)).toBe(7);
  expect(live.feed.view).toMatchObject({ closed: 2 });
  expect(live.feed.view?.probability.at(-1)).toBeNaN();
  send({ kind: 'closed-bar', symbol: 'BTCUSDT', bar: bar(2, 8), probability: 0.5, latencyMs: 3 });
  expect(live.feed.view).toMatchObject({ closed: 3 });
  expect(live.feed.view?.bars.close.at(-1)).toBe(8);
  expect(live.feed.view?.probability.at(-1)).toBe(0.5);
  expect(live.feed.latencyMs).toBe(3);
  send({ kind: 'forming-bar', symbol: 'ETHUSDT', bar: bar(3, 9) });
  expect(live.feed.view?.bars.close).toHaveLength(3);
});

test('a signal that turns is announced once where that is wanted, the first and stale ones never', async () => {
  const { live, send, said } = makeLive();
  await live.connect();
  await live.choose({ hasSound: true });
  await live.setNotifications(true);
  send({ kind: 'watch', rows: [row({ signal: 'SHORT' })] });
  send({ kind: 'watch', rows: [row({ signal: 'LONG', isStale: true })] });
  expect(said).toEqual([]);
  send({ kind: 'watch', rows: [row({ signal: 'LONG' })] });
  send({ kind: 'watch', rows: [row({ signal: 'LONG' })] });
  expect(said).toEqual(['LONG BTCUSDT at 100', 'beep']);
});

test('sound is heard as it is turned on, and nothing is when it is turned off', () => {
  const { live, said } = makeLive();
  expect(live.choices.hasSound).toBe(false);
  live.setSound(true);
  expect(said).toEqual(['beep']);
  live.setSound(false);
  expect(said).toEqual(['beep']);
  expect(live.choices.hasSound).toBe(false);
});

test('notifications that the browser does not allow, or not any more, are off', async () => {
  const { live, notices } = makeLive({ canNotify: false });
  await live.setNotifications(true);
  expect(live.choices.hasNotifications).toBe(false);
  expect(notices.current?.text).toMatch(/does not allow notifications/);
  await live.choose({ hasNotifications: true });
  await live.start();
  expect(live.choices.hasNotifications).toBe(false);
});

test('the screen is kept on while connected alone, also where the connection ends by a fault', async () => {
  const { live, awake, die } = makeLive();
  await live.choose({ isAwake: true });
  expect(awake).toEqual([]);
  await live.connect();
  expect(awake.at(-1)).toBe(true);
  die(new Error('The worker stopped.'));
  await expect.poll(() => awake.at(-1)).toBe(false);
  await live.connect();
  expect(awake.at(-1)).toBe(true);
  await live.disconnect();
  expect(awake.at(-1)).toBe(false);
});

test('a symbol that is added is asked for and shown; the last one cannot be taken away', async () => {
  const { live, requests, calls } = makeLive();
  await live.connect();
  await live.watch('ETHUSDT');
  expect(requests.at(-1)?.symbols).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect(calls.at(-1)).toBe('view ETHUSDT');
  await live.unwatch('ETHUSDT');
  expect(live.symbol).toBe('BTCUSDT');
  await live.unwatch('BTCUSDT');
  expect(live.choices.symbols).toEqual(['BTCUSDT']);
});

test('a reset and a removal can be undone by their notices', async () => {
  const account = makeAccount();
  const { live, notices, calls } = makeLive({ accounts: [account] });
  await live.start();
  await live.accounts.reset(account);
  notices.act();
  await expect.poll(() => calls).toEqual(['reset a', 'undo a']);
  await live.accounts.remove(account);
  expect(live.accounts.list).toEqual([]);
  notices.act();
  await expect.poll(() => live.accounts.list).toHaveLength(1);
});

test('a refused command is said and changes nothing', async () => {
  const account = makeAccount();
  const { live, notices, refuse } = makeLive({ accounts: [account] });
  await live.start();
  refuse(new Error('Another tab trades this account.'));
  await live.accounts.reset(account);
  expect(live.accounts.failure).toBe('Another tab trades this account.');
  expect(notices.current).toBeUndefined();
});

test('a worker that dies ends the connection and says why; connecting starts another', async () => {
  const { live, die, requests } = makeLive();
  await live.connect();
  die(new Error('The worker stopped.'));
  await expect.poll(() => live.failure).toBe('The worker stopped.');
  expect(live.isOn).toBe(false);
  await live.connect();
  expect(requests).toHaveLength(2);
  expect(live.failure).toBeUndefined();
});

test('an account that fills at the best offers has the stream bring them', async () => {
  const { live, requests } = makeLive({ models: [makeModel()] });
  await live.connect();
  await live.addAccount({ ...makeAccount(), id: 'second', isFilledAtBest: true });
  expect(requests.map(({ hasBookTicker }) => hasBookTicker)).toEqual([false, true]);
});

test('an account that is imported is shown, and a session that runs begins anew to fetch its bars', async () => {
  const { live, notices, calls, requests } = makeLive();
  await live.start();
  const file = new Blob([JSON.stringify(makeAccount({ id: 'z' }))]);
  await live.importAccount(file);
  expect(live.account?.account.id).toBe('z');
  expect(requests).toHaveLength(0);
  await live.connect();
  await live.importAccount(new Blob([JSON.stringify(makeAccount({ id: 'y' }))]));
  expect(requests).toHaveLength(2);
  await live.importAccount(file);
  expect(calls.filter((call) => call === 'import z')).toHaveLength(2);
  expect(notices.current?.text).toMatch(/is here already/);
  expect(requests).toHaveLength(2);
});

test('an account file that is refused is told with its reason', async () => {
  const { live, refuse } = makeLive();
  await live.start();
  refuse(new Error('account file: engine.balance must be a finite number, was null.'));
  await live.importAccount(new Blob([JSON.stringify(makeAccount())]));
  expect(live.accounts.failure).toMatch(/engine\.balance/);
  expect(live.accounts.list).toEqual([]);
});

test('best bid and ask come as long as an account fills at them, whatever is chosen', async () => {
  const atBest = makeAccount({ isFilledAtBest: true });
  const { live, requests, notices } = makeLive({ models: [makeModel()], accounts: [atBest] });
  await live.start();
  await live.connect();
  expect(live.needsOffers).toBe(true);
  expect(live.choices.hasBookTicker).toBe(false);
  expect(requests.at(-1)?.hasBookTicker).toBe(true);
  await live.accounts.remove(atBest);
  expect(live.needsOffers).toBe(false);
  await live.choose({ isRecording: true });
  expect(requests.at(-1)?.hasBookTicker).toBe(false);
  notices.act();
  await expect.poll(() => live.needsOffers).toBe(true);
});

test('an account at the best offers that comes back has the running stream bring them', async () => {
  const atBest = makeAccount({ id: 'second', isFilledAtBest: true });
  const { live, requests, notices, send } = makeLive({
    models: [makeModel()],
    accounts: [makeAccount(), atBest],
  });
  await live.start();
  await live.accounts.remove(atBest);
  await live.connect();
  expect(requests.map(({ hasBookTicker }) => hasBookTicker)).toEqual([false]);
  notices.act();
  await expect.poll(() => live.needsOffers).toBe(true);
  send({ kind: 'accounts', accounts: [] });
  await expect.poll(() => requests.length).toBe(2);
  expect(requests[1]?.hasBookTicker).toBe(true);
});
