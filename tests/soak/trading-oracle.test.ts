import { expect, test } from 'vitest';
import { readBar, type Bar } from '../../src/core/bars/bars';
import { openPaperAccount } from '../../src/live/paper/account';
import { createBarSeries } from '../../src/live/market/bar-series';
import { createPredictions } from '../../src/live/paper/predictions';
import { createTrading } from '../../src/live/paper/trading';
import { makeWalk, minuteMs, startMs, toBars } from '../live/walk';
import { makeLiveAccount, makeLiveModel } from '../live/scene/make-model';
import { createTradingOracle } from './trading-oracle';

const { network: model } = makeLiveModel('m1', 5);
const symbol = 'BTCUSDT';
const bars = makeWalk(300);
const account = makeLiveAccount({ createdAt: startMs + 100 * minuteMs });
const corrected: Bar = { ...bars[200], close: bars[200].low, volume: bars[200].volume + 1 };

/** Lets an account trade bars that became known `lagOf` ms after their close; bar 200 is corrected after bar 203. */
function tradeLive(lagOf: (index: number) => number) {
  const watch = { [symbol]: model.id };
  const accounts = [openPaperAccount(account, minuteMs)];
  const series = createBarSeries(minuteMs);
  const findSeries = () => series;
  const predictions = createPredictions(minuteMs, findSeries);
  predictions.add(model);
  const trading = createTrading({ intervalMs: minuteMs, watch, accounts, predictions, findSeries });
  const trades = bars.flatMap((bar, index) => {
    series.append(bar);
    const { steps } = trading.takeClosed(symbol, bar, lagOf(index));
    if (index === 203) {
      series.replace(200, corrected);
      predictions.noteCorrection(symbol);
    }
    return steps.flatMap((step) => step.trades);
  });
  return { trades, engine: trading.account(account.id)?.engine };
}

/** The oracle's account, which hears of bars at the same times. */
function tradeWithOracle(lagOf: (index: number) => number) {
  const oracle = createTradingOracle({
    symbol,
    intervalMs: minuteMs,
    subjects: [{ account, model }],
    findVersions: (openTime) => bars.filter((bar) => bar.openTime === openTime),
  });
  bars.forEach((bar, index) => {
    const at = bar.openTime + minuteMs + lagOf(index);
    oracle.hear({ kind: 'closed-bar', symbol, bar, probability: NaN, latencyMs: 0 }, at);
    if (index !== 203) return;
    const shown = toBars([...bars.slice(0, 200), corrected, ...bars.slice(201, 204)]);
    expect(readBar(shown, 200)).toEqual(corrected);
    oracle.hear({ kind: 'bars', symbol, bars: shown, probability: new Float32Array(204) }, at);
  });
  return oracle.run(account.id);
}

const lagSometimes = (index: number): number => (index % 7 === 3 ? 60_000 : 120);

test('the oracle trades as live trading does, late bars and a correction included', () => {
  const { trades, engine } = tradeLive(lagSometimes);
  const run = tradeWithOracle(lagSometimes);
  expect(trades.length).toBeGreaterThan(10);
  expect(run.engine.trades).toEqual(trades);
  expect({ ...run.engine, trades: [] }).toEqual(engine);
  // Bars 100 to 299 are traded: 101, 108, and so on to 297.
  expect(run.lateBars).toBe(29);
});

test('an order on a late bar is not what the oracle does', () => {
  const { trades } = tradeLive(() => 120);
  expect(tradeWithOracle(lagSometimes).engine.trades).not.toEqual(trades);
});
