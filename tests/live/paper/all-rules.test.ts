import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import type { Trade } from '../../../src/core/trading/positions';
import { countWarmUpBars } from '../../../src/core/trading/rules';
import { findPast } from '../../../src/core/trading/strategies/past-bars';
import { openPaperAccount } from '../../../src/live/paper/account';
import { readAccountFile, writeAccountFile } from '../../../src/live/paper/account-file';
import { tradeBar } from '../../../src/live/paper/trading';
import { allSettings, barCount, makeMarket } from '../../core/trading/random-runs';
import { minuteMs } from '../../core/trading/engine-scenario';

const markets = fc.integer().map((seed) => makeMarket(seed));

test('a paper account trades by all rules as a backtest does, and goes through its file at any bar', () => {
  fc.assert(
    fc.property(markets, allSettings, fc.nat(barCount - 1), (market, settings, exportedAt) => {
      const { bars, probability } = market;
      const account: PaperAccount = {
        id: 'a',
        name: 'All rules',
        symbol: 'BTCUSDT',
        modelId: 'm',
        settings,
        role: 'champion',
        isFilledAtBest: false,
        createdAt: 0,
      };
      let state = openPaperAccount(account, minuteMs);
      const trades: Trade[] = [];
      const equity = [];
      for (let index = 0; index < barCount; index++) {
        const [openTime, open] = [bars.openTime[index], bars.open[index]];
        const [high, low, close] = [bars.high[index], bars.low[index], bars.close[index]];
        const amounts = { quoteVolume: 0, tradeCount: 0, takerBuyBase: 0, takerBuyQuote: 0 };
        const bar = { openTime, open, high, low, close, volume: 0, ...amounts };
        const past = findPast(bars, minuteMs, index, countWarmUpBars(settings));
        const step = tradeBar(state, bar, { probability: probability[index], past });
        if (step === undefined) throw new Error('not traded');
        state = step.state;
        trades.push(...step.trades);
        equity.push(step.bar);
        if (index !== exportedAt) continue;
        const journal = { state, trades: [...trades], equity: [...equity] };
        const read = readAccountFile(writeAccountFile(journal));
        expect(read.state.engine).toEqual(state.engine);
        expect(read.trades).toEqual(trades);
      }
      const backtest = createEngine(settings, minuteMs);
      stepThrough(backtest, bars, probability, { start: 0, end: barCount });
      expect(trades).toEqual(backtest.trades);
      expect(state.engine.record).toEqual(backtest.record);
    }),
    { numRuns: 40 },
  );
});
