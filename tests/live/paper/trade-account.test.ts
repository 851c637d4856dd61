import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trade } from '../../../src/core/trading/positions';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import type { PaperAccount, PaperAccountState } from '../../../src/core/trading/paper-account';
import {
  configureAccount,
  openPaperAccount,
  previewAccount,
} from '../../../src/live/paper/account';
import { tradeBar } from '../../../src/live/paper/trading';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { makeWalk, minuteMs, startMs, toBars } from '../walk';

const account: PaperAccount = {
  id: 'a',
  name: 'Champion',
  symbol: 'BTCUSDT',
  modelId: 'm',
  settings: { ...plainSettings, feeBps: 10, slippageBps: 1 },
  role: 'champion',
  isFilledAtBest: false,
  createdAt: startMs,
};
const bars = makeWalk(200, 3, [90]);
const probabilities = bars.map((_, index) => ((index * 7919) % 100) / 100);

function run(count: number, reload: (state: PaperAccountState) => PaperAccountState = (s) => s) {
  let state = openPaperAccount(account, minuteMs);
  const trades: Trade[] = [];
  const equity: number[] = [];
  for (let index = 0; index < count; index++) {
    const done = tradeBar(reload(state), bars[index], { probability: probabilities[index] });
    if (done === undefined) throw new Error(`bar ${index} was not traded`);
    state = done.state;
    trades.push(...done.trades);
    equity.push(done.bar.equity);
  }
  return { state, trades, equity };
}

test('live trading of bars gives the trades and the equity of a backtest of them', () => {
  const engine = createEngine(account.settings, minuteMs);
  const equity: number[] = [];
  stepThrough(engine, toBars(bars), probabilities, { start: 0, end: bars.length }, () => {
    equity.push(engine.record.equity);
  });
  const live = run(bars.length);
  expect(live.trades).toEqual(engine.trades);
  expect(live.trades.length).toBeGreaterThan(10);
  expect(live.equity).toEqual(equity);
});

test('an account that is read back from its journal after any bar goes on as one that was not', () => {
  const undisturbed = run(bars.length);
  const reload = (state: PaperAccountState) =>
    JSON.parse(JSON.stringify(state)) as PaperAccountState;
  expect(run(bars.length, reload)).toEqual(undisturbed);
});

test('a bar is traded once, and none that closed before the account was opened', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150 }), (opened) => {
      const late = { ...account, createdAt: bars[opened].openTime + 1 };
      let state = openPaperAccount(late, minuteMs);
      const traded: number[] = [];
      for (const index of [...bars.keys(), 150, 151, 199]) {
        const done = tradeBar(state, bars[index], { probability: 0.5 });
        if (done === undefined) continue;
        state = done.state;
        traded.push(index);
      }
      expect(traded).toEqual([...bars.keys()].slice(opened));
    }),
  );
});

test('the preview fills a waiting order at the open of the forming bar and changes nothing', () => {
  let { state } = run(0);
  state = tradeBar(state, bars[0], { probability: 0.9 })?.state ?? state;
  const before = JSON.stringify(state);
  const forming = { ...bars[1], close: bars[1].open * 1.01 };
  const preview = previewAccount(state, forming);
  expect(preview.positions).toHaveLength(1);
  const [position] = preview.positions;
  expect(position.entryPrice).toBeCloseTo(bars[1].open * 1.0001, 10);
  const gain = position.quantity * (forming.close - position.entryPrice);
  expect(preview.openPnl).toBeCloseTo(gain, 10);
  expect(preview.equityNow).toBeCloseTo(10_000 + gain - position.entryFee, 8);
  expect(JSON.stringify(state)).toBe(before);
});

test('other settings apply from the next bar on and keep what was earned', () => {
  const { state } = run(50);
  const changed = configureAccount(state, {
    ...account.settings,
    strategy: thresholdsAt(0.99, 0.01),
  });
  expect(changed.engine.record).toEqual(state.engine.record);
  expect(changed.engine.settings.strategy.long).toBe(0.99);
  expect(() => configureAccount(state, { ...account.settings, capital: -1 })).toThrow();
});

test('an account that fills at the best offers is filled there, right after the close', () => {
  const atBest = openPaperAccount({ ...account, isFilledAtBest: true }, minuteMs);
  const bid = bars[0].close - 0.5;
  const ask = bars[0].close + 0.5;
  const done = tradeBar(atBest, bars[0], { probability: 0.9, best: { bid, ask } });
  expect(done?.state.engine.positions[0].entryPrice).toBeCloseTo(ask * 1.0001, 10);
  expect(done?.state.engine.positions[0].entryTime).toBe(bars[0].openTime + minuteMs);
});

test('its fills say whether they met the best offers, or the close where none were known', () => {
  const atBest = {
    ...account,
    isFilledAtBest: true,
    settings: { ...account.settings, exits: exitsAfter(2) },
  };
  const opened = openPaperAccount(atBest, minuteMs);
  const best = { bid: bars[0].close - 0.5, ask: bars[0].close + 0.5 };
  const held = tradeBar(opened, bars[0], { probability: 0.9, best });
  const later = tradeBar(held?.state ?? opened, bars[1], { probability: 0.5, best });
  const missed = tradeBar(later?.state ?? opened, bars[2], { probability: 0.5 });
  expect(missed?.trades).toMatchObject([
    { entryFill: 'best', exitFill: 'close', exitPrice: bars[2].close * 0.9999 },
  ]);
  const { trades } = run(bars.length);
  expect(new Set(trades.map(({ entryFill }) => entryFill))).toEqual(new Set(['open']));
});
