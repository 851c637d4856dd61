import { describe, expect, test } from 'vitest';
import { binance } from '../../../../../src/exchange/binance/binance';
import {
  adviseSymbol,
  type DownloadChoices,
  estimateDownload,
  listMarkets,
  planDownload,
} from '../../../../../src/ui/views/data/download/plan-download';

const { info } = binance;
const now = Date.UTC(2024, 2, 31, 12, 0, 30);
const choices: DownloadChoices = {
  symbol: ' btcusdt ',
  interval: '1m',
  span: 'days',
  days: 90,
  fromDate: '2024-01-01',
  toDate: '2024-01-31',
};

describe('the request that is planned', () => {
  test('ends before the bar that is forming', () => {
    const to = Date.UTC(2024, 2, 31, 12, 0);
    expect(planDownload(info, choices, now)).toEqual({
      request: {
        exchange: 'binance',
        symbol: 'BTCUSDT',
        interval: '1m',
        from: to - 90 * 86_400_000,
        to,
      },
    });
  });

  test('has both days in, by UTC', () => {
    expect(planDownload(info, { ...choices, span: 'dates' }, now)).toMatchObject({
      request: { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 1, 1) },
    });
  });

  test('ends now where the last day is today', () => {
    const today = { ...choices, span: 'dates', toDate: '2024-03-31' } as const;
    expect(planDownload(info, today, now)).toMatchObject({
      request: { to: Date.UTC(2024, 2, 31, 12, 0) },
    });
  });

  test.each([
    [{ symbol: ' ' }, /symbol/],
    [{ span: 'dates', fromDate: '' }, /first and the last/],
    [{ span: 'dates', fromDate: '2024-02-01' }, /not be after/],
    [{ interval: '1s' }, /do not fit/],
  ] as const)('is none with %j', (change, problem) => {
    expect(planDownload(info, { ...choices, ...change }, now)).toEqual({
      problem: expect.stringMatching(problem) as string,
    });
  });
});

describe('the estimate', () => {
  const estimate = (bars: number) =>
    estimateDownload(info, {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      interval: '1m',
      from: 0,
      to: bars * 60_000,
    });

  test('of 90 days of minutes is 130 requests', () => {
    expect(estimate(129_600)).toBe('129,600 bars in about 130 requests');
  });

  test('of one bar is in the singular', () => {
    expect(estimate(1)).toBe('1 bar in about 1 request');
  });
});

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
  expect(listMarkets(info, symbols).map(({ value }) => value)).toEqual([
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
    expect(adviseSymbol(info, typed, { symbols })).toMatch(text);
  });

  test('a list that cannot be had does not stand in the way, and says why', () => {
    const advice = adviseSymbol(info, 'BTCUSDT', { failure: 'No host could be reached.' });
    expect(advice).toMatch(/type the symbol.*No host could be reached\./);
  });
});
