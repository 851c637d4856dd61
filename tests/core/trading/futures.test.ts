import { describe, expect, test } from 'vitest';
import { orderFunding } from '../../../src/core/bars/funding-rates';
import { choose } from '../../../src/core/trading/choice';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { findLiquidationPrice, findMaxValue } from '../../../src/core/trading/instruments/margin';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { describeExit } from '../../../src/core/trading/rules';
import { putExit, type TradingSettings } from '../../../src/core/trading/settings';
import { type Candle, makeCandles } from './candles';
import { exitsAfter, plainSettings, readProbabilities, runEngine } from './engine-scenario';

const hourMs = 3_600_000;
const on = (leverage: number, fundingBps = 0) => choose(perpetual, { leverage, fundingBps });
const settings = { ...plainSettings, instrument: on(10), exits: exitsAfter(50) };

function trade(
  letter: 'L' | 'S',
  rows: readonly Candle[],
  chosen: TradingSettings = settings,
  intervalMs = 60_000,
) {
  const bars = makeCandles([[100, 100, 100, 100], ...rows], intervalMs);
  return runEngine(bars, readProbabilities(letter.padEnd(rows.length + 1, '.')), chosen);
}

describe('the price of a liquidation', () => {
  test('is where margin and open profit equal the maintenance margin of the first tier', () => {
    // 10 units at 100 with a margin of 100, rate 0.4%: long (100 - 1000) / (10 x (0.004 - 1)) = 90.361...
    const position = { quantity: 10, entryPrice: 100, margin: 100 };
    const long = findLiquidationPrice({ ...position, side: 1 }) ?? NaN;
    expect(long).toBeCloseTo(-900 / -9.96, 10);
    expect(100 + 10 * (long - 100)).toBeCloseTo(0.004 * 10 * long, 10);
    // Short (100 + 1000) / (10 x 1.004) = 109.561...
    const short = findLiquidationPrice({ ...position, side: -1 }) ?? NaN;
    expect(short).toBeCloseTo(1100 / 10.04, 10);
    expect(100 - 10 * (short - 100)).toBeCloseTo(0.004 * 10 * short, 10);
  });

  test('takes rate and amount of the tier of its value', () => {
    // $1,000,000 at 10x: at liquidation worth less, in the tier up to $1,000,000 of 1% with an amount of 50 + 250,000 x 0.005 = 1300.
    const long = findLiquidationPrice({
      side: 1,
      quantity: 10_000,
      entryPrice: 100,
      margin: 100_000,
    });
    expect(long).toBeCloseTo((100_000 + 1300 - 1_000_000) / (10_000 * (0.01 - 1)), 10);
  });

  test('does not exist where the whole value is margin', () => {
    const all = { side: 1, quantity: 10, entryPrice: 100, margin: 1000 } as const;
    expect(findLiquidationPrice(all)).toBeUndefined();
  });

  test('a high leverage is for small positions alone', () => {
    expect([125, 100, 20, 1].map(findMaxValue)).toEqual([50_000, 250_000, 10_000_000, 500_000_000]);
  });
});

describe('a liquidation', () => {
  const at = 900 / 9.96;

  test('closes a position where the bar reaches its price, and takes a fee of what is left', () => {
    const [closed] = trade('L', [[100, 101, 89, 95]]).trades;
    expect(closed).toMatchObject({ exitReason: 'liquidation', exitFill: 'stop', exitIndex: 1 });
    expect(closed.exitPrice).toBeCloseTo(at, 10);
    // Of the margin of $100 there are 100 - 10 x 9.638... = $3.61 left, less than a fee of 1.25% of $903.6 = $11.30.
    expect(closed.exitFee).toBeCloseTo(100 - 10 * (100 - at), 8);
    expect(closed.pnl).toBeCloseTo(-100, 8);
    expect(describeExit('liquidation')).toContain('liquidated');
  });

  test('loses no more than the margin where the price has jumped beyond', () => {
    const [closed] = trade('L', [
      [100, 101, 99, 100],
      [70, 80, 60, 75],
    ]).trades;
    // The margin is gone at 90.
    expect(closed).toMatchObject({ exitReason: 'liquidation', exitFill: 'open', exitFee: 0 });
    expect(closed.exitPrice).toBeCloseTo(90, 10);
    expect(closed.pnl).toBeCloseTo(-100, 8);
  });

  test('comes after a stop that is nearer', () => {
    const exits = putExit(settings.exits, choose(stopLossExit, { bps: 500 }));
    const [closed] = trade('L', [[100, 101, 80, 95]], { ...settings, exits }).trades;
    expect(closed).toMatchObject({ exitReason: 'stop-loss', exitPrice: 95 });
    const far = putExit(settings.exits, choose(stopLossExit, { bps: 1500 }));
    const [lost] = trade('L', [[100, 101, 80, 95]], { ...settings, exits: far }).trades;
    expect(lost.exitReason).toBe('liquidation');
  });

  test('of a short position is above it', () => {
    const [closed] = trade('S', [[100, 110, 99, 100]]).trades;
    expect(closed.exitReason).toBe('liquidation');
    expect(closed.exitPrice).toBeCloseTo(1100 / 10.04, 10);
  });
});

