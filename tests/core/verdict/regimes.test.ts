import { expect, test } from 'vitest';
import { sliceBars } from '../../../src/core/bars/bars';
import { splitRegimes } from '../../../src/core/verdict/regimes';
import type { Trade } from '../../../src/core/trading/positions';
import { minuteMs, startMs, toBars, makeWalk } from '../../live/walk';

const bars = toBars(makeWalk(8 * 1440));
const training = { start: 0, end: 1440 };
/** The model knows rises in the morning and nothing in the afternoon. */
const isMorning = (bar: number) => bar % 1440 < 720;
const labels = Uint8Array.from(bars.close, (_, bar) => Number((bar * 7) % 11 < 5));
const probability = Float64Array.from(labels, (label, bar) => {
  if (bar < training.end) return NaN;
  return isMorning(bar) ? 0.4 + 0.2 * label : 0.5;
});
const trades = [
  { signalIndex: 1440 + 5, entryTime: startMs + 1446 * minuteMs, pnl: 3 },
  { signalIndex: 2 * 1440 + 5, entryTime: startMs + 2886 * minuteMs, pnl: -1 },
  { signalIndex: 2 * 1440 + 800, entryTime: startMs + 3681 * minuteMs, pnl: 10 },
] as Trade[];
const groups = splitRegimes({
  bars,
  labels,
  probability,
  trainingBars: sliceBars(bars, training),
  trades,
});
const find = (name: string) =>
  groups.find((group) => group.name === name)?.regimes ?? expect.unreachable();

test('each bar with a label and a probability is in one regime of each group', () => {
  for (const { name, regimes } of groups) {
    const counted = regimes.reduce((sum, regime) => sum + regime.bars, 0);
    expect([name, counted]).toEqual([name, 7 * 1440]);
  }
  expect(find('hour')).toHaveLength(24);
  expect(find('weekday')).toHaveLength(7);
  expect(find('month').map(({ label }) => label)).toEqual(['2024-01']);
});

test('each has the ranking and the profit of its own bars', () => {
  const hours = find('hour');
  expect(hours[0].auc.value).toBe(1);
  expect(hours[0]).toMatchObject({ label: '00:00', bars: 420, trades: 2, pnl: { value: 2 } });
  expect(hours[13].auc.value).toBe(0.5);
  expect(hours[13]).toMatchObject({ trades: 1, pnl: { value: 10 } });
  const [low, high] = hours[13].pnl.ci;
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(10);
});

test('what is calm follows from the training bars alone', () => {
  const twice = {
    ...bars,
    close: bars.close.map((value, bar) => value * (bar % 2 === 0 ? 1.01 : 1)),
  };
  const wild = splitRegimes({
    bars: twice,
    labels,
    probability,
    trainingBars: sliceBars(bars, training),
    trades: [],
  });
  expect(wild[0].regimes.map(({ label }) => label)).toEqual(['Wild']);
});

test('without a probability there is nothing to split', () => {
  const none = probability.map(() => NaN);
  const split = splitRegimes({ bars, labels, probability: none, trainingBars: bars, trades: [] });
  expect(split.flatMap(({ regimes }) => regimes)).toEqual([]);
});
