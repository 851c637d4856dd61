import { expect, test } from 'vitest';
import { describeLiveTitle } from '../../../src/ui/shell/live-title';

const row = {
  symbol: 'BTCUSDT',
  price: 64_210.4,
  change: 0,
  sparkline: new Float64Array(),
  signal: 'LONG',
  probability: 0.8,
  confidence: 0.61,
  signalTime: 0,
  isStale: false,
} as const;

test('the title says the signal, how clear it is, and the price', () => {
  expect(describeLiveTitle(row)).toBe('LONG 61% BTCUSDT 64,210');
  expect(describeLiveTitle({ ...row, signal: 'NEUTRAL' })).toBe('NEUTRAL BTCUSDT 64,210');
});

test('the title names no signal where the model has no opinion', () => {
  const silent = { ...row, signal: 'NEUTRAL', probability: NaN, confidence: NaN } as const;
  expect(describeLiveTitle(silent)).toBe('BTCUSDT 64,210');
});

test('the title never names a stale signal', () => {
  expect(describeLiveTitle({ ...row, isStale: true })).toBe('stale BTCUSDT 64,210');
});
