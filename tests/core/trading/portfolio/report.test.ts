import { expect, test } from 'vitest';
import type { Bars } from '../../../../src/core/bars/bars';
import { runPortfolio } from '../../../../src/core/trading/portfolio/portfolio';
import { reportPortfolioRun } from '../../../../src/core/trading/portfolio/report';
import { createRandom } from '../../../../src/core/random';
import { hourMs } from '../make-run';
import { exitsAfter, plainSettings } from '../engine-scenario';

const days = 30;

/** Hourly bars whose returns are those of `moves`, one a day, in the first hour. */
function makeMarket(symbol: string, moves: readonly number[]) {
  const count = days * 24;
  const openTime = new Float64Array(count).map((_, bar) => bar * hourMs);
  const open = new Float64Array(count);
  const close = new Float64Array(count);
  let price = 100;
  for (let bar = 0; bar < count; bar++) {
    open[bar] = price;
    if (bar % 24 === 1) price *= 1 + moves[Math.floor(bar / 24)];
    close[bar] = price;
  }
  const bars: Bars = {
    intervalMs: hourMs,
    openTime,
    open,
    high: open.map((value, bar) => Math.max(value, close[bar])),
    low: open.map((value, bar) => Math.min(value, close[bar])),
    close,
    volume: new Float64Array(count),
  };
  // Long at each midnight's close, out two bars later.
  const probability = openTime.map((_, bar) => (bar % 24 === 0 ? 0.9 : 0.5));
  const settings = { ...plainSettings, exits: exitsAfter(2, false) };
  return { symbol, bars, probability, range: { start: 0, end: count }, settings };
}

const limits = { capital: 10_000, maxLeverage: 1, maxSymbolShare: 1, maxPositions: 5 };
const random = createRandom(3);
const moves = Array.from({ length: days }, () => 0.01 * random.normal());

test('contributions add up to the account, and daily P/L that goes together correlates by 1, against each other by -1', () => {
  const run = runPortfolio(
    [
      makeMarket('up', moves),
      makeMarket('same', moves),
      makeMarket(
        'against',
        moves.map((move) => -move),
      ),
    ],
    limits,
  );
  const report = reportPortfolioRun(run, 0);
  const [up, same, against] = report.contributions;
  const sum = up.pnl.value + same.pnl.value + against.pnl.value;
  expect(report.performance.pnl).toBeCloseTo(sum, 9);
  // Each position is worth $1,000, so a day gains $1,000 times its move.
  const total = moves.reduce((all, move) => all + move, 0);
  expect(up.pnl.value).toBeCloseTo(1000 * total, 6);
  expect(up).toMatchObject({ trades: days, fees: 0 });
  expect(up.timeInMarket).toBeCloseTo(2 / 24, 2);
  const values = report.correlations.map(({ symbols, value }) => [symbols.join(), value.value]);
  expect(values.map(([pair]) => pair)).toEqual(['up,same', 'up,against', 'same,against']);
  expect(report.correlations[0].value.value).toBeCloseTo(1, 9);
  expect(report.correlations[1].value.value).toBeCloseTo(-1, 9);
  expect(report.correlations[1].value.ci[0]).toBeGreaterThanOrEqual(-1);
});

test('intervals need five days; one symbol that is up and one that is down can be told apart', () => {
  const rises = moves.map((move) => Math.abs(move) + 0.002);
  const run = runPortfolio([makeMarket('rises', rises), makeMarket('flat', moves)], limits);
  const [first] = reportPortfolioRun(run, 0).contributions;
  expect(first.pnl.ci[0]).toBeGreaterThan(0);
  expect(first.pnl.ci[0]).toBeLessThan(first.pnl.value);
  const short = makeMarket('short', moves);
  const few = runPortfolio([{ ...short, range: { start: 0, end: 3 * 24 } }], limits);
  expect(reportPortfolioRun(few, 0).contributions[0].pnl.ci).toEqual([NaN, NaN]);
});
