import { describe, expect, test } from 'vitest';
import { choose, type Choice } from '../../../src/core/trading/choice';
import { createEngine, step } from '../../../src/core/trading/engine';
import { breakEvenExit } from '../../../src/core/trading/exits/break-even-stop';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { takeProfitExit } from '../../../src/core/trading/exits/take-profit';
import { trailingStopExit } from '../../../src/core/trading/exits/trailing-stop';
import type { FinerBars } from '../../../src/core/trading/positions';
import { describeExit, resolveRules } from '../../../src/core/trading/rules';
import { putExit, type TradingSettings } from '../../../src/core/trading/settings';
import { measureVolatility } from '../../../src/core/trading/volatility';
import { type Candle, makeCandles } from './candles';
import {
  exitsAfter,
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  runEngine,
  startTime,
} from './engine-scenario';

function exitBy(...exits: readonly Choice[]): TradingSettings {
  return { ...plainSettings, exits: exits.reduce(putExit, exitsAfter(50)) };
}

/** A position of $1,000 that is entered at the open of the second bar. */
function trade(letter: 'L' | 'S', settings: TradingSettings, rows: readonly Candle[]) {
  const bars = makeCandles([[100, 100, 100, 100], ...rows]);
  return runEngine(bars, readProbabilities(letter.padEnd(rows.length + 1, '.')), settings);
}

const stop = (bps: number) => choose(stopLossExit, { bps });
const target = (bps: number) => choose(takeProfitExit, { bps });
const trail = (bps: number) => choose(trailingStopExit, { bps });
const breakEven = (bps: number) => choose(breakEvenExit, { bps });

describe('a stop loss', () => {
  test('closes at its price once the bar has been there, by the end of the bar', () => {
    // 100 - 1% = 99, which the second bar reaches: 10 units lose $1 each.
    const { trades } = trade('L', exitBy(stop(100)), [
      [100, 101, 99.5, 100],
      [100, 100, 98, 99.5],
    ]);
    expect(trades).toMatchObject([
      {
        entryIndex: 1,
        exitIndex: 2,
        exitPrice: 99,
        exitFill: 'stop',
        exitReason: 'stop-loss',
        exitTime: startTime + 3 * minuteMs,
        pnl: -10,
      },
    ]);
    // The best price was 101 and the worst one that of the exit: what the bar did after it does not count.
    expect(trades[0].mfe).toBeCloseTo(100, 9);
    expect(trades[0].mae).toBeCloseTo(100, 9);
    expect(describeExit('stop-loss')).toBe('stop loss');
  });

  test('is reached by a touch', () => {
    expect(trade('L', exitBy(stop(100)), [[100, 100, 99, 100]]).trades).toHaveLength(1);
    expect(trade('L', exitBy(stop(100)), [[100, 100, 99.01, 100]]).trades).toHaveLength(0);
  });

  test('counts in the bar of the entry from its open on', () => {
    const [closed] = trade('L', exitBy(stop(100)), [[100, 100, 98, 100]]).trades;
    expect(closed).toMatchObject({ entryIndex: 1, exitIndex: 1, exitPrice: 99 });
  });

  test('fills at the open where the price has jumped beyond it, and slips from there', () => {
    // Out at the open of 97 less 100 bps of slippage, not at the stop: 97 x 0.99 = 96.03. Entered at 100 x 1.01 = 101.
    const settings = { ...exitBy(stop(200)), slippageBps: 100 };
    const [closed] = trade('L', settings, [
      [100, 100, 99.5, 100],
      [97, 100, 96, 99],
    ]).trades;
    expect(closed).toMatchObject({ exitFill: 'open', exitIndex: 2 });
    expect(closed.exitPrice).toBeCloseTo(96.03, 10);
    expect(closed.pnl).toBeCloseTo((1000 / 101) * (96.03 - 101), 10);
  });

  test('of a short position lies above it', () => {
    // 100 + 1% = 101: 10 units lose $1 each.
    const [closed] = trade('S', exitBy(stop(100)), [[100, 102, 99, 100]]).trades;
    expect(closed).toMatchObject({ side: -1, exitPrice: 101, pnl: -10, exitReason: 'stop-loss' });
  });
});

describe('a target', () => {
  test('closes by a limit order at its price, without slippage, and pays the fee', () => {
    // Entered at 100.5 after 50 bps of slippage, 1000 / 100.5 units; target 100.5 x 1.02 = 102.51.
    const settings = { ...exitBy(target(200)), slippageBps: 50, feeBps: 10 };
    const [closed] = trade('L', settings, [[100, 103, 99, 100]]).trades;
    expect(closed).toMatchObject({ exitFill: 'limit', exitReason: 'take-profit' });
    expect(closed.exitPrice).toBeCloseTo(102.51, 10);
    expect(closed.pnl).toBeCloseTo(1000 * 0.02 - 1 - 1.02, 9);
  });

  test('is not filled by a touch, and never better than at its price', () => {
    const settings = exitBy(target(200));
    expect(trade('L', settings, [[100, 102, 99, 100]]).trades).toEqual([]);
    const [jumped] = trade('L', settings, [
      [100, 101, 99, 101],
      [105, 106, 104, 105],
    ]).trades;
    expect(jumped).toMatchObject({ exitPrice: 102, exitFill: 'limit', exitIndex: 2 });
  });
});

