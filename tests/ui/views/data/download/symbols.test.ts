import { describe, expect, test } from 'vitest';
import { adviseSymbol, listMarkets } from '../../../../../src/ui/views/data/download/symbols';

const market = (baseAsset: string, quoteAsset: string, status = 'TRADING') => ({
  symbol: baseAsset + quoteAsset,
  baseAsset,
  quoteAsset,
  status,
});
const symbols = [
  market('ETH', 'BTC'),
  market('LUNA', 'USDT', 'BREAK'),
  market('BTC', 'TRY'),
  market('ETH', 'USDT'),
  market('BTC', 'USDT'),
];

test('markets are listed by the quotes that most look for, those that do not trade last', () => {
  expect(listMarkets(symbols).map(({ value }) => value)).toEqual([
    'BTCUSDT',
    'ETHUSDT',
    'ETHBTC',
    'BTCTRY',
    'LUNAUSDT',
  ]);
});

describe('what is said of a symbol', () => {
  test.each([
    ['btcusdt', 'BTC priced in USDT.'],
    ['LUNAUSDT', /only its past/],
    ['NOPE', /Not in the list/],
    ['', '5 markets.'],
  ])('%j', (typed, text) => {
    expect(adviseSymbol(typed, symbols, undefined)).toMatch(text);
  });

  test('a list that cannot be had does not stand in the way, and says why', () => {
    const advice = adviseSymbol('BTCUSDT', undefined, 'No host could be reached.');
    expect(advice).toMatch(/type the symbol.*No host could be reached\./);
  });
});
