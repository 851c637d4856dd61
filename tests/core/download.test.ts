import { expect, test } from 'vitest';
import { type DownloadRequest, keyDownload } from '../../src/core/download';
import { nameBarInterval } from '../../src/core/exchange';

const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from: 0,
  to: 60_000,
};

test('downloads have one key where they fetch the same bars, and add them to the same dataset', () => {
  const { exchange, symbol, interval, from, to } = request;
  const same: DownloadRequest = { to, from, interval, symbol, exchange };
  expect(keyDownload(same)).toBe(keyDownload(request));
  const others: readonly Partial<DownloadRequest>[] = [
    { exchange: 'other' },
    { symbol: 'ETHUSDT' },
    { interval: '3m' },
    { from: 60_000 },
    { to: 120_000 },
    { extendsDatasetId: 'bars' },
  ];
  const keys = [request, ...others.map((change) => ({ ...request, ...change }))].map(keyDownload);
  expect(new Set(keys).size).toBe(7);
});

test('an interval has the name that exchanges offer it by', () => {
  expect([60_000, 3_600_000, 86_400_000].map(nameBarInterval)).toEqual(['1m', '1h', '1d']);
  expect(nameBarInterval(120_000)).toBeUndefined();
});
