import { expect, test } from 'vitest';
import { defaultLiveChoices } from '../../../src/state/live/live-choices';
import { chooseModel, promoteAccount } from '../../../src/state/live/promote-account';
import { makeAccount, makeLive, makeModel } from './fake-live';

const champion = makeAccount({ id: 'a', modelId: 'm' });
const challenger = makeAccount({ id: 'b', modelId: 'n', role: 'challenger', name: 'New' });
const models = [makeModel(), makeModel({ id: 'n' })];

async function openLive() {
  const made = makeLive({ accounts: [champion, challenger], models });
  await made.live.start();
  await made.live.choose({ modelForAll: 'm' });
  const roles = () =>
    Object.fromEntries(
      made.live.accounts.list?.map(({ account }) => [account.id, account.role]) ?? [],
    );
  return { ...made, roles };
}

test('a challenger becomes champion, and its model gives the signal; Undo takes both back', async () => {
  const { live, notices, roles } = await openLive();
  await promoteAccount(challenger, live, notices);
  expect(roles()).toEqual({ a: 'challenger', b: 'champion' });
  expect(live.models).toEqual({ BTCUSDT: 'n' });
  expect(notices.current?.text).toBe('New is the champion of BTCUSDT now.');
  notices.act();
  await expect.poll(() => live.models).toEqual({ BTCUSDT: 'm' });
  expect(roles()).toEqual({ a: 'champion', b: 'challenger' });
});

test('a symbol whose signal another model gives keeps it', async () => {
  const other = makeLive({
    accounts: [makeAccount({ id: 'a', modelId: 'x' }), challenger],
    models,
  });
  await other.live.start();
  await other.live.choose({ modelForAll: 'm' });
  await promoteAccount(challenger, other.live, other.notices);
  expect(other.live.models).toEqual({ BTCUSDT: 'm' });
});

test('a promotion connects anew only where another model gives the signal from then on', async () => {
  const { live, notices, requests } = await openLive();
  await live.connect();
  expect(requests).toHaveLength(1);
  await promoteAccount(challenger, live, notices);
  expect(requests.map((request) => request.models)).toEqual([{ BTCUSDT: 'm' }, { BTCUSDT: 'n' }]);

  const shared = makeLive({ accounts: [champion, { ...challenger, modelId: 'm' }], models });
  await shared.live.start();
  await shared.live.choose({ modelForAll: 'm' });
  await shared.live.connect();
  await promoteAccount({ ...challenger, modelId: 'm' }, shared.live, shared.notices);
  expect(shared.live.accounts.list?.find(({ account }) => account.id === 'b')).toMatchObject({
    account: { role: 'champion' },
  });
  expect(shared.requests).toHaveLength(1);
});

test('a refusal changes nothing', async () => {
  const { live, notices, roles, refuse } = await openLive();
  refuse(new Error('Another tab trades this account.'));
  await promoteAccount(challenger, live, notices);
  expect(live.accounts.failure).toBe('Another tab trades this account.');
  expect(notices.current).toBeUndefined();
  expect(live.models).toEqual({ BTCUSDT: 'm' });
  refuse(undefined);
  await live.accounts.load();
  expect(roles()).toEqual({ a: 'champion', b: 'challenger' });
});

test('of several symbols with one model, the others keep it', () => {
  const shared = {
    ...defaultLiveChoices,
    symbols: ['A', 'B'],
    modelForAll: 'm',
    models: { B: 'x' },
  };
  expect(chooseModel(shared, 'A', 'n')).toEqual({
    hasModelPerSymbol: true,
    models: { A: 'n', B: 'm' },
  });
  const own = { ...shared, hasModelPerSymbol: true };
  expect(chooseModel(own, 'A', 'n')).toEqual({ models: { A: 'n', B: 'x' } });
});
