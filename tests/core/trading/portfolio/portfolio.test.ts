import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../../src/core/trading/engine';
import {
  type PortfolioLimits,
  type PortfolioMember,
  runPortfolio,
} from '../../../../src/core/trading/portfolio/portfolio';
import {
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  startTime,
} from '../engine-scenario';
import { barCount, makeMarket, settings as anySettings } from '../random-runs';

const large = { ...plainSettings, sizing: { kind: 'fixed', fraction: 0.8 } };
const limits: PortfolioLimits = {
  capital: 1000,
  maxLeverage: 1,
  maxSymbolShare: 1,
  maxPositions: 10,
};

function member(
  symbol: string,
  closes: readonly number[],
  letters: string,
  gapsBefore: readonly number[] = [],
): PortfolioMember {
  return {
    symbol,
    bars: makeBars(closes, gapsBefore),
    probability: readProbabilities(letters),
    range: { start: 0, end: closes.length },
    settings: large,
  };
}

const a = member('A', [100, 101, 102, 103, 105], 'L....');
const b = member('B', [50, 51, 52, 53, 54], 'L....');

test('two symbols that signal at once share the capital: the first takes what it wants, the second the rest', () => {
  const { members, trades, equity } = runPortfolio([a, b], limits);
  // Both are filled at the opens of bar 1: A wants 0.8 x $1,000 and gets 8 units at $100; B wants the same, and $200 are left: 4 units at $50.
  expect(members.map((one) => one.trades.map(({ quantity }) => quantity))).toEqual([[8], [4]]);
  // Out after three bars, at the opens of bar 4: A at $104, B at $53.
  expect(trades.map(({ symbol, pnl }) => [symbol, pnl])).toEqual([
    ['A', 8 * 4],
    ['B', 4 * 3],
  ]);
  // At the closes: bar 1 is 8 x $1 + 4 x $1 above the start, bar 2 twice that, bar 3 three times.
  expect([...equity]).toEqual([1000, 1012, 1024, 1036, 1044]);
});

test('who comes first gets the room, and one symbol no more than its share of the equity', () => {
  const [first] = runPortfolio([b, a], limits).members;
  expect(first.trades[0]).toMatchObject({ quantity: 16 });
  const shared = runPortfolio([a, b], { ...limits, maxSymbolShare: 0.6 });
  // $600 of A at $100; of the $400 that are left, B may have all at $50.
  expect(shared.trades.map(({ quantity }) => quantity)).toEqual([6, 8]);
});

test('a position is sized by the equity of the account at that moment, what others gained included', () => {
  const later = member('B', [50, 51, 52, 53, 54], '..L..');
  const { members } = runPortfolio([a, later], { ...limits, maxSymbolShare: 0.5 });
  expect(members[0].trades[0]).toMatchObject({ quantity: 5 });
  // At the opens of bar 3, A's 5 units have gained $2 each and are worth $510: of $1,010, $500 are left, less than B's half of $505.
  expect(members[1].record.tradedValue).toBeCloseTo(500, 9);
});

test('a gap stops only the symbol that has it, and frees its place', () => {
  const closes = [100, 101, 102, 103, 104, 105, 106, 107];
  const gapped = member('A', closes, 'L.......', [3]);
  const other = member('B', closes, '.L.L....');
  const { members } = runPortfolio([gapped, other], { ...limits, maxPositions: 1 });
  // A's fourth bar is missing: it leaves at its last close, $102, as of two minutes and a bar after the start.
  expect(members[0].trades).toMatchObject([
    { exitReason: 'gap', exitPrice: 102, exitTime: startTime + 3 * minuteMs },
  ]);
  // B's first signal finds the one place taken, its second one finds it free.
  expect(members[1].trades.map(({ signalIndex }) => signalIndex)).toEqual([3]);
});

test('symbols that start and end at other times are joined by time', () => {
  const late = member('B', [50, 51, 52, 53, 54], 'L....');
  const shifted = {
    ...late,
    bars: { ...late.bars, openTime: late.bars.openTime.map((time) => time + 3 * minuteMs) },
  };
  const { openTime, record, members } = runPortfolio([a, shifted], limits);
  expect([...openTime]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((bar) => startTime + bar * minuteMs));
  // Bought in equal parts and held: A from $99 to $105, B from $49 to $54.
  expect(record.lastClose).toBeCloseTo((105 / 99 + 54 / 49) / 2, 12);
  expect(members.map(({ record: own }) => own.bars)).toEqual([5, 5]);
});

