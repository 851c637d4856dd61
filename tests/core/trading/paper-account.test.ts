import { expect, test } from 'vitest';
import { fitRole } from '../../../src/core/trading/paper-account';
import { makeAccount } from '../../storage/paper-records';

const champion = makeAccount();
const challenger = makeAccount({ id: 'b', role: 'challenger' });

test.each([
  ['the first account of a symbol', challenger, [makeAccount({ symbol: 'ETHUSDT' })], 'champion'],
  ['a second champion', makeAccount({ id: 'c' }), [challenger, champion], 'challenger'],
  ['a challenger beside a champion', challenger, [champion], 'challenger'],
  [
    'a challenger beside challengers',
    makeAccount({ id: 'c', role: 'challenger' }),
    [challenger],
    'challenger',
  ],
  ['a champion beside challengers', champion, [challenger], 'champion'],
  ['a champion that is among the others itself', champion, [champion, challenger], 'champion'],
] as const)('%s', (_, account, others, role) => {
  expect(fitRole(account, others)).toEqual({ ...account, role });
});
