import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BarRange, Bars } from '../../../../src/core/bars/bars';
import {
  closeBar,
  createEngine,
  type EngineState,
  openBar,
  step,
  stepThrough,
} from '../../../../src/core/trading/engine';
import type { EngineBar } from '../../../../src/core/trading/positions';
import { resolveRules, type TradingRules } from '../../../../src/core/trading/rules';
import { findPast, noPast } from '../../../../src/core/trading/strategies/past-bars';
import { exitsAfter, makeBars, plainSettings } from '../engine-scenario';
import { anySettings, barCount, makeMarket } from '../random-runs';

const markets = fc.integer().map((seed) => makeMarket(seed));

function readBar(bars: Bars, index: number): EngineBar {
  const [openTime, open] = [bars.openTime[index], bars.open[index]];
  const [high, low, close] = [bars.high[index], bars.low[index], bars.close[index]];
  return { index, openTime, open, high, low, close };
}

test('the bars before end at a gap, at the start, and at as many as are wanted', () => {
  const bars = makeBars([1, 2, 3, 4, 5, 6]);
  const { intervalMs } = bars;
  // Minutes 0, 1, 2, 4, 5, 6.
  const openTime = bars.openTime.map((time, index) => time + (index < 3 ? 0 : intervalMs));
  const rows = (index: number, maxBars: number): BarRange => {
    const { start, end } = findPast({ ...bars, openTime }, intervalMs, index, maxBars);
    return { start, end };
  };
  expect(rows(2, 2)).toEqual({ start: 1, end: 3 });
  expect(rows(2, 9)).toEqual({ start: 0, end: 3 });
  expect(rows(3, 9)).toEqual({ start: 3, end: 4 });
  expect(rows(5, 9)).toEqual({ start: 3, end: 6 });
  expect(rows(5, 0)).toEqual({ start: 5, end: 6 });
  expect(rows(-1, 9)).toEqual({ start: 0, end: 0 });
});

/** Rules whose strategy is asked after `warmUpBars` bars, and notes what it may look at. */
function listen(warmUpBars: number, heard: (range: BarRange, index: number) => void): TradingRules {
  return {
    ...resolveRules(plainSettings),
    warmUpBars,
    strategy: {
      decide({ past: { start, end }, bar }) {
        heard({ start, end }, bar.index);
        return 0;
      },
      measureConfidence: () => 0,
    },
  };
}

test('a strategy is asked from its warm-up on, anew after a gap', () => {
  fc.assert(
    fc.property(markets, fc.integer({ min: 1, max: 12 }), ({ bars }, warmUpBars) => {
      const asked: number[] = [];
      const rules = listen(warmUpBars, ({ start, end }, index) => {
        expect(end).toBe(index + 1);
        expect(end - start).toBe(warmUpBars);
        const spanMs = bars.openTime[end - 1] - bars.openTime[start];
        expect(spanMs).toBe((warmUpBars - 1) * bars.intervalMs);
        asked.push(index);
      });
      const state = createEngine(plainSettings, bars.intervalMs);
      for (let index = 0; index < barCount; index++) {
        const past = findPast(bars, bars.intervalMs, index, warmUpBars);
        step(state, readBar(bars, index), NaN, rules, past);
      }
      const expected: number[] = [];
      for (let index = 0, run = 0; index < barCount; index++) {
        const stepMs = bars.openTime[index] - bars.openTime[index - 1];
        run = stepMs === bars.intervalMs ? run + 1 : 1;
        if (run >= warmUpBars) expected.push(index);
      }
      expect(asked).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('without bars before, a strategy that needs some is not asked', () => {
  const bars = makeBars([100, 101]);
  const state = createEngine(plainSettings, bars.intervalMs);
  const rules = listen(1, () => {
    throw new Error('asked');
  });
  step(state, readBar(bars, 0), NaN, rules, noPast);
  step(state, readBar(bars, 1), NaN, rules);
  expect(state.record.bars).toBe(2);
});

test('a bar taken in two halves leaves the account of a bar taken at once', () => {
  fc.assert(
    fc.property(markets, anySettings, ({ bars, probability }, own) => {
      const whole = createEngine(own, bars.intervalMs);
      stepThrough(whole, bars, probability, { start: 0, end: barCount });
      let halves: EngineState = createEngine(own, bars.intervalMs);
      for (let index = 0; index < barCount; index++) {
        const rules = resolveRules(own);
        const bar = readBar(bars, index);
        openBar(halves, bar, rules);
        // Whoever decides may be elsewhere: the account waits as plain data.
        halves = JSON.parse(JSON.stringify(halves)) as EngineState;
        const known = {
          bar,
          probability: probability[index],
          positions: halves.positions,
          past: findPast(bars, bars.intervalMs, index, rules.warmUpBars),
        };
        const { start, end } = known.past;
        const side = end - start < rules.warmUpBars ? 0 : rules.strategy.decide(known);
        const confidence = side === 0 ? 0 : rules.strategy.measureConfidence(known, side);
        closeBar(halves, bar, rules, side, confidence, known.probability, known.past);
      }
      expect(halves).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

test('a decision of others is followed as a signal of the strategy', () => {
  const bars = makeBars([100, 100, 110, 121]);
  const own = { ...plainSettings, exits: exitsAfter(2) };
  const state = createEngine(own, bars.intervalMs);
  const rules = resolveRules(own);
  for (let index = 0; index < 4; index++) {
    const bar = readBar(bars, index);
    openBar(state, bar, rules);
    closeBar(state, bar, rules, index === 0 ? 1 : 0, 0.75, 0.5);
  }
  expect(state.trades).toMatchObject([{ side: 1, confidence: 0.75, signalIndex: 0, exitIndex: 3 }]);
});
