import { expect, test } from 'vitest';
import {
  findLeadingAccount,
  moveProposal,
  proposeChallenger,
} from '../../../src/state/live/propose-account';
import { makeAccount, makeModel } from './fake-live';

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
