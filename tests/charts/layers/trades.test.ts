import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trades as tradeLayer } from '../../../src/charts/layers/trades';
import { buildTradeMarkers } from '../../../src/charts/layers/trade-markers';
import { makePosition, makeTrade } from '../make-trade';

type Options = Parameters<typeof buildTradeMarkers>[2];

/** 20 px a candle: groups are of 4 candles, markers 1 candle apart do not overlap. */
const options: Options = {
  range: { start: 100, end: 200 },
  playhead: 1000,
  findCandle: (index) => index,
  slot: 20,
};

const build = (...[trades, positions = [], change = {}]: Parts) => {
  const { entries, lines, groups } = buildTradeMarkers(trades, positions, {
    ...options,
    ...change,
  });
  return { entries: entries.map(({ candle, side }) => ({ candle, side })), lines, groups };
};
type Parts = [
  trades: Parameters<typeof buildTradeMarkers>[0],
  positions?: Parameters<typeof buildTradeMarkers>[1],
  change?: Partial<Options>,
];

test('a trade in sight has a marker at its entry and a line to its exit', () => {
  const trades = [makeTrade(110, 120, { side: -1, pnl: -2, exitPrice: 105 })];
  expect(build(trades)).toEqual({
    entries: [{ candle: 110, side: -1 }],
    lines: [{ fromCandle: 110, toCandle: 120, fromPrice: 100, toPrice: 105, isWin: false }],
    groups: [],
  });
});

test('a trade that began before the window keeps its line only', () => {
  const { entries, lines } = build([makeTrade(95, 105)]);
  expect(entries).toEqual([]);
  expect(lines).toHaveLength(1);
});

test('a trade that ends after the window keeps its marker and its line', () => {
  const { entries, lines } = build([makeTrade(110, 120), makeTrade(190, 230)]);
  expect(entries).toHaveLength(2);
  expect(lines).toHaveLength(2);
});

test('trades outside the window have neither', () => {
  const trades = [makeTrade(80, 90), makeTrade(210, 220)];
  expect(build(trades)).toEqual({ entries: [], lines: [], groups: [] });
});

test('nothing from the future is shown', () => {
  const trades = [makeTrade(110, 120), makeTrade(130, 140)];
  const atExit = build(trades, [], { playhead: 120 });
  expect(atExit.entries).toEqual([{ candle: 110, side: 1 }]);
  expect(atExit.lines).toEqual([]);
});

test('an open position has a marker and no line', () => {
  const { entries, lines } = build([], [makePosition(150)]);
  expect(entries).toEqual([{ candle: 150, side: 1 }]);
  expect(lines).toEqual([]);
});

test('trades whose markers would overlap are counted, with the sum of their results', () => {
  // At 2 px a candle a group has 64 candles: 64 to 128 and 128 to 192.
  const trades = [
    makeTrade(110, 112, { pnl: 5 }),
    makeTrade(113, 115, { pnl: -7 }),
    makeTrade(150, 152),
    makeTrade(160, 162),
  ];
  const { entries, lines, groups } = build(trades, [], { slot: 2 });
  expect(groups).toEqual([{ range: { start: 64, end: 128 }, count: 2, pnl: -2 }]);
  expect(entries.map(({ candle }) => candle)).toEqual([150, 160]);
  expect(lines).toHaveLength(2);
});

test('a marker has words only where no other is close', () => {
  // 76 px are 3.8 candles of 20 px.
  const trades = [makeTrade(110, 111), makeTrade(113, 114), makeTrade(120, 121)];
  const { entries } = buildTradeMarkers(trades, [], options);
  expect(entries.map(({ hasRoom }) => hasRoom)).toEqual([false, false, true]);
});

test('bars are placed on the candle that holds them', () => {
  const { entries } = build([makeTrade(560, 575)], [], {
    findCandle: (index) => Math.floor(index / 5),
  });
  expect(entries).toEqual([{ candle: 112, side: 1 }]);
});

test('every trade that ends in sight is drawn or counted, at any zoom', () => {
  const anySlot = fc.double({ min: 0.05, max: 60, noNaN: true });
  const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 200 });
  fc.assert(
    fc.property(anySlot, steps, fc.integer({ min: 1, max: 60 }), (slot, lengths, perCandle) => {
      let at = 0;
      const trades = lengths.map(([pause, held]) => {
        const entry = at + pause;
        at = entry + held;
        return makeTrade(entry, at);
      });
      const findCandle = (index: number) => Math.floor(index / perCandle);
      const range = { start: 0, end: findCandle(at) + 1 };
      const { lines, groups } = buildTradeMarkers(trades, [], {
        range,
        playhead: at + 1,
        findCandle,
        slot,
      });
      const counted = groups.reduce((sum, { count }) => sum + count, 0);
      expect(lines.length + counted).toBe(trades.length);
    }),
  );
});

/** Candles 100 to 120 of 20 px each; prices from 0 to 200 over 200 px, low 100 and high 110 in each candle. */
const stage = {
  context: { measureText: () => ({ width: 40 }) },
  layout: { plotWidth: 400 },
  pane: { name: 'price', top: 0, bottom: 200 },
  extent: { min: 0, max: 200 },
  isLog: false,
  view: { start: 100, span: 20 },
  slot: 20,
  columns: {
    start: 100,
    step: 1,
    low: new Float64Array(20).fill(100),
    high: new Float64Array(20).fill(110),
  },
};

test('a press means the nearest marker within a finger, or the candles of a number of trades', () => {
  const [first, second] = [makeTrade(105, 106), makeTrade(106, 107)];
  const crowd = [makeTrade(112, 112), makeTrade(112, 113)];
  const drawn = buildTradeMarkers([first, second, ...crowd], [], options);
  const pick = (x: number, y: number) => tradeLayer.pick?.(stage as never, drawn, { x, y });
  // Triangles are 12 px below the lows, in the middle of their candles.
  expect(pick(110, 112)).toEqual({ kind: 'trade', trade: first });
  expect(pick(121, 112)).toEqual({ kind: 'trade', trade: second });
  expect(pick(110, 124)).toEqual({ kind: 'trade', trade: first });
  expect(pick(110, 130)).toBeNull();
  expect(pick(280, 190)).toEqual({ kind: 'range', range: { start: 112, end: 116 } });
});
