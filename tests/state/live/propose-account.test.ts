import { expect, test } from 'vitest';
import { findLeadingAccount, proposeChallenger } from '../../../src/state/live/propose-account';
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
