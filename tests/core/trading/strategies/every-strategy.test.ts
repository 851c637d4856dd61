import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bars, readBar, sliceBars } from '../../../../src/core/bars/bars';
import type { Choice } from '../../../../src/core/trading/choice';
import { createEngine, step, stepThrough } from '../../../../src/core/trading/engine';
import type { PaperAccountState } from '../../../../src/core/trading/paper-account';
import { createReplay } from '../../../../src/core/trading/replay';
import { createRandom } from '../../../../src/core/random';
import { resolveRules } from '../../../../src/core/trading/rules';
import { findSettingsProblem, type TradingSettings } from '../../../../src/core/trading/settings';
import { attachDecisions, encodeDecision } from '../../../../src/core/trading/own-rule/decisions';
import { strategies } from '../../../../src/core/trading/strategies/list';
import { findPast } from '../../../../src/core/trading/strategies/past-bars';
import { createSweep } from '../../../../src/core/trading/sweep/sweep';
import { createBarSeries } from '../../../../src/live/market/bar-series';
import { openPaperAccount } from '../../../../src/live/paper/account';
import { tradeBar } from '../../../../src/live/paper/trading';
import { exitsAfter, plainSettings } from '../engine-scenario';
import { barCount, makeMarket } from '../random-runs';
import { anyChoice, choicesOf } from './random-choices';

const markets = fc.integer().map((seed) => makeMarket(seed));
/** With a column of decisions, for the strategy that follows one. */
const decidedMarkets = fc.tuple(markets, fc.integer()).map(([{ bars, probability }, seed]) => {
  const random = createRandom(seed);
  const sides = [0, 0, 1, -1] as const;
  const column = Float64Array.from(bars.openTime, () =>
    encodeDecision(sides[random.below(4)], random.uniform()),
  );
  return { bars: attachDecisions(bars, column, 0), probability };
});
const all = strategies.map((strategy) => [strategy.kind, strategy] as const);

/** Settings of a strategy, alone or as the filter of another or with another as its filter. */
function settingsOf(strategy: (typeof strategies)[number]): fc.Arbitrary<TradingSettings> {
  const using = (own: { strategy: Choice; filter?: Choice }): TradingSettings => ({
    ...plainSettings,
    ...own,
    exits: exitsAfter(4),
    sizing: { kind: 'confidence' },
    feeBps: 10,
  });
  return fc
    .oneof(
      choicesOf(strategy).map((choice) => using({ strategy: choice })),
      fc
        .tuple(choicesOf(strategy), anyChoice)
        .map(([mine, its]) => using({ strategy: mine, filter: its })),
      fc
        .tuple(choicesOf(strategy), anyChoice)
        .map(([mine, its]) => using({ strategy: its, filter: mine })),
    )
    .filter((made) => findSettingsProblem(made) === undefined);
}

function runSteps(bars: Bars, probability: ArrayLike<number>, settings: TradingSettings) {
  const state = createEngine(settings, bars.intervalMs);
  const equity: number[] = [];
  stepThrough(state, bars, probability, { start: 0, end: bars.openTime.length }, () => {
    equity.push(state.record.equity);
  });
  return { state, equity };
}

test.each(all)('%s: another future changes nothing before it', (_, strategy) => {
  let trades = 0;
  fc.assert(
    fc.property(
      decidedMarkets,
      settingsOf(strategy),
      fc.integer({ min: 1, max: barCount - 1 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      ({ bars, probability }, settings, cut, factor) => {
        const change = (values: Float64Array) =>
          values.map((value, index) => (index < cut ? value : value * factor));
        const { state, equity } = runSteps(bars, probability, settings);
        const changed = runSteps(
          {
            ...bars,
            open: change(bars.open),
            high: change(bars.high),
            low: change(bars.low),
            close: change(bars.close),
          },
          probability,
          settings,
        );
        expect(changed.equity.slice(0, cut)).toEqual(equity.slice(0, cut));
        const before = ({ trades: done }: typeof state) =>
          done.filter(({ exitIndex }) => exitIndex < cut);
        expect(before(changed.state)).toEqual(before(state));
        trades += state.trades.length;
      },
    ),
    { numRuns: 60 },
  );
  expect(trades).toBeGreaterThan(20);
});

test.each(all)('%s: its warm-up is all that it looks at', (_, strategy) => {
  fc.assert(
    fc.property(decidedMarkets, settingsOf(strategy), ({ bars, probability }, settings) => {
      const rules = resolveRules(settings);
      const state = createEngine(settings, bars.intervalMs);
      for (let index = 0; index < barCount; index++) {
        // A copy of just the bars that it may look at, so that anything before or after would be read as undefined.
        const { start, end } = findPast(bars, bars.intervalMs, index, rules.warmUpBars);
        const past = { columns: sliceBars(bars, { start, end }), start: 0, end: end - start };
        step(state, { index, ...readBar(bars, index) }, probability[index], rules, past);
      }
      expect(state).toEqual(runSteps(bars, probability, settings).state);
    }),
    { numRuns: 40 },
  );
});

test.each(all)('%s: a sweep has every figure of step, to the last bit', (_, strategy) => {
  const cut = fc.nat(barCount);
  fc.assert(
    fc.property(
      decidedMarkets,
      fc.array(settingsOf(strategy), { minLength: 1, maxLength: 4 }),
      cut,
      ({ bars, probability }, several, start) => {
        const range = { start, end: barCount };
        const sweep = createSweep({ bars, probability, range });
        for (const settings of several) {
          const state = createEngine(settings, bars.intervalMs);
          stepThrough(state, bars, probability, range);
          expect(sweep.run(settings)).toStrictEqual(state.record);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each(all)('%s: an account on live bars trades as a replay', (_, strategy) => {
  fc.assert(
    fc.property(markets, settingsOf(strategy), ({ bars, probability }, settings) => {
      const series = createBarSeries(bars.intervalMs, 45);
      const account = {
        ...{ id: 'a', name: 'a', symbol: 'BTCUSDT', modelId: 'm', settings, createdAt: 0 },
        ...{ role: 'champion' as const, isFilledAtBest: false },
      };
      let state: PaperAccountState = openPaperAccount(account, bars.intervalMs);
      const trades: unknown[] = [];
      const equity: number[] = [];
      const { warmUpBars } = resolveRules(settings);
      for (let index = 0; index < barCount; index++) {
        const bar = readBar(bars, index);
        series.append(bar);
        const past = series.past(series.count() - 1, warmUpBars);
        const done = tradeBar(state, bar, { probability: probability[index], past });
        if (done === undefined) throw new Error(`bar ${index} was not traded`);
        state = done.state;
        trades.push(...done.trades);
        equity.push(done.bar.equity);
      }
      const range = { start: 0, end: barCount };
      const replay = createReplay({ bars, probability, range, settings });
      replay.advance(Infinity);
      const frame = replay.frame();
      expect(trades).toEqual(frame.trades);
      expect(equity).toEqual([...frame.equity]);
    }),
    { numRuns: 20 },
  );
});
