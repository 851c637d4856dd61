import { exitsAfter } from '../../core/trading/engine-scenario';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StorageError } from '../../../src/storage/storage-error';
import { choose } from '../../../src/core/trading/choice';
import { smaCross } from '../../../src/core/trading/strategies/sma-cross';
import { makeAccount, openAccount } from '../../storage/paper-records';
import { makeAccountsScene, settle } from './accounts-scene';

const minuteMs = 60_000;
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await settle();
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

const closed = new StorageError('closed', 'The database was closed.');

test('locks that fail at the start leave the account in view, and it is traded once they work', async () => {
  const { accounts, scene, traded, warnings, open, tryAgain } = makeAccountsScene();
  scene.lockError = new Error('Locks fail.');
  await open();
  expect(accounts.stored()).toMatchObject([{ isViewer: true }]);
  expect(warnings).toEqual(['Locks fail. The account is unchanged; next try in 1 s.']);
  await tryAgain();
  expect(warnings.at(-1)).toContain('next try in 2 s');
  scene.lockError = undefined;
  await tryAgain();
  expect(accounts.stored()).toMatchObject([{ isViewer: false }]);
  expect([...traded.keys()]).toEqual(['a']);
});

test('a store that cannot be read at the start leaves the account in view until it can', async () => {
  const { accounts, scene, stored, traded, open, tryAgain } = makeAccountsScene();
  scene.storeError = closed;
  await open();
  expect(accounts.stored()).toMatchObject([{ isViewer: true }]);
  expect(traded.size).toBe(0);
  scene.storeError = undefined;
  const now = { ...openAccount(), lastOpenTime: 60_000 };
  stored.set('a', now);
  await tryAgain();
  expect(traded.get('a')).toEqual(now);
});

test('what another tab tells of an account is read again when reading fails', async () => {
  const { accounts, scene, stored, warnings, open, hear, tryAgain } = makeAccountsScene();
  scene.isFree = false;
  await open();
  const now = { ...openAccount(), lastOpenTime: 60_000 };
  stored.set('a', now);
  scene.storeError = closed;
  hear('a');
  await settle();
  expect(accounts.stored()).toMatchObject([{ isViewer: true, state: { lastOpenTime: undefined } }]);
  expect(warnings).toEqual(['The database was closed. The account is unchanged; next try in 1 s.']);
  scene.storeError = undefined;
  await tryAgain();
  expect(accounts.stored()).toEqual([{ isViewer: true, state: now }]);
});

test('an account that is gone leaves the view at once, without a warning', async () => {
  const { accounts, scene, stored, warnings, open, hear } = makeAccountsScene();
  scene.isFree = false;
  await open();
  stored.delete('a');
  hear('a');
  await settle();
  expect([accounts.stored(), warnings]).toEqual([[], []]);
});

test('an account that falls to this tab is traded, however often reading fails before', async () => {
  const { accounts, scene, traded, open, grant, tryAgain } = makeAccountsScene();
  scene.isFree = false;
  await open();
  scene.storeError = closed;
  grant();
  await settle();
  await tryAgain();
  expect(traded.size).toBe(0);
  scene.storeError = undefined;
  await tryAgain();
  expect(traded.size).toBe(1);
  expect(accounts.stored()).toMatchObject([{ isViewer: false }]);
});

test('a session that cannot take an account is asked again', async () => {
  const { scene, traded, warnings, open, grant, tryAgain } = makeAccountsScene();
  scene.isFree = false;
  await open();
  scene.joinError = new Error('The model is damaged.');
  grant();
  await settle();
  expect(warnings.at(-1)).toContain('The model is damaged.');
  scene.joinError = undefined;
  await tryAgain();
  expect(traded.size).toBe(1);
});

test('settings that cannot be kept are told, and the session goes on under the old ones', async () => {
  const { accounts, scene, stored, traded, open } = makeAccountsScene();
  await open();
  const before = traded.get('a');
  scene.storeError = closed;
  const { settings } = openAccount().account;
  await expect(accounts.configure('a', { ...settings, exits: exitsAfter(3) })).rejects.toBe(closed);
  expect(traded.get('a')).toEqual(before);
  expect(stored.get('a')).toEqual(before);
});

test('settings that the session cannot take are told, not left unhandled', async () => {
  const { accounts, scene, open } = makeAccountsScene();
  await open();
  scene.joinError = new Error('The session is over.');
  const { settings } = openAccount().account;
  await expect(accounts.configure('a', settings)).rejects.toThrow('The session is over.');
});

test('after the end nothing is tried any more', async () => {
  const { accounts, scene, timers, open } = makeAccountsScene();
  scene.lockError = new Error('Locks fail.');
  await open();
  expect(timers).toHaveLength(1);
  await accounts.close();
  expect(timers).toEqual([]);
  expect(accounts.stored()).toEqual([]);
});

/** A scene in which a bar is traded while the store removes the account, and the account after that bar. */
async function openRemoval() {
  const made = makeAccountsScene();
  await made.open();
  const state = { ...openAccount(), lastOpenTime: 60_000 };
  made.scene.whileRemoving = () => {
    // Where it was let go of before, no bar reaches it.
    if (!made.traded.has('a')) return;
    made.traded.set('a', state);
    made.accounts.take([
      { state, trades: [], bar: { openTime: 60_000, equity: 10_000, close: 100 } },
    ]);
  };
  return { ...made, state };
}

test('an account whose removal the store refuses goes on trading, and keeps the bars that came meanwhile', async () => {
  const { accounts, scene, stored, traded, state } = await openRemoval();
  scene.removeError = closed;
  await expect(accounts.remove('a')).rejects.toThrow('The database was closed.');
  await settle();
  expect(traded.get('a')).toEqual(state);
  expect(stored.get('a')).toEqual(state);
  expect(accounts.stored()).toEqual([{ isViewer: false, state }]);
});

test('an account that is removed trades no more, and bars that came meanwhile are not written', async () => {
  const { accounts, stored, traded, warnings } = await openRemoval();
  await accounts.remove('a');
  await settle();
  expect([traded.size, stored.size, accounts.stored(), warnings]).toEqual([0, 0, [], []]);
});

test('an account without a model is opened on the interval that is asked for, if its strategy needs none', async () => {
  const { accounts, stored, traded, open } = makeAccountsScene();
  await open();
  const { modelId: _, ...account } = makeAccount({ id: 'rule' });
  const settings = { ...account.settings, strategy: choose(smaCross) };
  await expect(accounts.add(account, minuteMs)).rejects.toThrow('needs a model');
  await accounts.add({ ...account, settings }, minuteMs);
  expect(stored.get('rule')).toMatchObject({ engine: { intervalMs: minuteMs } });
  expect(stored.get('rule')?.account.modelId).toBeUndefined();
  expect([...traded.keys()]).toEqual(['a', 'rule']);
  await accounts.add({ ...account, id: 'hourly', settings }, 60 * minuteMs);
  expect(stored.get('hourly')?.engine.intervalMs).toBe(60 * minuteMs);
  expect([...traded.keys()]).toEqual(['a', 'rule']);
});
