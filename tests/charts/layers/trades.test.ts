import { expect, test } from 'vitest';
import { type MarkerOptions, buildTradeMarkers } from '../../../src/charts/layers/trades';
import { makePosition, makeTrade } from '../make-trade';

const options: MarkerOptions = {
  range: { start: 100, end: 200 },
  playhead: 1000,
  findCandle: (index) => index,
  minDistance: 1,
};

test('a trade in sight has a marker at its entry and a line to its exit', () => {
  const trades = [makeTrade(110, 120, { side: -1, pnl: -2, exitPrice: 105 })];
  expect(buildTradeMarkers(trades, [], options)).toEqual({
    entries: [{ candle: 110, side: -1 }],
    lines: [{ fromCandle: 110, toCandle: 120, fromPrice: 100, toPrice: 105, isWin: false }],
  });
});

test('a trade that began before the window keeps its line only', () => {
  const { entries, lines } = buildTradeMarkers([makeTrade(95, 105)], [], options);
  expect(entries).toEqual([]);
  expect(lines).toHaveLength(1);
});

test('trades outside the window have neither', () => {
  const trades = [makeTrade(80, 90), makeTrade(210, 220)];
  expect(buildTradeMarkers(trades, [], options)).toEqual({ entries: [], lines: [] });
});

test('nothing from the future is shown', () => {
  const trades = [makeTrade(110, 120), makeTrade(130, 140)];
  const atExit = buildTradeMarkers(trades, [], { ...options, playhead: 120 });
  expect(atExit.entries).toEqual([{ candle: 110, side: 1 }]);
  expect(atExit.lines).toEqual([]);
});

test('an open position has a marker and no line', () => {
  const { entries, lines } = buildTradeMarkers([], [makePosition(150)], options);
  expect(entries).toEqual([{ candle: 150, side: 1 }]);
  expect(lines).toEqual([]);
});

test('markers of one side keep their distance, those of the other do not mind', () => {
  const trades = [
    makeTrade(110, 112),
    makeTrade(113, 115),
    makeTrade(114, 116, { side: -1 }),
    makeTrade(121, 123),
  ];
  const { entries } = buildTradeMarkers(trades, [], { ...options, minDistance: 10 });
  expect(entries).toEqual([
    { candle: 110, side: 1 },
    { candle: 114, side: -1 },
    { candle: 121, side: 1 },
  ]);
});

test('too many trades in sight are not drawn at all', () => {
  const trades = [makeTrade(110, 112), makeTrade(120, 122), makeTrade(130, 132)];
  expect(buildTradeMarkers(trades, [], { ...options, maxTrades: 2 })).toEqual({
    entries: [],
    lines: [],
  });
});

test('bars are placed on the candle that holds them', () => {
  const { entries } = buildTradeMarkers([makeTrade(560, 575)], [], {
    ...options,
    findCandle: (index) => Math.floor(index / 5),
  });
  expect(entries).toEqual([{ candle: 112, side: 1 }]);
});
