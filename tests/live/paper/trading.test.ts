import { expect, test } from 'vitest';
import { builtInFeatures } from '../../../src/core/features/list';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/trade-account';
import { createTradingDesk, type DeskModel } from '../../../src/live/paper/trading';
import { plainSettings } from '../../core/trading/engine-scenario';
import { makeWalk, makeWeights, minuteMs } from '../walk';

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const features = builtInFeatures.map(({ name }) => name);
const bars = makeWalk(300);

function makeModel(id: string, names = features): DeskModel {
  const scaler = { mean: names.map(() => 0), deviation: names.map(() => 0.01) };
  const weights = makeWeights(spec, names.length, 3);
  return { id, spec, features: names, scaler, weights };
}

function makeAccount(changes: Partial<PaperAccount> = {}): PaperAccount {
  const settings = { ...plainSettings, thresholds: { long: 0.501, short: 0.499 } };
  const common = { name: 'a', role: 'champion', isFilledAtBest: false, createdAt: 0 } as const;
  return { id: 'a', symbol: 'BTCUSDT', modelId: 'm', settings, ...common, ...changes };
}

function openDesk(accounts = [openPaperAccount(makeAccount(), minuteMs)]) {
  const watch = { BTCUSDT: 'm' };
  return createTradingDesk({ intervalMs: minuteMs, models: [makeModel('m')], watch, accounts });
}

const push = (desk: ReturnType<typeof openDesk>, from: number, to: number, lagMs = 100) =>
  bars.slice(from, to).map((bar) => desk.takeClosed('BTCUSDT', bar, lagMs));
const readSignals = (desk: ReturnType<typeof openDesk>) =>
  desk.account('a')?.engine.signals.signalCount;

test('an account that joins within a minute goes on as if it had been here, without one more inference', () => {
  const always = openDesk();
  push(always, 0, 300);
  const late = openDesk();
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
  const eager = { ...plainSettings, thresholds: { long: 0.02, short: 0.01 } };
  const missing = {
    ...openPaperAccount(makeAccount({ settings: eager }), minuteMs),
    lastOpenTime: bars[199].openTime,
  };
  const countSignals = (sinceCloseMs: number) => {
    const desk = openDesk([]);
    push(desk, 0, 300);
    const steps = desk.joinAccount(missing, bars[299].openTime + minuteMs + sinceCloseMs);
    expect(steps).toHaveLength(100);
    return readSignals(desk);
  };
  expect(countSignals(59_999)).toBe(1);
  expect(countSignals(60_000)).toBe(0);
});

test('a bar that is known a minute after its close moves positions, but gives no order', () => {
  const eager = { ...plainSettings, thresholds: { long: 0.02, short: 0.01 }, holdBars: 3 };
  const openEager = () => openDesk([openPaperAccount(makeAccount({ settings: eager }), minuteMs)]);
  const desk = openEager();
  push(desk, 0, 200);
  const signals = readSignals(desk);
  expect(desk.account('a')?.engine.positions).toHaveLength(1);
  const results = push(desk, 200, 204, 60_000);
  expect(results.every(({ isLate, probability }) => isLate && !Number.isNaN(probability))).toBe(
    true,
  );
  expect(readSignals(desk)).toBe(signals);
  expect(desk.account('a')?.engine.positions).toHaveLength(0);

  const inTime = openEager();
  push(inTime, 0, 200);
  expect(push(inTime, 200, 204, 59_999).some(({ isLate }) => isLate)).toBe(false);
  expect(readSignals(inTime)).toBe((signals ?? NaN) + 4);
});

test('two accounts of one model cost one inference a bar', () => {
  const accounts = ['a', 'b'].map((id) => openPaperAccount(makeAccount({ id }), minuteMs));
  const results = push(openDesk(accounts), 0, 100);
  expect(new Set(results.map(({ inferences }) => inferences))).toEqual(new Set([1]));
  expect(results.at(-1)?.steps).toHaveLength(2);
});

test('after a correction the model answers as one that has seen the right bar only', () => {
  const corrected = { ...bars[250], close: bars[250].high, volume: bars[250].volume + 1 };
  const wrong = openDesk();
  push(wrong, 0, 251);
  wrong.takeCorrected('BTCUSDT', corrected);
  const right = openDesk();
  push(right, 0, 250);
  right.takeClosed('BTCUSDT', corrected, 100);
  const read = (desk: typeof wrong) => push(desk, 251, 300).map(({ probability }) => probability);
  expect(read(wrong)).toEqual(read(right));
});

test('a model that reads what live bars do not have is refused', () => {
  const desk = openDesk();
  expect(() => desk.addModel(makeModel('other', [...features, 'mood']))).toThrow(/mood/);
});
