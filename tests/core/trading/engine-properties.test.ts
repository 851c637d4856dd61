import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, type EngineState, stepThrough } from '../../../src/core/trading/engine';
import { computeMaxDrawdown } from '../../../src/core/metrics/risk';
import { markEquity } from '../../../src/core/trading/positions';
import { choose } from '../../../src/core/trading/choice';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { resolveRules } from '../../../src/core/trading/rules';
import type { TradingSettings } from '../../../src/core/trading/settings';
import { buyAndHold } from '../../../src/core/trading/strategies/buy-and-hold';
import { measureVolatility } from '../../../src/core/trading/volatility';
import { minuteMs } from './engine-scenario';
import {
  allSettings,
  anySettings,
  barCount,
  makeMarket,
  type Market,
  settings as ordinary,
} from './random-runs';

const markets = fc.integer().map((seed) => makeMarket(seed));
const settings = fc.oneof(ordinary, allSettings, anySettings);

function run(market: Market, rules: TradingSettings, end = barCount) {
  const state = createEngine(rules, minuteMs);
  const equity: number[] = [];
  stepThrough(state, market.bars, market.probability, { start: 0, end }, () => {
    equity.push(state.record.equity);
  });
  return { state, equity };
}

test('going on from a JSON copy after every bar equals one run', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      let copy = createEngine(rules, minuteMs);
      const equity: number[] = [];
      for (let index = 0; index < barCount; index++) {
        copy = JSON.parse(JSON.stringify(copy)) as EngineState;
        const range = { start: index, end: index + 1 };
        stepThrough(copy, market.bars, market.probability, range);
        equity.push(copy.record.equity);
      }
      const whole = run(market, rules);
      expect(equity).toEqual(whole.equity);
      expect(copy).toEqual(whole.state);
    }),
    { numRuns: 30 },
  );
});

test('changing the future changes no equity and no trade of the past', () => {
  const cuts = fc.integer({ min: 1, max: barCount - 1 });
  fc.assert(
    fc.property(markets, markets, settings, cuts, (market, other, rules, cut) => {
      const splice = (past: Float64Array, future: Float64Array, shift = 0) =>
        past.map((value, index) => (index < cut ? value : (future[index] ?? NaN) + shift));
      const { bars, probability } = market;
      const later = (bars.openTime[cut - 1] ?? NaN) + minuteMs - (other.bars.openTime[cut] ?? NaN);
      const changed: Market = {
        probability: splice(probability, other.probability),
        bars: {
          ...bars,
          openTime: splice(bars.openTime, other.bars.openTime, later),
          open: splice(bars.open, other.bars.open),
          high: splice(bars.high, other.bars.high),
          low: splice(bars.low, other.bars.low),
          close: splice(bars.close, other.bars.close),
        },
      };
      const past = run(market, rules, cut);
      const whole = run(changed, rules);
      expect(whole.equity.slice(0, cut)).toEqual(past.equity);
      expect(whole.state.trades.slice(0, past.state.trades.length)).toEqual(past.state.trades);
    }),
  );
});

test('equity is the capital, the profit of the trades and the open profit', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      const { state, equity } = run(market, rules);
      const lastClose = market.bars.close[barCount - 1] ?? NaN;
      let expected = rules.capital;
      for (const { pnl } of state.trades) expected += pnl;
      for (const { side, quantity, entryPrice, entryFee, funding = 0 } of state.positions) {
        expected += side * quantity * (lastClose - entryPrice) - entryFee - funding;
      }
      expect(Math.abs(state.record.equity - expected)).toBeLessThan(1e-9 * rules.capital);
      expect(markEquity(state, lastClose)).toBe(state.record.equity);
      expect(state.record.maxDrawdownFraction).toBe(computeMaxDrawdown(equity, rules.capital));
    }),
  );
});

test('fees and traded value are the sums over all fills', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      const { trades, positions, record } = run(market, rules).state;
      let fees = 0;
      let value = 0;
      for (const { entryFee, quantity, entryPrice } of [...trades, ...positions]) {
        fees += entryFee;
        value += quantity * entryPrice;
      }
      for (const { exitFee, quantity, exitPrice } of trades) {
        fees += exitFee;
        value += quantity * exitPrice;
      }
      expect(record.feesPaid).toBeCloseTo(fees, 6);
      expect(record.tradedValue / value || 1).toBeCloseTo(1, 9);
      const isOrdinary = trades.every(({ exitReason }) => exitReason !== 'liquidation');
      if (isOrdinary) expect(record.feesPaid).toBeCloseTo((value * rules.feeBps) / 10_000, 6);
      expect(record.trades).toBe(trades.length);
    }),
  );
});

test('with one position at a time no two trades overlap', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      const { trades } = run(market, { ...rules, maxPositions: 1 }).state;
      trades.forEach((trade, row) => {
        const before = trades[row - 1];
        if (before !== undefined) expect(trade.entryTime).toBeGreaterThanOrEqual(before.exitTime);
        expect(trade.exitTime).toBeGreaterThanOrEqual(trade.entryTime);
      });
    }),
  );
});

