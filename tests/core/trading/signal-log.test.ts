import { expect, test } from 'vitest';
import {
  addSignal,
  createSignalLog,
  findNewestSignal,
  keepOnly,
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
  expect(findNewestSignal(log)).toBeUndefined();
  for (let index = 0; index < 25; index++) {
    logSignal(log, index, index % 5 === 0 ? 'filtered' : 'busy');
    expect(findNewestSignal(log)?.index).toBe(index);
  }
  const indices = listRecentSignals(log).map(({ index }) => index);
  expect(indices).toEqual(Array.from({ length: 20 }, (_, row) => 24 - row));
  expect(log.signalCount).toBe(25);
  expect(log.filteredCount).toBe(5);
});

test('a log that was stored before its oldest record was named goes on from there', () => {
  const log = createSignalLog();
  for (let index = 0; index < 20; index++) logSignal(log, index);
  const { oldest: _, ...stored } = structuredClone(log);
  for (let index = 20; index < 47; index++) {
    logSignal(log, index);
    logSignal(stored, index);
    updateSignal(log, index - 19, index);
    updateSignal(stored, index - 19, index);
    // The one before it has left the log.
    updateSignal(stored, index - 20, 'busy');
    expect(listRecentSignals(stored)).toEqual(listRecentSignals(log));
    expect(listRecentSignals(stored).map((record) => record.index)).toEqual(
      Array.from({ length: 20 }, (__, row) => index - row),
    );
    expect(listRecentSignals(stored).at(-1)?.outcome).toBe(index);
  }
  keepOnly(log, 40);
  logSignal(log, 47);
  expect(listRecentSignals(log).map(({ index }) => index)).toEqual([47, 40]);
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
