import { beforeEach, expect, test } from 'vitest';
import { openPaperAccount } from '../../../src/live/paper/account';
import type { PaperStep } from '../../../src/live/paper/trading';
import { createJournalWriter } from '../../../src/live/paper/journal-writer';
import type { AccountEntry } from '../../../src/live/ports';
import { makeAccount } from '../../storage/paper-records';

let batches: AccountEntry[][];
let failures: number[];
let isBroken: boolean;
let timers: (() => void)[];
let release: () => void;
let isHeld: boolean;

beforeEach(() => {
  batches = [];
  failures = [];
  isBroken = false;
  isHeld = false;
  timers = [];
});

function makeWriter() {
  return createJournalWriter({
    store: {
      async journal(entries) {
        if (isHeld) await new Promise<void>((resolve) => (release = resolve));
        if (isBroken) throw new Error('no space');
        batches.push([...entries]);
      },
    },
    clock: {
      setMachineTimer(callback) {
        timers.push(callback);
        return () => undefined;
      },
    },
    onWritten: () => undefined,
    onFailed: (_, waitMs) => void failures.push(waitMs),
  });
}

const makeStep = (minute: number, id = 'a'): PaperStep => ({
  state: {
    ...openPaperAccount(makeAccount({ id, name: id.toUpperCase() }), 60_000),
    lastOpenTime: minute,
  },
  trades: [],
  bar: { openTime: minute, equity: minute, close: 100 },
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const readBatches = () =>
  batches.map((batch) =>
    batch.map(({ state, equity }) => [state.account.id, equity.map(({ openTime }) => openTime)]),
  );

test('what one bar did to all accounts is one write', async () => {
  const writer = makeWriter();
  writer.add([makeStep(1, 'a'), makeStep(1, 'b')]);
  await writer.run(() => Promise.resolve());
  expect(readBatches()).toEqual([
    [
      ['a', [1]],
      ['b', [1]],
    ],
  ]);
});

test('bars that come while a write is under way are written together, in order', async () => {
  isHeld = true;
  const writer = makeWriter();
  for (const minute of [1, 2, 3, 4]) writer.add([makeStep(minute)]);
  isHeld = false;
  release();
  await writer.run(() => Promise.resolve());
  expect(readBatches()).toEqual([[['a', [1]]], [['a', [2, 3, 4]]]]);
});

test('a write that fails is tried again, ever more rarely, and nothing overtakes it', async () => {
  isBroken = true;
  const writer = makeWriter();
  writer.add([makeStep(1)]);
  let isDone = false;
  const task = writer.run(async () => void (isDone = true));
  for (let attempt = 0; attempt < 7; attempt++) {
    await turn();
    timers.pop()?.();
  }
  await turn();
  expect(failures).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(isDone).toBe(false);
  isBroken = false;
  timers.pop()?.();
  await task;
  expect(readBatches()).toEqual([[['a', [1]]]]);
});

test('a task sees what was added before it, and its failure is its own', async () => {
  const writer = makeWriter();
  writer.add([makeStep(1)]);
  const failing = writer.run(() => {
    expect(batches).toHaveLength(1);
    return Promise.reject(new Error('broken'));
  });
  writer.add([makeStep(2)]);
  await expect(failing).rejects.toThrow('broken');
  await writer.run(() => Promise.resolve());
  expect(readBatches()).toEqual([[['a', [1]]], [['a', [2]]]]);
});

test('what is discarded is not written', async () => {
  const writer = makeWriter();
  await writer.run(() => {
    writer.add([makeStep(1, 'a'), makeStep(1, 'b')]);
    writer.discard('a');
    return Promise.resolve();
  });
  await writer.run(() => Promise.resolve());
  expect(readBatches()).toEqual([[['b', [1]]]]);
});

test('at the end a broken store is tried once more, and what was not kept is told', async () => {
  isBroken = true;
  const writer = makeWriter();
  writer.add([makeStep(1, 'a'), makeStep(1, 'b')]);
  writer.add([makeStep(2, 'a')]);
  await turn();
  expect(failures).toEqual([1000]);
  await expect(writer.finish()).rejects.toMatchObject({
    name: 'JournalError',
    message:
      'Not kept: the last 2 bars of A and the last bar of B. ' +
      'Missing bars are fetched again at the next Connect, too late for orders. no space',
  });
  // Nobody is told that it is tried again.
  expect(failures).toEqual([1000]);
  isBroken = false;
  writer.add([makeStep(3, 'b')]);
  await expect(writer.finish()).rejects.toThrow('the last 2 bars of B');
  expect(batches).toEqual([]);
});

test('a store that works again at the end keeps everything', async () => {
  isBroken = true;
  const writer = makeWriter();
  writer.add([makeStep(1)]);
  writer.add([makeStep(2)]);
  await turn();
  isBroken = false;
  await writer.finish();
  expect(readBatches()).toEqual([[['a', [1]]], [['a', [2]]]]);
});
