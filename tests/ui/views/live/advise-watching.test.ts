import { expect, test } from 'vitest';
import { adviseWatching } from '../../../../src/ui/views/live/advise-watching';

const markets = [
  { symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT', status: 'TRADING' },
  { symbol: '币安人生USDT', baseAsset: '币安人生', quoteAsset: 'USDT', status: 'TRADING' },
  { symbol: 'OLDUSDT', baseAsset: 'OLD', quoteAsset: 'USDT', status: 'BREAK' },
];

test('a market of the list can be watched, one that does not trade cannot', () => {
  expect(adviseWatching('BTCUSDT', [], markets)).toEqual({ kind: 'new' });
  expect(adviseWatching('币安人生USDT', [], markets)).toEqual({ kind: 'new' });
  for (const wanted of ['OLDUSDT', 'BTCUSDX']) {
    expect(adviseWatching(wanted, [], markets)).toEqual({
      kind: 'unknown',
      text: `${wanted} is not traded on Binance spot`,
    });
  }
});

test('what is half typed, or watched already, is neither', () => {
  expect(adviseWatching('', [], markets)).toEqual({ kind: 'none' });
  expect(adviseWatching('BTCUS', [], markets)).toEqual({ kind: 'none' });
  expect(adviseWatching('BTCUSDT', ['BTCUSDT'], markets)).toEqual({ kind: 'none' });
});

test('without the list everything that may be a symbol is taken', () => {
  expect(adviseWatching('NEWUSDT', [], undefined)).toEqual({ kind: 'new' });
  expect(adviseWatching('N', [], undefined)).toEqual({ kind: 'none' });
  expect(adviseWatching('A B C', [], undefined)).toEqual({ kind: 'none' });
});
