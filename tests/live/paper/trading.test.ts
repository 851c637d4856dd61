import type { Bar } from '../../../src/core/bars/bars';
import { expect, test } from 'vitest';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/account';
import { createBarSeries } from '../../../src/live/market/bar-series';
import { createPredictions, type SessionModel } from '../../../src/live/paper/predictions';
import { createTrading } from '../../../src/live/paper/trading';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { defaultNames as features, makeWalk, makeWeights, minuteMs, uncalibrated } from '../walk';

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
function openTrading(accounts = [openPaperAccount(makeAccount(), minuteMs)]) {
  const series = createBarSeries(minuteMs);
  const findSeries = () => series;
  const predictions = createPredictions(minuteMs, findSeries);
  predictions.add(makeModel('m'));
  const watch = { BTCUSDT: 'm' };
  const trading = createTrading({ intervalMs: minuteMs, watch, accounts, predictions, findSeries });
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
