import { expect, test } from 'vitest';
import type { WatchRow } from '../../../../workers/api/live';
import WatchList from '../../../../src/ui/views/live/watch/WatchList.svelte';
import { adviseWatching, traceSparkline } from '../../../../src/ui/views/live/watch/watch-text';
import { makeLive } from '../../../state/live/fake-live';
import { readFigures, readText, renderMarkup } from './render';

const row = (change: Partial<WatchRow>): WatchRow => ({
  symbol: 'BTCUSDT',
  price: 64_210,
  change: -0.0123,
  sparkline: Float64Array.of(1, 2, 3),
  signal: 'LONG',
  probability: 0.6,
  confidence: 0.61,
  signalTime: 0,
  isStale: false,
  ...change,
});

test('a symbol shows its price, its day and its last signal; one without data says so', async () => {
  const { live, send } = makeLive();
  await live.connect();
  await live.watch('ETHUSDT');
  send({ kind: 'watch', rows: [row({})] });
  const markup = renderMarkup(WatchList, { live });
  expect(readText(markup)).toContain('BTCUSDT LONG 61%');
  expect(readText(markup)).toContain('$64,210.00 −1.23%');
  expect(readText(markup)).toContain('ETHUSDT no data yet');
  expect(readFigures(markup, 'watch-price')).toEqual(['64210', '']);
});

test('a signal that is not fresh is marked as stale', async () => {
  const { live, send } = makeLive();
  await live.connect();
  send({ kind: 'watch', rows: [row({ signal: 'SHORT', isStale: true })] });
  expect(readText(renderMarkup(WatchList, { live }))).toContain('SHORT 61% stale');
});

test('every symbol but the last can be taken off the list', async () => {
  const { live } = makeLive();
  expect(renderMarkup(WatchList, { live })).not.toContain('aria-label="Remove');
  await live.watch('ETHUSDT');
  const both = renderMarkup(WatchList, { live });
  expect(both).toContain('aria-label="Remove BTCUSDT"');
  expect(both).toContain('aria-label="Remove ETHUSDT"');
  await live.unwatch('BTCUSDT');
  expect(renderMarkup(WatchList, { live })).not.toContain('BTCUSDT');
});

test('a sparkline spans its box; a price that stands still is a line through its middle', () => {
  expect(traceSparkline([1, 3, 2], 10, 20)).toBe('0.0,20.0 5.0,0.0 10.0,10.0');
  expect(traceSparkline([5, 5], 10, 20)).toBe('0.0,10.0 10.0,10.0');
  expect(traceSparkline([5], 10, 20)).toBe('');
});

const markets = [
  { symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT', status: 'TRADING' },
  { symbol: '币安人生USDT', baseAsset: '币安人生', quoteAsset: 'USDT', status: 'TRADING' },
  { symbol: 'OLDUSDT', baseAsset: 'OLD', quoteAsset: 'USDT', status: 'BREAK' },
];

test('a market of the list can be watched, one that does not trade cannot', () => {
  expect(adviseWatching('BTCUSDT', [], markets, 'Binance spot')).toEqual({ kind: 'new' });
  expect(adviseWatching('币安人生USDT', [], markets, 'Binance spot')).toEqual({ kind: 'new' });
  for (const wanted of ['OLDUSDT', 'BTCUSDX']) {
    expect(adviseWatching(wanted, [], markets, 'Binance spot')).toEqual({
      kind: 'unknown',
      text: `${wanted} is not traded on Binance spot`,
    });
  }
});

test('what is half typed, or watched already, is neither', () => {
  expect(adviseWatching('', [], markets, 'Binance spot')).toEqual({ kind: 'none' });
  expect(adviseWatching('BTCUS', [], markets, 'Binance spot')).toEqual({ kind: 'none' });
  expect(adviseWatching('BTCUSDT', ['BTCUSDT'], markets, 'Binance spot')).toEqual({ kind: 'none' });
});

test('without the list everything that may be a symbol is taken', () => {
  expect(adviseWatching('NEWUSDT', [], undefined, 'Binance spot')).toEqual({ kind: 'new' });
  expect(adviseWatching('N', [], undefined, 'Binance spot')).toEqual({ kind: 'none' });
  expect(adviseWatching('A B C', [], undefined, 'Binance spot')).toEqual({ kind: 'none' });
});
