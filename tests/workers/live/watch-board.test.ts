import { expect, test } from 'vitest';
import { createBarSeries } from '../../../src/core/live/bar-series';
import { createWatchBoard } from '../../../workers/live/watch-board';
import { makeWalk, minuteMs } from '../../core/live/walk';

const bars = makeWalk(1500);

function fillBoard(count: number, probability: number) {
  const series = createBarSeries(minuteMs);
  const board = createWatchBoard(new Map([['BTCUSDT', series]]));
  for (const bar of bars.slice(0, count)) {
    series.append(bar);
    board.takeClosed('BTCUSDT', bar, probability);
  }
  return board;
}

test('a row shows the forming price, its change over 24 hours and the last 60 closes', () => {
  const board = fillBoard(1500, 0.6);
  const forming = { ...bars[1499], openTime: bars[1499].openTime + minuteMs, close: 123 };
  board.takeForming('BTCUSDT', forming);
  const [row] = board.rows(false, () => ({ long: 0.55, short: 0.45 }));
  expect(row).toMatchObject({ price: 123, signal: 'LONG', isStale: false, probability: 0.6 });
  expect(row.change).toBeCloseTo(123 / bars[1499 - 1440].close - 1, 12);
  expect([...row.sparkline]).toEqual(bars.slice(-60).map(({ close }) => close));
  expect(row.confidence).toBeCloseTo(0.05 / 0.45, 12);
});

test('before 24 hours are known the change is over what there is', () => {
  const [row] = fillBoard(10, NaN).rows(true, () => undefined);
  expect(row.change).toBeCloseTo(bars[9].close / bars[0].close - 1, 12);
  expect(row).toMatchObject({ signal: 'NEUTRAL', probability: NaN, isStale: true });
});

test('a bar that has closed is not forming any more', () => {
  const board = fillBoard(10, 0.5);
  board.takeForming('BTCUSDT', bars[10]);
  expect(board.forming('BTCUSDT')).toEqual(bars[10]);
  board.takeClosed('BTCUSDT', bars[10], 0.5);
  expect(board.forming('BTCUSDT')).toBeUndefined();
});

test('a symbol without a bar has a row without a price', () => {
  const [row] = createWatchBoard(new Map([['BTCUSDT', createBarSeries(minuteMs)]])).rows(
    true,
    () => undefined,
  );
  expect(row).toMatchObject({ price: NaN, change: NaN, signalTime: undefined });
});

test('a symbol with a trouble of its own is stale beside others that are not', () => {
  const series = ['BTCUSDT', 'ODDUSDT'].map((name) => [name, createBarSeries(minuteMs)] as const);
  const rows = createWatchBoard(new Map(series)).rows(
    false,
    () => undefined,
    (symbol) => (symbol === 'ODDUSDT' ? 'unknown' : undefined),
  );
  expect(rows[0]).toMatchObject({ isStale: false });
  expect(rows[0]).not.toHaveProperty('trouble');
  expect(rows[1]).toMatchObject({ isStale: true, trouble: 'unknown' });
});
