import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { BarRange } from '../../../../src/core/bars/bars';
import { choose } from '../../../../src/core/trading/choice';
import { createEngine, type EngineState, stepThrough } from '../../../../src/core/trading/engine';
import type { ExitRule } from '../../../../src/core/trading/exits/exit-rule';
import { resolveRules } from '../../../../src/core/trading/rules';
import { putExit, type TradingSettings } from '../../../../src/core/trading/settings';
import { strategies } from '../../../../src/core/trading/strategies/list';
import { findPast } from '../../../../src/core/trading/strategies/past-bars';
import {
  createSignalColumns,
  type Strategy,
} from '../../../../src/core/trading/strategies/strategy';
import { createSweep } from '../../../../src/core/trading/sweep/sweep';
import type { Entries } from '../../../../src/core/trading/sweep/walked-bars';
import { candleStrategy } from '../../../extending/candle-strategy';
import { stopExit } from '../../../extending/stop-exit';
import { exitsAfter, makeBars, minuteMs, plainSettings } from '../engine-scenario';
import { allSettings, barCount, makeMarket, settings as ordinarySettings } from '../random-runs';
import { stepEntries } from './step-entries';

vi.mock('../../../../src/core/trading/strategies/list', async (original) => {
  const { strategies } = await original<{ strategies: readonly Strategy[] }>();
  const { candleStrategy: added } = await import('../../../extending/candle-strategy');
  return { strategies: [...strategies, added] };
});

vi.mock('../../../../src/core/trading/exits/list', async (original) => {
  const { exitRules } = await original<{ exitRules: readonly ExitRule[] }>();
  const { stopExit: added } = await import('../../../extending/stop-exit');
  return { exitRules: [...exitRules, added] };
});

/** Of half hours, so that days end within, at and between gaps. */
const markets = fc.integer().map((seed) => makeMarket(seed, 30 * minuteMs));

/** Some lose all that there is: ten positions of ten times the capital each are allowed. */
const settings: fc.Arbitrary<TradingSettings> = fc
  .record({
    base: ordinarySettings,
    fraction: fc.constantFrom(0.01, 1, 10),
    maxLeverage: fc.constantFrom(0.1, 1, 10),
    maxPositions: fc.constantFrom(1, 1, 2, 3, 10),
    minConfidence: fc.constantFrom(0, 0, 0.1, 0.5),
    costs: fc.constantFrom({}, { feeBps: 0, slippageBps: 0 }, { feeBps: 1000, slippageBps: 1000 }),
  })
  .map(({ base, fraction, costs, ...own }) => {
    const sizing = base.sizing.kind === 'fixed' ? { kind: 'fixed', fraction } : base.sizing;
    const limits = { ...own, maxLeverage: Math.max(own.maxLeverage, fraction) };
    return { ...base, ...limits, ...costs, sizing };
  });

const ranges: fc.Arbitrary<BarRange> = fc
  .tuple(fc.nat(barCount), fc.nat(barCount))
  .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));

type Market = ReturnType<typeof makeMarket>;

function runSteps({ bars, probability }: Market, rules: TradingSettings, range: BarRange) {
  const state = createEngine(rules, bars.intervalMs);
  stepThrough(state, bars, probability, range);
  return state;
}

/** Every figure is computed from the record, so nothing else is compared. */
function expectSame(record: EngineState['record'], { record: expected }: EngineState): void {
  // First the quick way, which tells -0 from 0 as the other does.
  if (!isDeepStrictEqual(record, expected)) expect(record).toStrictEqual(expected);
}

test('every figure of a run is that of step, to the last bit', () => {
  let trades = 0;
  let ruins = 0;
  fc.assert(
    fc.property(markets, fc.array(settings, { minLength: 1 }), ranges, (market, all, range) => {
      const sweep = createSweep({ ...market, range });
      for (const rules of all) {
        const stepped = runSteps(market, rules, range);
        expectSame(sweep.run(rules), stepped);
        trades += stepped.trades.length;
        if (stepped.record.equity < 0) ruins++;
      }
    }),
    { numRuns: 400 },
  );
  expect(trades).toBeGreaterThan(1000);
  expect(ruins).toBeGreaterThan(0);
});

test('a run is that of step with any exit, order and sizing, to the last bit', () => {
  fc.assert(
    fc.property(markets, allSettings, ranges, (market, rules, range) => {
      expectSame(createSweep({ ...market, range }).run(rules), runSteps(market, rules, range));
    }),
    { numRuns: 100 },
  );
});

