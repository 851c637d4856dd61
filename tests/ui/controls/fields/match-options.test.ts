import { expect, test } from 'vitest';
import { matchOptions } from '../../../../src/ui/controls/fields/match-options';

const options = [
  { value: 'WBTCUSDT', note: 'WBTC/USDT' },
  { value: 'BTCUSDT', note: 'BTC/USDT' },
  { value: 'BTC', note: 'the coin' },
  { value: 'ETHBTC', note: 'ETH/BTC' },
];

const valuesFor = (typed: string, limit = 10) =>
  matchOptions(options, typed, limit).map(({ value }) => value);

test('the same value comes first, then those that start with it, then those that have it', () => {
  expect(valuesFor('btc')).toEqual(['BTC', 'BTCUSDT', 'WBTCUSDT', 'ETHBTC']);
});

test('notes are searched, too', () => {
  expect(valuesFor('coin')).toEqual(['BTC']);
});

test('nothing typed matches everything, up to the limit', () => {
  expect(valuesFor('  ', 3)).toEqual(['WBTCUSDT', 'BTCUSDT', 'BTC']);
});

test('what nothing has matches nothing', () => {
  expect(valuesFor('xyz')).toEqual([]);
});
