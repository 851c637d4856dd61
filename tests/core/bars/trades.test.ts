import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeTradeBars, type Trades } from '../../../src/core/bars/trades';
import { validateBars } from '../../../src/core/bars/validate';

const minute = 60_000;
const start = Date.UTC(2024, 0, 1);

/** One trade: time after the start in ms, price, amount, id, whether its taker bought. */
type Trade = readonly [number, number, number, number, boolean];

function toTrades(rows: readonly Trade[]): Trades {
  const column = (pick: (row: Trade) => number) => Float64Array.from(rows, pick);
  return {
    time: column(([time]) => start + time),
    price: column(([, price]) => price),
    amount: column(([, , amount]) => amount),
    id: column(([, , , id]) => id),
    isTakerBuy: column(([, , , , isBuy]) => Number(isBuy)),
  };
}

const three: readonly Trade[] = [
  [1000, 10, 1, 1, true],
  [2000, 12, 2, 2, false],
  [59_999, 9, 4, 3, true],
  // The second minute has no trade.
  [2 * minute, 20, 0.5, 4, false],
  [2 * minute, 21, 0.5, 5, false],
];

describe('makeTradeBars', () => {
  test('makes bars of the trades of each minute and leaves a gap where there are none', () => {
    const { bars, firstTrade, rows, duplicates, isSorted } = makeTradeBars(toTrades(three), minute);
    expect(validateBars(bars)).toEqual({
      intervalMs: minute,
      openTime: Float64Array.of(start, start + 2 * minute),
      open: Float64Array.of(10, 20),
      high: Float64Array.of(12, 21),
      low: Float64Array.of(9, 20),
      close: Float64Array.of(9, 21),
      volume: Float64Array.of(7, 1),
      quoteVolume: Float64Array.of(10 + 24 + 36, 20.5),
      tradeCount: Float64Array.of(3, 2),
      takerBuyBase: Float64Array.of(5, 0),
      takerBuyQuote: Float64Array.of(46, 0),
    });
    expect([...firstTrade]).toEqual([0, 3]);
    expect({ rows, duplicates, isSorted }).toEqual({ rows: 5, duplicates: 0, isSorted: false });
  });

  test('counts a trade that is there again once, and says so', () => {
    const made = makeTradeBars(toTrades([...three, three[1], three[4]]), minute);
    expect(made).toMatchObject({ rows: 5, duplicates: 2, isSorted: true });
    expect(made.bars).toEqual(makeTradeBars(toTrades(three), minute).bars);
  });

  test('keeps trades that look the same where no id tells that they are', () => {
    const { id: _, ...trades } = toTrades([three[0], three[0]]);
    const made = makeTradeBars(trades, minute);
    expect(made.duplicates).toBe(0);
    expect(made.bars.volume).toEqual(Float64Array.of(2));
  });

  test('keeps trades of one id that differ', () => {
    const other: Trade = [1000, 10, 3, 1, true];
    const made = makeTradeBars(toTrades([three[0], other, three[0]]), minute);
    expect(made).toMatchObject({ rows: 2, duplicates: 1 });
  });

  test('reads rows that count down from their end where there are no ids', () => {
    const { id: _, ...trades } = toTrades([...three].reverse());
    const { bars, isSorted } = makeTradeBars(trades, minute);
    expect([...bars.open, ...bars.close]).toEqual([10, 20, 9, 21]);
    expect(isSorted).toBe(true);
  });

  test('takes the quote amounts and the numbers of trades that the rows tell', () => {
    const trades = { ...toTrades(three.slice(0, 2)), quote: Float64Array.of(11, 23) };
    const { bars } = makeTradeBars({ ...trades, count: Float64Array.of(3, 4) }, minute);
    expect(bars).toMatchObject({
      quoteVolume: Float64Array.of(34),
      tradeCount: Float64Array.of(7),
      takerBuyQuote: Float64Array.of(11),
    });
  });

  test('does not know what takers bought in a bar of which one trade does not tell', () => {
    const trades = { ...toTrades(three), isTakerBuy: Float64Array.of(1, NaN, 1, 1, 0) };
    const { bars } = makeTradeBars(trades, minute);
    expect(bars.takerBuyBase).toEqual(Float64Array.of(NaN, 0.5));
    expect(bars.volume).toEqual(Float64Array.of(7, 1));
  });

  test('has a volume of 0 and no other amounts where none are told', () => {
    const { time, price } = toTrades(three);
    const { bars } = makeTradeBars({ time, price }, minute);
    expect(bars.volume).toEqual(Float64Array.of(0, 0));
    expect(bars).not.toHaveProperty('quoteVolume');
    expect(bars).not.toHaveProperty('takerBuyBase');
  });
});

/** Trades in the order of time, with ids that grow. */
const someTrades = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 0, max: 1e6 }),
      fc.boolean(),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let time = 0;
    return steps.map(([step, price, amount, isBuy], id): Trade => {
      // Every third trade is of the moment of the one before it.
      time += id % 3 === 2 ? 0 : step;
      return [time, price, amount, id, isBuy];
    });
  });

describe('bars of any trades', () => {
  test('are the same whatever the order of the rows is', () => {
    const shuffled = someTrades.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, mixed]) => {
        const bars = makeTradeBars(toTrades(rows), minute).bars;
        expect(makeTradeBars(toTrades(mixed), minute).bars).toEqual(bars);
      }),
    );
  });

  test('hold every amount once, and are valid', () => {
    fc.assert(
      fc.property(someTrades, (rows) => {
        const bars = validateBars(makeTradeBars(toTrades(rows), minute).bars);
        const sum = (values: ArrayLike<number> = []) =>
          Array.from(values).reduce((a, b) => a + b, 0);
        expect(sum(bars.volume)).toBe(sum(rows.map(([, , amount]) => amount)));
        expect(sum(bars.quoteVolume)).toBe(sum(rows.map(([, price, amount]) => price * amount)));
        expect(sum(bars.tradeCount)).toBe(rows.length);
        const bought = rows.filter(([, , , , isBuy]) => isBuy);
        expect(sum(bars.takerBuyBase)).toBe(sum(bought.map(([, , amount]) => amount)));
      }),
    );
  });

  test('do not change when later trades come', () => {
    const cut = someTrades.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.integer({ min: 1, max: rows.length })),
    );
    fc.assert(
      fc.property(cut, ([rows, count]) => {
        const all = makeTradeBars(toTrades(rows), minute).bars;
        const some = makeTradeBars(toTrades(rows.slice(0, count)), minute).bars;
        // The last bar is not over yet.
        const closed = some.openTime.length - 1;
        for (const column of ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const) {
          expect(some[column].slice(0, closed)).toEqual(all[column].slice(0, closed));
        }
      }),
    );
  });
});
