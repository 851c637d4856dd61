import { expect, test } from 'vitest';
import type { WatchRow } from '../../../workers/api/live';
import { SignalWatch } from '../../../src/state/live/signal-alerts';
import { makeLive } from './fake-live';

const row = (signal: WatchRow['signal'], change: Partial<WatchRow> = {}): WatchRow => ({
  symbol: 'BTCUSDT',
  price: 100,
  change: 0,
  sparkline: new Float64Array(),
  signal,
  probability: 0.5,
  confidence: 0,
  signalTime: 0,
  isStale: false,
  ...change,
});
const symbolsOf = (rows: readonly WatchRow[]) => rows.map(({ symbol }) => symbol);

test('a symbol is news when it turns to LONG or SHORT, not when it turns neutral', () => {
  const watch = new SignalWatch();
  expect(watch.take([row('NEUTRAL')])).toEqual([]);
  expect(symbolsOf(watch.take([row('LONG')]))).toEqual(['BTCUSDT']);
  expect(watch.take([row('NEUTRAL')])).toEqual([]);
  expect(symbolsOf(watch.take([row('LONG')]))).toEqual(['BTCUSDT']);
  expect(symbolsOf(watch.take([row('SHORT')]))).toEqual(['BTCUSDT']);
});

test('each symbol has its own memory, and one that joins has none yet', () => {
  const watch = new SignalWatch();
  const other = { symbol: 'ETHUSDT' };
  watch.take([row('NEUTRAL')]);
  expect(symbolsOf(watch.take([row('LONG'), row('SHORT', other)]))).toEqual(['BTCUSDT']);
  expect(symbolsOf(watch.take([row('LONG'), row('LONG', other)]))).toEqual(['ETHUSDT']);
});

test('what has no signal or is stale is neither news nor remembered', () => {
  const watch = new SignalWatch();
  watch.take([row('SHORT')]);
  expect(watch.take([row('LONG', { isStale: true })])).toEqual([]);
  expect(watch.take([row('LONG', { signalTime: undefined })])).toEqual([]);
  expect(watch.take([row('SHORT')])).toEqual([]);
});

test('after a new connection the first rows are no news again', () => {
  const watch = new SignalWatch();
  watch.take([row('SHORT')]);
  watch.reset();
  expect(watch.take([row('LONG')])).toEqual([]);
});

test('sound and notifications are off until they are asked for, each by itself', async () => {
  const { live, send, said } = makeLive();
  await live.connect();
  const turn = () => {
    send({ kind: 'watch', rows: [row('SHORT')] });
    send({ kind: 'watch', rows: [row('LONG')] });
  };
  turn();
  expect(said).toEqual([]);
  await live.choose({ hasSound: true });
  turn();
  expect(new Set(said)).toEqual(new Set(['beep']));
  said.length = 0;
  await live.choose({ hasSound: false });
  await live.setNotifications(true);
  turn();
  expect(said).toEqual(['SHORT BTCUSDT at 100', 'LONG BTCUSDT at 100']);
  await live.setNotifications(false);
  turn();
  expect(said).toHaveLength(2);
});
