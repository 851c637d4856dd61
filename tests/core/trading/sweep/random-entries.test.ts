import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../../src/core/trading/engine';
import type { Trade } from '../../../../src/core/trading/positions';
import type { TradingSettings } from '../../../../src/core/trading/settings';
import { createRandomEntries } from '../../../../src/core/trading/sweep/random-entries';
import type { Entries } from '../../../../src/core/trading/sweep/walked-bars';
import { createSweep } from '../../../../src/core/trading/sweep/sweep';
import { minuteMs } from '../engine-scenario';
import { barCount, makeMarket, settings } from '../random-runs';

const range = { start: 5, end: barCount };
const markets = fc.integer().map((seed) => makeMarket(seed, 30 * minuteMs));

/** Few enough dollars that no entry is refused for want of equity. */
const small = { capital: 10_000, riskFraction: 0.01, sizing: { kind: 'confidence' } } as const;

function runSteps({ bars, probability }: ReturnType<typeof makeMarket>, rules: TradingSettings) {
  const state = createEngine(rules, bars.intervalMs);
  stepThrough(state, bars, probability, range);
  return state;
}

/** Direction, confidence and bars held, in an order that does not depend on time. */
function listHolds(rows: readonly (readonly [number, number, number])[]): string[] {
  return rows.map((row) => row.join()).sort();
}

const countOpenBars = ({ entryIndex, exitIndex, exitReason }: Trade): number =>
  exitIndex - entryIndex + (exitReason === 'gap' ? 1 : 0);

const readRows = ({ count, index, side, confidence, holdBars }: Entries) =>
  Array.from({ length: count }, (_, row) => ({
    index: index[row],
    side: side[row],
    confidence: confidence[row],
    hold: holdBars[row],
  }));

test('a draw has the trades of the run at other times, none across a gap, no more at once', () => {
  fc.assert(
    fc.property(markets, settings, fc.nat(), (market, base, seed) => {
      const rules = { ...base, ...small };
      const { trades } = runSteps(market, rules);
      const { openTime, intervalMs } = market.bars;
      const draw = createRandomEntries(trades, market.bars, range, rules);
      const rows = readRows(draw(seed));
      expect(listHolds(rows.map(({ side, confidence, hold }) => [side, confidence, hold]))).toEqual(
        listHolds(trades.map((trade) => [trade.side, trade.confidence, countOpenBars(trade)])),
      );
      const delay = rules.fillAt === 'next-open' ? 1 : 0;
      const openAt = new Int32Array(barCount);
      rows.forEach(({ index, hold }, row) => {
        expect(index).toBeGreaterThanOrEqual(row > 0 ? rows[row - 1].index : range.start);
        const last = index + delay + hold - 1;
        expect(openTime[last] - openTime[index]).toBe((last - index) * intervalMs);
        for (let bar = index + delay; bar <= last; bar++) openAt[bar]++;
      });
      expect(Math.max(...openAt)).toBeLessThanOrEqual(rules.maxPositions);
      const record = createSweep({ ...market, range }).runEntries(rules, draw(seed));
      expect(record.exposedBars).toBe(openAt.filter((open) => open > 0).length);
    }),
  );
});

test('the same seed gives the same entries, whatever was drawn before, and another one others', () => {
  const market = makeMarket(3, 30 * minuteMs);
  const rules = { ...fc.sample(settings, { seed: 1, numRuns: 1 })[0], ...small, minConfidence: 0 };
  const { trades } = runSteps(market, rules);
  const draw = createRandomEntries(trades, market.bars, range, rules);
  const first = readRows(draw(7));
  expect(first.length).toBeGreaterThan(5);
  const second = readRows(draw(8));
  expect(second).not.toEqual(first);
  expect(readRows(draw(7))).toEqual(first);
});

test('every place between the gaps is equally likely', () => {
  const market = makeMarket(1);
  const openTime = Float64Array.from({ length: barCount }, (_, bar) => bar * minuteMs);
  const trade = { side: 1, confidence: 0.5, entryIndex: 9, exitIndex: 14, exitReason: 'hold' };
  // Five bars of the 25 in which it can be open, so it can be ordered at bars 0 to 20.
  const draw = createRandomEntries(
    [trade as Trade],
    { ...market.bars, openTime },
    { start: 0, end: 26 },
    { fillAt: 'next-open' },
  );
  const counts = new Array<number>(21).fill(0);
  for (let seed = 0; seed < 2100; seed++) counts[draw(seed).index[0]]++;
  expect(counts.length).toBe(21);
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
});
