import type { Bar } from '../../../src/core/bars/bars';
import { expect, test } from 'vitest';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { choose } from '../../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { perpetual } from '../../../src/core/trading/instruments/perpetual';
import { buyAndHold } from '../../../src/core/trading/strategies/buy-and-hold';
import { ownRule } from '../../../src/core/trading/strategies/own-rule';
import { openPaperAccount } from '../../../src/live/paper/account';
import { createBarSeries } from '../../../src/live/market/bar-series';
import { createPredictions, type SessionModel } from '../../../src/live/paper/predictions';
import { createTrading, type FundingOfSymbols } from '../../../src/live/paper/trading';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import {
  defaultNames as features,
  makeWalk,
  makeWeights,
  minuteMs,
  toBars,
  uncalibrated,
} from '../walk';

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const bars = makeWalk(300);

function makeModel(id: string, names = features): SessionModel {
  const scaler = { mean: names.map(() => 0), deviation: names.map(() => 0.01) };
  const weights = makeWeights(spec, names.length, 3);
  return { id, spec, features: names, scaler, calibration: uncalibrated, weights };
}

function makeAccount(changes: Partial<PaperAccount> = {}): PaperAccount {
  const settings = { ...plainSettings, strategy: thresholdsAt(0.501, 0.499) };
  const common = { name: 'a', role: 'champion', isFilledAtBest: false, createdAt: 0 } as const;
  return { id: 'a', symbol: 'BTCUSDT', modelId: 'm', settings, ...common, ...changes };
}

/** Trading of accounts on the bars of one symbol, whose model is `m`. */
function openTrading(
  accounts = [openPaperAccount(makeAccount(), minuteMs)],
  funding?: FundingOfSymbols,
) {
  const series = createBarSeries(minuteMs);
  const findSeries = () => series;
  const predictions = createPredictions(minuteMs, findSeries);
  predictions.add(makeModel('m'));
  const watch = { BTCUSDT: 'm' };
  const options = { intervalMs: minuteMs, watch, funding, accounts, predictions, findSeries };
  const trading = createTrading(options);
  return { ...trading, series, predictions };
}
type OpenTrading = ReturnType<typeof openTrading>;

const takeBar = ({ series, takeClosed }: OpenTrading, bar: Bar, lagMs = 100) => {
  series.append(bar);
  return takeClosed('BTCUSDT', bar, lagMs);
};
const push = (trading: OpenTrading, from: number, to: number, lagMs = 100) =>
  bars.slice(from, to).map((bar) => takeBar(trading, bar, lagMs));
const readSignals = (trading: OpenTrading) => trading.account('a')?.engine.signals.signalCount;

test('an account that joins within a minute goes on as if it had been here, without one more inference', () => {
  const always = openTrading();
  push(always, 0, 300);
  const late = openTrading();
  push(late, 0, 200);
  const [left] = late.accounts();
  late.removeAccount('a');
  const [{ inferences }] = push(late, 200, 201);
  expect(inferences).toBe(1);
  const steps = late.joinAccount(left, bars[200].openTime + minuteMs + 59_999);
  expect(steps).toHaveLength(1);
  push(late, 201, 300);
  expect(late.account('a')).toEqual(always.account('a'));
  expect(late.account('a')?.engine.record.trades).toBeGreaterThan(5);
});

test('an account that joins later finds an opinion on the newest bar alone, and on none a minute after', () => {
  const eager = { ...plainSettings, strategy: thresholdsAt(0.02, 0.01) };
  const missing = {
    ...openPaperAccount(makeAccount({ settings: eager }), minuteMs),
    lastOpenTime: bars[199].openTime,
  };
  const countSignals = (sinceCloseMs: number) => {
    const trading = openTrading([]);
    push(trading, 0, 300);
    const steps = trading.joinAccount(missing, bars[299].openTime + minuteMs + sinceCloseMs);
    expect(steps).toHaveLength(100);
    return readSignals(trading);
  };
  expect(countSignals(59_999)).toBe(1);
  expect(countSignals(60_000)).toBe(0);
});

test('a bar that is known a minute after its close moves positions, but gives no order', () => {
  const eager = { ...plainSettings, strategy: thresholdsAt(0.02, 0.01), exits: exitsAfter(3) };
  const openEager = () =>
    openTrading([openPaperAccount(makeAccount({ settings: eager }), minuteMs)]);
  const trading = openEager();
  push(trading, 0, 200);
  const signals = readSignals(trading);
  expect(trading.account('a')?.engine.positions).toHaveLength(1);
  const results = push(trading, 200, 204, 60_000);
  expect(results.every(({ isLate, probability }) => isLate && !Number.isNaN(probability))).toBe(
    true,
  );
  expect(readSignals(trading)).toBe(signals);
  expect(trading.account('a')?.engine.positions).toHaveLength(0);

  const inTime = openEager();
  push(inTime, 0, 200);
  expect(push(inTime, 200, 204, 59_999).some(({ isLate }) => isLate)).toBe(false);
  expect(readSignals(inTime)).toBe((signals ?? NaN) + 4);
});

test('two accounts of one model cost one inference a bar', () => {
  const accounts = ['a', 'b'].map((id) => openPaperAccount(makeAccount({ id }), minuteMs));
  const results = push(openTrading(accounts), 0, 100);
  expect(new Set(results.map(({ inferences }) => inferences))).toEqual(new Set([1]));
  expect(results.at(-1)?.steps).toHaveLength(2);
});