test('rules that need positions or closes are stepped', () => {
  const exits = putExit(exitsAfter(10), choose(stopExit, { lossBps: 30 }));
  const strategy = choose(candleStrategy, { minMoveBps: 20 });
  fc.assert(
    fc.property(markets, settings, ranges, (market, rules, range) => {
      const sweep = createSweep({ ...market, range });
      for (const changed of [{ exits }, { strategy }, { exits, strategy }]) {
        const changedRules = { ...rules, ...changed };
        expectSame(sweep.run(changedRules), runSteps(market, changedRules, range));
      }
    }),
    { numRuns: 50 },
  );
});

const sideOf = fc.constantFrom(1, -1);
const confidenceOf = fc.double({ min: 0, max: 1, noNaN: true });

function checkEntries(
  market: Market,
  rules: TradingSettings,
  ordered: readonly {
    readonly index: number;
    readonly side: number;
    readonly confidence: number;
    readonly holdBars: number;
  }[],
): void {
  const entries: Entries = {
    count: ordered.length,
    index: Int32Array.from(ordered, ({ index }) => index),
    side: Int8Array.from(ordered, ({ side }) => side),
    confidence: Float64Array.from(ordered, ({ confidence }) => confidence),
    holdBars: Int32Array.from(ordered, ({ holdBars }) => holdBars),
  };
  const range = { start: 0, end: barCount };
  const record = createSweep({ ...market, range }).runEntries(rules, entries);
  expectSame(record, stepEntries(market.bars, range, rules, entries));
}

test('entries are traded as by step with a strategy and an exit rule that know them', () => {
  const rows = fc.uniqueArray(
    fc.record({
      index: fc.nat(barCount - 1),
      side: sideOf,
      confidence: confidenceOf,
      holdBars: fc.integer({ min: 1, max: 8 }),
    }),
    { selector: ({ index }) => index, maxLength: 80 },
  );
  fc.assert(
    fc.property(markets, settings, rows, (market, rules, unordered) => {
      const ordered = [...unordered].sort((a, b) => a.index - b.index);
      checkEntries(market, rules, ordered);
    }),
    { numRuns: 300 },
  );
});

test('entries of which no two are open at once are traded as by step, too', () => {
  const row = fc.record({
    waitBars: fc.nat(3),
    side: sideOf,
    confidence: confidenceOf,
    holdBars: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(markets, settings, fc.array(row, { maxLength: 60 }), (market, rules, rows) => {
      let free = 0;
      const ordered = rows.map(({ waitBars, ...own }) => {
        const index = free + waitBars;
        free = index + own.holdBars;
        return { ...own, index };
      });
      checkEntries(
        market,
        rules,
        ordered.filter(({ index }) => index < barCount),
      );
    }),
    { numRuns: 300 },
  );
});

test.each(strategies.filter(({ listSignals }) => listSignals !== undefined))(
  '$kind lists the signals that it decides on',
  (strategy) => {
    fc.assert(
      fc.property(markets, ranges, fc.nat(), ({ bars, probability }, range, place) => {
        const { presets } = strategy;
        const values = { ...choose(strategy), ...presets[place % presets.length]?.values };
        const { strategy: decider, warmUpBars } = resolveRules({
          ...plainSettings,
          strategy: values,
        });
        const out = createSignalColumns(range.end - range.start);
        strategy.listSignals?.(values as never, { bars, probability, range }, out);
        const listed = Array.from({ length: out.count }, (_, row) => [
          out.index[row],
          out.side[row],
          out.confidence[row],
        ]);
        const decided: number[][] = [];
        for (let index = range.start; index < range.end; index++) {
          const [openTime, open] = [bars.openTime[index], bars.open[index]];
          const [high, low, close] = [bars.high[index], bars.low[index], bars.close[index]];
          const bar = { index, openTime, open, high, low, close };
          const past = findPast(bars, bars.intervalMs, index, warmUpBars);
          if (past.end - past.start < warmUpBars) continue;
          const known = { bar, probability: probability[index], positions: [], past };
          const side = decider.decide(known);
          if (side !== 0) decided.push([index, side, decider.measureConfidence(known, side)]);
        }
        expect(listed).toEqual(decided);
      }),
    );
  },
);

test('bars out of order and impossible settings are refused as by step', () => {
  const bars = makeBars([100, 101, 102]);
  const range = { start: 0, end: 3 };
  const sweep = createSweep({ bars, probability: [], range });
  expect(() => sweep.run({ ...plainSettings, capital: 0 })).toThrow('capital');
  const openTime = bars.openTime.slice().reverse();
  const history = { bars: { ...bars, openTime }, probability: [], range };
  expect(() => createSweep(history)).toThrow('openTime must increase');
});