describe('a bar that reaches a stop and a target', () => {
  const both = exitBy(stop(100), target(100));
  const wide: Candle = [100, 102, 98, 101];

  test('is taken to have reached the stop first', () => {
    const { trades, bothReached } = trade('L', both, [wide]);
    expect(trades).toMatchObject([{ exitPrice: 99, exitReason: 'stop-loss' }]);
    expect(bothReached).toEqual({ bars: 1, decided: 0 });
  });

  test('is not in doubt where it opens beyond the stop', () => {
    const { trades, bothReached } = trade('L', both, [
      [100, 100.5, 99.5, 100],
      [98.5, 103, 98, 101],
    ]);
    expect(trades).toMatchObject([{ exitPrice: 98.5, exitFill: 'open' }]);
    expect(bothReached).toBeUndefined();
  });

  function decideBy(parts: readonly Candle[]) {
    const state = createEngine(both, minuteMs);
    const [first, second] = readProbabilities('L.');
    const flat = { open: 100, high: 100, low: 100, close: 100 };
    step(state, { index: 0, openTime: startTime, ...flat }, first);
    const finer: FinerBars = { bars: makeCandles(parts, 20_000), start: 0, end: parts.length };
    const bar = { index: 1, openTime: startTime + minuteMs, finer };
    step(state, { ...bar, open: 100, high: 102, low: 98, close: 101 }, second);
    return state;
  }

  test('is decided by finer bars, where they have its very high and low', () => {
    const rose = decideBy([
      [100, 102, 99.5, 101],
      [101, 101, 98, 98],
      [98, 101, 98, 101],
    ]);
    expect(rose.trades).toMatchObject([{ exitPrice: 101, exitReason: 'take-profit' }]);
    // By the end of the first finer bar, as these are written here: from the start of the market on.
    expect(rose.trades[0].exitTime).toBe(startTime + 20_000);
    expect(rose.bothReached).toEqual({ bars: 1, decided: 1 });

    const fell = decideBy([
      [100, 100, 98, 98],
      [98, 102, 98, 101],
    ]);
    expect(fell.trades).toMatchObject([{ exitPrice: 99, exitReason: 'stop-loss' }]);
    expect(fell.bothReached).toEqual({ bars: 1, decided: 1 });
  });

  test('is decided by the finer bars that its bars have', () => {
    const parts: Candle[] = [
      [100, 100, 100, 100],
      [100, 100, 100, 100],
      [100, 102, 99.5, 101],
      [101, 101, 98, 101],
    ];
    const finer = makeCandles(parts, minuteMs / 2);
    const coarse = makeCandles([[100, 100, 100, 100], wide]);
    const [up, down] = [finer, undefined].map((known) =>
      runEngine({ ...coarse, finer: known }, readProbabilities('L.'), both),
    );
    expect(up.trades).toMatchObject([{ exitReason: 'take-profit', exitPrice: 101 }]);
    expect(up.trades[0].exitTime).toBe(startTime + 1.5 * minuteMs);
    expect(up.bothReached).toEqual({ bars: 1, decided: 1 });
    expect(down.trades).toMatchObject([{ exitReason: 'stop-loss' }]);
    // The minute before is missing: those of the second bar are found all the same.
    const late = { ...finer, openTime: finer.openTime.subarray(2), high: finer.high.subarray(2) };
    const rest = { low: finer.low.subarray(2), open: finer.open.subarray(2) };
    const cut = { ...late, ...rest, close: finer.close.subarray(2) };
    expect(runEngine({ ...coarse, finer: cut }, readProbabilities('L.'), both)).toEqual(up);
  });

  test('stays in doubt where a finer bar reaches both, or where finer bars are of other prices', () => {
    const wideToo = decideBy([wide, [101, 101, 101, 101]]);
    expect(wideToo.trades).toMatchObject([{ exitReason: 'stop-loss' }]);
    expect(wideToo.bothReached).toEqual({ bars: 1, decided: 0 });

    const others = decideBy([
      [100, 103, 99.5, 101],
      [101, 101, 98, 101],
    ]);
    expect(others.trades).toMatchObject([{ exitReason: 'stop-loss' }]);
    expect(others.bothReached).toEqual({ bars: 1, decided: 0 });
  });
});

