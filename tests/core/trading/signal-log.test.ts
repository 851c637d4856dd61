import { expect, test } from 'vitest';
import {
  addSignal,
  createSignalLog,
  listRecentSignals,
  type SignalLog,
  updateSignal,
  type SignalRecord,
} from '../../../src/core/trading/signal-log';

function logSignal(
  log: SignalLog,
  index: number,
  outcome: SignalRecord['outcome'] = 'pending',
): void {
  const facts = { signal: 'LONG', probability: 0.6, confidence: 0.2 } as const;
  const time = index * 60_000;
  Object.assign(addSignal(log, index, outcome === 'filtered'), {
    time,
    ...facts,
    price: 100,
    size: 150,
    outcome,
  });
}

test('the last 20 signals are kept, newest first, while all are counted', () => {
  const log = createSignalLog();
  for (let index = 0; index < 25; index++) {
    logSignal(log, index, index % 5 === 0 ? 'filtered' : 'busy');
  }
  const indices = listRecentSignals(log).map(({ index }) => index);
  expect(indices).toEqual(Array.from({ length: 20 }, (_, row) => 24 - row));
  expect(log.signalCount).toBe(25);
  expect(log.filteredCount).toBe(5);
});

test('an outcome reaches its signal only, and leaves listed copies alone', () => {
  const log = createSignalLog();
  for (const index of [3, 7, 9]) logSignal(log, index);
  const before = listRecentSignals(log);
  updateSignal(log, 7, 'open', 120);
  updateSignal(log, 8, 'cancelled');
  expect(listRecentSignals(log).map(({ outcome }) => outcome)).toEqual([
    'pending',
    'open',
    'pending',
  ]);
  expect(listRecentSignals(log)[1]?.size).toBe(120);
  expect(before[1]?.outcome).toBe('pending');
});