test('one symbol alone makes the trades that the engine makes, bit for bit', () => {
  const seeds = fc.integer();
  fc.assert(
    fc.property(seeds, anySettings, (seed, chosen) => {
      const { bars, probability } = makeMarket(seed);
      const settings = { ...chosen, maxPositions: 1 };
      const range = { start: 0, end: barCount };
      const engine = createEngine(settings, bars.intervalMs);
      const expected: number[] = [];
      stepThrough(engine, bars, probability, range, () => expected.push(engine.record.equity));
      const { capital, maxLeverage } = settings;
      const run = runPortfolio([{ symbol: 'A', bars, probability, range, settings }], {
        capital,
        maxLeverage,
        maxSymbolShare: Infinity,
        maxPositions: 1,
      });
      expect(run.members[0].trades).toEqual(engine.trades);
      run.equity.forEach((value, bar) => expect(value).toBeCloseTo(expected[bar], 6));
      expect(run.record.dailyEquity).toHaveLength(engine.record.dailyEquity.length);
    }),
    { numRuns: 50 },
  );
});

test('the equity is the capital, all closed trades and all open positions, and never beyond the limits at an entry', () => {
  const seeds = fc.tuple(fc.integer(), fc.integer(), fc.integer());
  const places = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(seeds, anySettings, places, (three, chosen, maxPositions) => {
      const members = three.map((seed, at) => ({
        symbol: String(at),
        ...makeMarket(seed),
        range: { start: 0, end: barCount },
        settings: chosen,
      }));
      const { capital, maxLeverage } = chosen;
      const run = runPortfolio(members, {
        capital,
        maxLeverage,
        maxSymbolShare: 0.4,
        maxPositions,
      });
      const closed = run.trades.reduce((sum, { pnl }) => sum + pnl, 0);
      const profits = run.members.map(({ dailyProfit }) => dailyProfit.at(-1) ?? 0);
      const total = profits.reduce((sum, profit) => sum + profit, 0);
      const last = run.equity[run.equity.length - 1];
      expect(last).toBeCloseTo(capital + total, 6);
      expect(run.record.trades).toBe(run.trades.length);
      expect(run.record.grossProfit - run.record.grossLoss).toBeCloseTo(closed, 6);
      expect(run.record.equity).toBe(last);
      expect(countMaxOpen(run.trades)).toBeLessThanOrEqual(maxPositions);
    }),
    { numRuns: 30 },
  );
});

test('changing what comes later changes nothing before', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), anySettings, (seed, otherSeed, chosen) => {
      const [one, two] = [makeMarket(seed), makeMarket(otherSeed)];
      const whole = { start: 0, end: barCount };
      const build = (range: typeof whole) => [
        { symbol: 'A', ...one, range: whole, settings: chosen },
        { symbol: 'B', ...two, range, settings: chosen },
      ];
      const { capital, maxLeverage } = chosen;
      const all = { capital, maxLeverage, maxSymbolShare: 0.5, maxPositions: 2 };
      const cut = 60;
      const end = two.bars.openTime[cut];
      const full = runPortfolio(build(whole), all);
      const short = runPortfolio(build({ start: 0, end: cut }), all);
      const before = full.openTime.filter((time) => time < end).length;
      expect(short.equity.slice(0, before)).toEqual(full.equity.slice(0, before));
    }),
    { numRuns: 30 },
  );
});

test('what cannot be traded together is refused', () => {
  expect(() => runPortfolio([], limits)).toThrow('no symbol');
  expect(() => runPortfolio([a, a], limits)).toThrow('unique');
  const hourly = { ...b, bars: { ...b.bars, intervalMs: 60 * minuteMs } };
  expect(() => runPortfolio([a, hourly], limits)).toThrow('one interval');
  expect(() => runPortfolio([a], { ...limits, capital: NaN })).toThrow('capital');
});

/** The most positions that were open at once, by the times of their entries and exits. */
function countMaxOpen(trades: readonly { entryTime: number; exitTime: number }[]): number {
  const events = trades.flatMap(({ entryTime, exitTime }) => [
    { time: entryTime, change: 1 },
    { time: exitTime, change: -1 },
  ]);
  events.sort((one, other) => one.time - other.time || one.change - other.change);
  let open = 0;
  let max = 0;
  for (const { change } of events) max = Math.max(max, (open += change));
  return max;
}