describe('a trailing stop', () => {
  test('follows the best price of the bars before, and never moves back', () => {
    // Bars reach 104 and then 103: the stop is 104 x 0.98 = 101.92, which the third bar reaches.
    const [closed] = trade('L', exitBy(trail(200)), [
      [100, 104, 99, 103],
      [103, 103, 102, 102.5],
      [102.5, 105, 101, 104],
    ]).trades;
    expect(closed).toMatchObject({ exitIndex: 3, exitFill: 'stop', exitReason: 'trailing-stop' });
    expect(closed.exitPrice).toBeCloseTo(101.92, 10);
  });

  test('is not moved by the high of a bar before that bar reaches its low', () => {
    // 100 x 0.98 = 98 stands, whatever the bar did: its low of 99 may have come before its high of 104.
    expect(trade('L', exitBy(trail(200)), [[100, 104, 99, 103]]).trades).toEqual([]);
  });

  test('closes in the bar that moved it where that bar surely came back: it closes beyond the stop', () => {
    // 104 x 0.98 = 101.92, and the close of 101 comes after the high.
    const [closed] = trade('L', exitBy(trail(200)), [[100, 104, 99, 101]]).trades;
    expect(closed).toMatchObject({ exitIndex: 1, exitFill: 'stop' });
    expect(closed.exitPrice).toBeCloseTo(101.92, 10);
  });

  test('is moved by an open that jumps, which comes before all else', () => {
    // The open of 110 moves it to 107.8, and the same bar falls to 107.
    const [closed] = trade('L', exitBy(trail(200)), [
      [100, 101, 99, 101],
      [110, 110, 107, 109],
    ]).trades;
    expect(closed.exitPrice).toBeCloseTo(107.8, 10);
  });
});

describe('a break-even stop', () => {
  test('closes at the entry price once the position was so far in profit', () => {
    // Armed at 102, which the first bar reaches; the second one falls to 99.
    const [closed] = trade('L', exitBy(breakEven(200)), [
      [100, 102, 99, 101],
      [101, 101, 99, 100.5],
    ]).trades;
    expect(closed).toMatchObject({ exitIndex: 2, exitPrice: 100, pnl: 0 });
    expect(closed.exitReason).toBe('break-even-stop');
  });

  test('does nothing before', () => {
    const rows: Candle[] = [
      [100, 101.9, 99, 101],
      [101, 101, 90, 95],
    ];
    expect(trade('L', exitBy(breakEven(200)), rows).trades).toEqual([]);
  });
});

test('of several stops the one that the price comes to first closes the position', () => {
  // The stop loss is at 98; the trailing stop at 103 x 0.99 = 101.97.
  const [closed] = trade('L', exitBy(stop(200), trail(100)), [
    [100, 103, 100, 102],
    [102, 102, 97, 98],
  ]).trades;
  expect(closed.exitReason).toBe('trailing-stop');
  expect(closed.exitPrice).toBeCloseTo(101.97, 10);
});

describe('a distance in volatilities', () => {
  /** 61 closes whose returns are +1% and -1% in turns. */
  const swinging = Array.from({ length: 61 }, (_, bar) => (bar % 2 === 0 ? 100 : 101));
  const settings = exitBy(choose(stopLossExit, { bps: 0, volatility: 2 }));

  test('is of the returns of the last 60 closed bars at the decision', () => {
    const bars = makeBars([...swinging, 101, 101, 50]);
    const letters = '.'.repeat(60) + 'L...';
    // Thirty returns of 0.01 and thirty of 100/101 - 1, with the sample deviation about their mean.
    const [up, down] = [0.01, 100 / 101 - 1];
    const deviation = Math.sqrt(60 / 59) * ((up - down) / 2);
    const past = { columns: bars, start: 0, end: 61 };
    expect(measureVolatility(past)).toBeCloseTo(deviation, 12);
    const [closed] = runEngine(bars, readProbabilities(letters), settings).trades;
    // Entered at the open of 100; the last bar opens at 49, beyond the stop at 100 x (1 - 2 x 0.01003) = 97.99.
    expect(closed).toMatchObject({ entryPrice: 100, exitPrice: 49, exitFill: 'open' });
    const stopAt = resolveRules(settings).stops[0].priceAt;
    const position = { side: 1, entryPrice: 100, volatility: deviation } as never;
    expect(stopAt(position)).toBeCloseTo(100 * (1 - 2 * deviation), 10);
  });

  test('lets no position be opened while it is unknown', () => {
    const bars = makeBars([...swinging.slice(1), 101, 101, 50]);
    const letters = '.'.repeat(59) + 'L...';
    const state = runEngine(bars, readProbabilities(letters), settings);
    expect(state.signals.signalCount).toBe(0);
  });
});
