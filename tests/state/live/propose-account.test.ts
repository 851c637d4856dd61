import { expect, test } from 'vitest';
import {
  chooseModel,
  findLeadingAccount,
  dropUnusedModel,
  moveProposal,
  promoteAccount,
  proposeAccount,
  proposeChallenger,
} from '../../../src/state/live/propose-account';
import { choose } from '../../../src/core/trading/choice';
import { defaultTradingSettings, type TradingSettings } from '../../../src/core/trading/settings';
import { breakout } from '../../../src/core/trading/strategies/breakout';
import { ownRule } from '../../../src/core/trading/strategies/own-rule';
import { makeAccount, makeLive, makeModel } from './fake-live';
import { defaultLiveChoices } from '../../../src/state/live/live-choices';

test('a retrained model trades by the rules of the champion, beside it', () => {
  const champion = makeAccount({ isFilledAtBest: true });
  const now = Date.UTC(2024, 5, 1, 12, 30);
  const proposed = proposeChallenger(makeModel({ id: 'n' }), champion, now);
  expect(proposed).toEqual({
    ...champion,
    id: proposed.id,
    name: 'BTCUSDT retrained 2024-06-01 12:30',
    modelId: 'n',
    role: 'challenger',
    createdAt: now,
  });
  expect(proposed.id).not.toBe(champion.id);
});

test('the leading account is the champion of the symbol, else its first', () => {
  const challenger = makeAccount({ id: 'b', role: 'challenger' });
  const champion = makeAccount({ id: 'a' });
  expect(findLeadingAccount('BTCUSDT', [challenger, champion])).toBe(champion);
  expect(findLeadingAccount('BTCUSDT', [challenger])).toBe(challenger);
  expect(findLeadingAccount('ETHUSDT', [champion])).toBeUndefined();
  const { modelId: _, ...rule } = champion;
  expect(findLeadingAccount('BTCUSDT', [rule, challenger])).toBe(challenger);
});

test('without a model an account is proposed that trades by a rule, the one in force where that needs none', () => {
  const proposed = proposeAccount('BTCUSDT', undefined, defaultTradingSettings, [], 5);
  expect(proposed).not.toHaveProperty('modelId');
  expect(proposed.settings.strategy.kind).toBe('sma-cross');
  expect(proposed.settings.exits).toEqual(defaultTradingSettings.exits);
  const settings = { ...defaultTradingSettings, strategy: choose(breakout, { bars: 30 }) };
  const own = proposeAccount('BTCUSDT', undefined, settings, [], 5);
  expect(own.settings.strategy).toEqual(settings.strategy);
});

test('a model that a strategy cannot ask is dropped, one that a rule reads is kept', () => {
  const by = (strategy: TradingSettings['strategy']) =>
    dropUnusedModel(makeAccount({ settings: { ...defaultTradingSettings, strategy } })).modelId;
  expect(by(defaultTradingSettings.strategy)).toBe('m');
  expect(by(choose(breakout))).toBeUndefined();
  expect(by(choose(ownRule, { text: 'return LONG;' }))).toBeUndefined();
  expect(by(choose(ownRule, { text: 'return probability > 0.6 ? LONG : NEUTRAL;' }))).toBe('m');
  const settings = {
    ...defaultTradingSettings,
    strategy: choose(breakout),
    filter: defaultTradingSettings.strategy,
  };
  expect(dropUnusedModel(makeAccount({ settings })).modelId).toBe('m');
});

test('a proposal on another symbol is named by it, and its champion where that has none', () => {
  const others = [makeAccount({ id: 'a' })];
  const proposed = makeAccount({ id: 'b', name: 'BTCUSDT challenger', role: 'challenger' });
  const moved = moveProposal(proposed, 'ETHUSDT', others);
  expect(moved).toEqual({
    ...proposed,
    symbol: 'ETHUSDT',
    role: 'champion',
    name: 'ETHUSDT champion',
  });
  // Also where another role was chosen by hand meanwhile.
  expect(moveProposal({ ...moved, role: 'challenger' }, 'BTCUSDT', others)).toEqual(proposed);
});

test('a name that was typed stays, whatever the symbol', () => {
  const typed = makeAccount({ id: 'b', name: 'Careful', role: 'challenger' });
  expect(moveProposal(typed, 'ETHUSDT', [makeAccount({ id: 'a' })])).toMatchObject({
    name: 'Careful',
    role: 'champion',
  });
});

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