test('after a correction the model predicts as one that has seen the right bar only', () => {
  const corrected = { ...bars[250], close: bars[250].high, volume: bars[250].volume + 1 };
  const wrong = openTrading();
  push(wrong, 0, 251);
  wrong.series.replace(wrong.series.count() - 1, corrected);
  wrong.predictions.noteCorrection('BTCUSDT');
  const right = openTrading();
  push(right, 0, 250);
  takeBar(right, corrected);
  const read = (trading: typeof wrong) =>
    push(trading, 251, 300).map(({ probability }) => probability);
  expect(read(wrong)).toEqual(read(right));
});

test('a model that reads what live bars do not have is refused', () => {
  const { predictions } = openTrading();
  expect(() => predictions.add(makeModel('other', [...features, 'mood']))).toThrow(/mood/);
});

const byRule = (text = 'return LONG;') =>
  openPaperAccount(
    makeAccount({
      settings: { ...plainSettings, strategy: choose(ownRule, { lookBackBars: 3, text }) },
    }),
    minuteMs,
  );
/** Past so many ms after the close of a bar. */
const afterClose = (index: number, ms: number) => bars[index].openTime + minuteMs + ms;

test('an account waits for its rule, which is asked once it sees enough bars, and goes on with the answer', () => {
  const trading = openTrading([byRule()]);
  const [first, second, third] = push(trading, 0, 3);
  expect([first.steps.length, second.steps.length, third.steps.length]).toEqual([1, 1, 0]);
  const [{ id, text, question }, ...others] = trading.takeAsks();
  expect(others).toEqual([]);
  expect(trading.takeAsks()).toEqual([]);
  expect(text).toBe('return LONG;');
  expect(question).toMatchObject({ lookBackBars: 3, known: { bar: { close: bars[2].close } } });
  expect(trading.account('a')?.lastOpenTime).toBe(bars[1].openTime);

  const decision = { ask: id, decision: 1.7 };
  expect(trading.takeDecision(decision, afterClose(2, 300))).toMatchObject([
    { bar: { decision: 1.7 }, state: { lastOpenTime: bars[2].openTime } },
  ]);
  expect(trading.takeDecision(decision, afterClose(2, 300))).toEqual([]);
  takeBar(trading, bars[3]);
  const [{ question: next }] = trading.takeAsks();
  expect(next.known.positions).toMatchObject([{ side: 1, confidence: 0.7, entryIndex: 3 }]);
});

test('an answer counts for less than a minute after the close, and neither for a replaced account nor a removed one', () => {
  const decideAfter = (ms: number) => {
    const trading = openTrading([byRule()]);
    push(trading, 0, 3);
    const [{ id }] = trading.takeAsks();
    return trading.takeDecision({ ask: id, decision: -2 }, afterClose(2, ms))[0];
  };
  expect(decideAfter(59_999).bar.decision).toBe(-2);
  expect(decideAfter(60_000)).toMatchObject({
    bar: { decision: 0 },
    state: { decided: { problem: 'The rule gave no answer in time, so it was neutral.' } },
  });

  const trading = openTrading([byRule()]);
  push(trading, 0, 3);
  const [before] = trading.takeAsks();
  const kept = trading.account('a');
  if (kept === undefined) throw new Error('no account');
  trading.joinAccount(kept, afterClose(2, 1000));
  const [again] = trading.takeAsks();
  expect(again.id).not.toBe(before.id);
  expect(trading.takeDecision({ ask: before.id, decision: 2 }, afterClose(2, 2000))).toEqual([]);
  trading.removeAccount('a');
  expect(trading.takeDecision({ ask: again.id, decision: 2 }, afterClose(2, 2000))).toEqual([]);
});

test('a rule that still thinks when the next bar closes was neutral, and its bar comes first', () => {
  const trading = openTrading([byRule()]);
  push(trading, 0, 3);
  const [{ steps }] = push(trading, 3, 4);
  expect(steps).toMatchObject([
    { bar: { openTime: bars[2].openTime, decision: 0 }, state: { decided: { decision: 0 } } },
  ]);
  expect(trading.takeAsks().map(({ question }) => question.known.bar.openTime)).toEqual([
    bars[2].openTime,
    bars[3].openTime,
  ]);
  // Nothing is asked on a bar that is too late for an order.
  const [{ steps: late }] = push(trading, 4, 5, minuteMs);
  expect(late.map(({ bar }) => bar.decision)).toEqual([0, undefined]);
  expect(trading.takeAsks()).toEqual([]);
});

test('funding is what a file tells of the symbol, and the constant at times of which it is silent, as in a backtest', () => {
  const settings = {
    ...plainSettings,
    strategy: choose(buyAndHold),
    exits: exitsAfter(1000),
    instrument: choose(perpetual, { leverage: 2, fundingBps: 3 }),
  };
  const held = { ...makeAccount({ settings }), modelId: undefined };
  const walk = makeWalk(1000);
  // Told at 03:20; 08:00 is within eight hours of that, 16:00 is not.
  const told = { time: [walk[200].openTime], rate: [0.002] };
  const trade = (funding?: FundingOfSymbols) => {
    const trading = openTrading([openPaperAccount(held, minuteMs)], funding);
    for (const bar of walk) takeBar(trading, bar);
    return trading.account('a')?.engine;
  };
  const backtest = createEngine(settings, minuteMs);
  const bars = { ...toBars(walk), funding: told };
  stepThrough(backtest, bars, [], { start: 0, end: walk.length });

  const live = trade({ BTCUSDT: told });
  expect(live?.record).toEqual(backtest.record);
  const [{ quantity }] = backtest.positions;
  const paid = quantity * (walk[200].open * 0.002 + walk[960].open * 0.0003);
  expect(live?.record.fundingPaid).toBeCloseTo(paid, 9);
  const constant = quantity * (walk[480].open + walk[960].open) * 0.0003;
  expect(trade({ ETHUSDT: told })?.record.fundingPaid).toBeCloseTo(constant, 9);
});
