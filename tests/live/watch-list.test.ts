import { thresholdsAt } from '../core/trading/engine-scenario';
import { expect, test } from 'vitest';
import { choose } from '../../src/core/trading/choice';
import { ownRule } from '../../src/core/trading/strategies/own-rule';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { createBarSeries } from '../../src/live/market/bar-series';
import { createWatchRows } from '../../src/live/watch-list';
import { makeWalk, minuteMs } from './walk';

const bars = makeWalk(1500);
const standard = () => undefined;
const settings = { ...defaultTradingSettings, strategy: thresholdsAt(0.55, 0.45) };
const trader = { settings, positions: [] };

function fillBoard(count: number, probability: number, isLate = false) {
  const series = createBarSeries(minuteMs);
  const board = createWatchRows(new Map([['BTCUSDT', series]]));
  for (const bar of bars.slice(0, count)) {
    series.append(bar);
    board.takeClosed('BTCUSDT', bar, probability, isLate);
  }
  return board;
}

/** `ms` after the close of the last of so many bars. */
const after = (count: number, ms: number, isLive = true) => ({
  at: bars[count - 1].openTime + minuteMs + ms,
  isLive,
});

test('a row shows the forming price, its change over 24 hours and the last 60 closes', () => {
  const board = fillBoard(1500, 0.6);
  const forming = { ...bars[1499], openTime: bars[1499].openTime + minuteMs, close: 123 };
  board.takeForming('BTCUSDT', forming);
  const [row] = board.rows(after(1500, 2000), () => trader);
  expect(row).toMatchObject({ price: 123, signal: 'LONG', isStale: false, probability: 0.6 });
  expect(row.change).toBeCloseTo(123 / bars[1499 - 1440].close - 1, 12);
  expect([...row.sparkline]).toEqual(bars.slice(-60).map(({ close }) => close));
  expect(row.confidence).toBeCloseTo(0.05 / 0.45, 12);
});

test('there is no change over 24 hours before a day of bars is known', () => {
  const change = (count: number) =>
    fillBoard(count, 0.6).rows(after(count, 0), standard)[0]?.change;
  expect(change(1440)).toBeNaN();
  expect(change(1441)).toBeCloseTo(bars[1440].close / bars[0].close - 1, 12);
});

test('where the bar of 24 hours ago is missing the change is over the next one', () => {
  const series = createBarSeries(minuteMs);
  for (const bar of bars) if (bar !== bars[59]) series.append(bar);
  const board = createWatchRows(new Map([['BTCUSDT', series]]));
  board.takeClosed('BTCUSDT', bars[1499], 0.6, false);
  const [row] = board.rows(after(1500, 0), standard);
  expect(row.change).toBeCloseTo(bars[1499].close / bars[60].close - 1, 12);
});

test('a symbol without an opinion has a neutral row without a probability', () => {
  const [row] = fillBoard(10, NaN).rows(after(10, 0, false), standard);
  expect(row).toMatchObject({ signal: 'NEUTRAL', probability: NaN, isStale: true });
});

test('a bar that has closed is not forming any more', () => {
  const board = fillBoard(10, 0.5);
  board.takeForming('BTCUSDT', bars[10]);
  expect(board.forming('BTCUSDT')).toEqual(bars[10]);
  board.takeClosed('BTCUSDT', bars[10], 0.5, false);
  expect(board.forming('BTCUSDT')).toBeUndefined();
});

test('a symbol without a bar has a row without a price', () => {
  const [row] = createWatchRows(new Map([['BTCUSDT', createBarSeries(minuteMs)]])).rows(
    after(1, 0, false),
    standard,
  );
  expect(row).toMatchObject({ price: NaN, change: NaN, signalTime: undefined });
});

test('a symbol with a trouble of its own is stale beside others that are not', () => {
  const series = ['BTCUSDT', 'ODDUSDT'].map((name) => [name, createBarSeries(minuteMs)] as const);
  const rows = createWatchRows(new Map(series)).rows(
    after(10, 0),
    () => undefined,
    (symbol) => (symbol === 'ODDUSDT' ? 'unknown' : undefined),
  );
  expect(rows[0]).toMatchObject({ isStale: false });
  expect(rows[0]).not.toHaveProperty('trouble');
  expect(rows[1]).toMatchObject({ isStale: true, trouble: 'unknown' });
});

test('a row is stale while the connection is not live', () => {
  const board = fillBoard(10, 0.6);
  expect(board.rows(after(10, 2000), standard)[0]?.isStale).toBe(false);
  expect(board.rows(after(10, 2000, false), standard)[0]?.isStale).toBe(true);
});

test('a row whose newest bar was known too late is stale though the connection is live', () => {
  const board = fillBoard(10, 0.6, true);
  expect(board.rows(after(10, 59_000), standard)[0]?.isStale).toBe(true);
  board.takeClosed('BTCUSDT', bars[10], 0.6, false);
  expect(board.rows(after(11, 200), standard)[0]?.isStale).toBe(false);
});

test('a row is stale two seconds after the next bar should have closed', () => {
  const board = fillBoard(10, 0.6);
  expect(board.rows(after(10, minuteMs + 1999), standard)[0]?.isStale).toBe(false);
  expect(board.rows(after(10, minuteMs + 2000), standard)[0]?.isStale).toBe(true);
});

test("a person's own rule shows its last signal until it has answered, and each answer then", () => {
  const board = fillBoard(10, NaN);
  const ofRule = (bar: number, decision?: number) => ({
    settings: { ...defaultTradingSettings, strategy: choose(ownRule, { lookBackBars: 2 }) },
    positions: [],
    lastOpenTime: bars[bar].openTime,
    decision,
  });
  const show = (bar: number, decision?: number) =>
    board.rows(after(10, 100), () => ofRule(bar, decision))[0];
  expect(show(8, 1.5)).toMatchObject({ signal: 'NEUTRAL', signalTime: undefined });
  expect(show(9, 1.5)).toMatchObject({ signal: 'LONG', confidence: 0.5 });
  board.takeClosed('BTCUSDT', bars[10], NaN, false);
  expect(show(9, 1.5)).toMatchObject({ signal: 'LONG', signalTime: bars[9].openTime });
});