test('no trade crosses a gap, and each is held no longer than its rule allows', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      // Whatever the rule allows, what was bought to be held is held.
      const isHeld = rules.strategy.kind === buyAndHold.kind;
      const maxBars = isHeld ? Infinity : Number(rules.exits[0]?.bars);
      for (const trade of run(market, rules).state.trades) {
        const held = trade.exitIndex - trade.entryIndex;
        const from = market.bars.openTime[trade.signalIndex] ?? NaN;
        const to = market.bars.openTime[trade.exitIndex] ?? NaN;
        expect(to - from).toBe((trade.exitIndex - trade.signalIndex) * minuteMs);
        expect(held).toBeLessThanOrEqual(maxBars);
        if (trade.exitReason === 'hold') expect(held).toBe(maxBars);
        const { latencyBars = 0, order, fillAt } = rules;
        const isLimit = order?.kind === 'limit';
        const first = trade.signalIndex + latencyBars + (isLimit || fillAt === 'next-open' ? 1 : 0);
        const last = first + (isLimit ? Number(order.bars) - 1 : 0);
        expect(trade.entryIndex).toBeGreaterThanOrEqual(first);
        expect(trade.entryIndex).toBeLessThanOrEqual(last);
        if (rules.sides === 'long') expect(trade.side).toBe(1);
        if (rules.sides === 'short') expect(trade.side).toBe(-1);
      }
    }),
  );
});

/** The volatility at the close of a bar, from all bars before it; NaN where there are too few. */
function volatilityAt({ bars }: Market, index: number): number {
  return measureVolatility({ columns: bars, start: 0, end: index + 1 });
}

test('a stop never fills better than its price, a target never at another, and both only where the bar has been', () => {
  let stopped = 0;
  let reached = 0;
  fc.assert(
    fc.property(markets, allSettings, (market, rules) => {
      const { open, high, low } = market.bars;
      const { stops, targets } = resolveRules(rules);
      for (const trade of run(market, rules).state.trades) {
        const { side, exitIndex, exitFill, exitPrice, exitReason, entryPrice, mfe = NaN } = trade;
        const slipped = exitPrice / (1 - (side * rules.slippageBps) / 10_000);
        const stop = stops.find(({ reason }) => reason === exitReason);
        if (stop !== undefined) {
          stopped++;
          // The best price of the whole trade: a stop that follows it was never nearer to the price than this.
          const best = entryPrice * (1 + (side * mfe) / 10_000);
          const volatility = volatilityAt(market, trade.signalIndex);
          const level = stop.priceAt({ ...trade, highest: best, lowest: best, volatility });
          expect(side * (slipped - level)).toBeLessThan(1e-9 * level);
          if (exitFill === 'open') expect(slipped).toBeCloseTo(open[exitIndex], 9);
        }
        const target = targets.find(({ reason }) => reason === exitReason);
        if (target !== undefined) {
          reached++;
          expect(exitFill).toBe('limit');
        }
        if (stop === undefined && target === undefined) continue;
        const price = target === undefined ? slipped : exitPrice;
        // A target that the price jumps over fills at its own price, which is worse than any of the bar.
        const [isBelowHigh, isAboveLow] = [
          price <= high[exitIndex] * (1 + 1e-12),
          price >= low[exitIndex] * (1 - 1e-12),
        ];
        expect(isBelowHigh || (target !== undefined && side === -1)).toBe(true);
        expect(isAboveLow || (target !== undefined && side === 1)).toBe(true);
      }
    }),
  );
  expect(stopped).toBeGreaterThan(0);
  expect(reached).toBeGreaterThan(0);
});

test('a position on margin loses no more than its margin, its entry fee and its funding', () => {
  let liquidated = 0;
  fc.assert(
    fc.property(markets, allSettings, fc.constantFrom(20, 100), (market, base, leverage) => {
      const instrument = choose(perpetual, { leverage, fundingBps: 5 });
      for (const trade of run(market, { ...base, instrument }).state.trades) {
        if (trade.exitReason !== 'liquidation') continue;
        liquidated++;
        const { quantity, entryPrice, entryFee, exitFee, funding = 0, pnl } = trade;
        const margin = (quantity * entryPrice) / leverage;
        expect(pnl).toBeGreaterThan(-(margin + entryFee + funding) * (1 + 1e-9));
        expect(exitFee).toBeGreaterThanOrEqual(0);
      }
    }),
  );
  expect(liquidated).toBeGreaterThan(0);
});

test('a bar opens one position at most', () => {
  fc.assert(
    fc.property(markets, allSettings, (market, rules) => {
      const { trades, positions } = run(market, rules).state;
      const entries = [...trades, ...positions].map(({ entryIndex }) => entryIndex);
      expect(new Set(entries).size).toBe(entries.length);
    }),
  );
});

test('no state ever has more positions than allowed', () => {
  fc.assert(
    fc.property(markets, settings, (market, rules) => {
      const state = createEngine(rules, minuteMs);
      const range = { start: 0, end: barCount };
      stepThrough(state, market.bars, market.probability, range, () => {
        expect(state.positions.length).toBeLessThanOrEqual(rules.maxPositions);
      });
    }),
  );
});