describe('funding of a file', () => {
  const flat: Candle = [100, 100, 100, 100];
  /** Bars of four hours from midnight on, a position of 10 units entered at 04:00; by a file 2 bps at 08:00 and -5 bps at 16:00. */
  function runWith(letter: 'L' | 'S', rows = 7) {
    const bars = makeCandles(
      Array.from({ length: rows }, () => flat),
      4 * hourMs,
    );
    const start = bars.openTime[0];
    const funding = orderFunding([start + 8 * hourMs + 5, start + 16 * hourMs], [0.0002, -0.0005]);
    const chosen = { ...settings, instrument: on(10, 1), exits: exitsAfter(50) };
    return runEngine({ ...bars, funding }, readProbabilities(letter.padEnd(rows, '.')), chosen);
  }

  test('takes the place of the constant at the times that it knows', () => {
    // Up to 20:00: 10 x 100 x (0.0002 - 0.0005) = -$0.30 for a long, which gets it.
    const [long] = runWith('L', 6).positions;
    expect(long.funding).toBeCloseTo(-0.3, 12);
    expect(runWith('S', 6).positions[0].funding).toBeCloseTo(0.3, 12);
    // At midnight the file is silent: + 10 x 100 x 0.0001 = $0.10.
    const run = runWith('L', 7);
    expect(run.positions[0].funding).toBeCloseTo(-0.2, 12);
    expect(run.record.fundingPaid).toBeCloseTo(-0.2, 12);
    // Without costs and moves of the price, all that the account has lost is funding.
    expect(run.record.equity).toBeCloseTo(settings.capital + 0.2, 8);
  });

  test('is not paid by a position that is opened at that very time', () => {
    const bars = makeCandles([flat, flat, flat], 8 * hourMs);
    const funding = orderFunding([bars.openTime[1], bars.openTime[2]], [0.01, 0.001]);
    const chosen = { ...settings, instrument: on(10, 0), exits: exitsAfter(50) };
    // Entered at the open of bar 1, at 08:00; of the 1% of that moment it pays nothing, at 16:00 10 x 100 x 0.001 = $1.
    const run = runEngine({ ...bars, funding }, readProbabilities('L..'), chosen);
    expect(run.positions[0]).toMatchObject({ entryIndex: 1 });
    expect(run.positions[0].funding).toBeCloseTo(1, 12);
  });

  test('falls on the bar that opens at its time, not on those around it', () => {
    const bars = makeCandles(
      Array.from({ length: 4 }, () => flat),
      60_000,
    );
    const paid = [1, 2, 3].map((row) => {
      const funding = orderFunding([bars.openTime[row] + 4], [0.001]);
      const chosen = { ...settings, instrument: on(10, 0), exits: exitsAfter(2) };
      return runEngine({ ...bars, funding }, readProbabilities('L...'), chosen).trades[0].funding;
    });
    // Held from the open of bar 1 to that of bar 3: opened at the first time, held at the second, closed in the third.
    expect(paid[0]).toBeUndefined();
    expect(paid[1]).toBeCloseTo(1, 12);
    expect(paid[2]).toBeCloseTo(1, 12);
  });

  test('is nothing to positions that are paid for in full', () => {
    const bars = makeCandles([flat, flat, flat], 8 * hourMs);
    const funding = orderFunding([bars.openTime[2]], [0.01]);
    const run = runEngine({ ...bars, funding }, readProbabilities('L..'), plainSettings);
    expect(run.positions[0]?.funding).toBeUndefined();
    expect(run.record.fundingPaid).toBeUndefined();
  });
});

describe('funding', () => {
  const flat: Candle = [100, 100, 100, 100];
  /** Bars of four hours from midnight on: entered at 04:00, held over 08:00 and 16:00, which are the opens of bars 2 and 4. */
  const run = (letter: 'L' | 'S', fundingBps: number, bars = 5, hold = 50) =>
    trade(
      letter,
      Array.from({ length: bars }, () => flat),
      { ...settings, instrument: on(10, fundingBps), exits: exitsAfter(hold) },
      4 * hourMs,
    );

  test('is paid by longs and got by shorts on the value at 00:00, 08:00 and 16:00 UTC', () => {
    // $1,000 at 10 bps: $1 each time.
    const long = run('L', 10);
    expect(long.positions[0].funding).toBeCloseTo(2, 10);
    expect(long.record.equity).toBeCloseTo(9998, 8);
    expect(run('S', 10).positions[0].funding).toBeCloseTo(-2, 10);
    expect(run('L', -10).record.equity).toBeCloseTo(10_002, 8);
  });

  test('is part of the profit of a trade, which pays at the open that closes it, not at the one that opened it', () => {
    // In at 04:00, out at 16:00.
    const [closed] = run('L', 10, 5, 3).trades;
    expect(closed).toMatchObject({ entryIndex: 1, exitIndex: 4 });
    expect(closed.funding).toBeCloseTo(2, 10);
    expect(closed.pnl).toBeCloseTo(-2, 10);
    const bars = makeCandles(
      Array.from({ length: 5 }, () => flat),
      4 * hourMs,
    );
    // Ordered at the close of 08:00, in at the open of 08:00.
    const later = runEngine(bars, readProbabilities('.L...'), {
      ...settings,
      instrument: on(10, 10),
    });
    expect(later.positions[0].funding).toBeCloseTo(1, 10);
  });

  test('does not exist on the spot market', () => {
    const { instrument: _instrument, ...onSpot } = settings;
    const state = trade('L', [flat, flat, flat], onSpot, 8 * hourMs);
    expect(state.positions[0]).not.toHaveProperty('funding');
    expect(state.positions[0]).not.toHaveProperty('margin');
  });
});

test('positions on margin are worth the equity times the leverage at most', () => {
  const sizing = { kind: 'fixed', fraction: 10 };
  const greedy = { ...settings, sizing, maxLeverage: 10, instrument: on(3) };
  const [position] = trade('L', [[100, 100, 100, 100]], greedy).positions;
  expect(position.quantity * position.entryPrice).toBeCloseTo(30_000, 8);
  expect(position.margin).toBeCloseTo(10_000, 8);
});
