import { expect, test } from 'vitest';
import {
  readRecording,
  type RecordingHeader,
  writeLine,
} from '../../../src/live/recording/recording';
import { createRecorder, createRecordings } from '../../../src/live/recording/recorder';
import type { RecordingInfo } from '../../../workers/api/live';

const header: RecordingHeader = {
  format: 'tabquant-recording',
  version: 3,
  session: { symbols: ['BTCUSDT'], intervalMs: 60_000, historyBars: 10, seed: 1 },
  watch: {},
  accounts: [],
};

test('a recording that finds no more room keeps its beginning whole, which can be run again', async () => {
  let room = 1000;
  const recorder = createRecorder(header, (characters) => (room -= characters) >= 0);
  for (let at = 5; at < 1000; at++) recorder.take({ kind: 'tick', at });
  expect(recorder.isFull()).toBe(true);
  const { inputs, footer } = readRecording((await recorder.write()).join(''));
  expect(inputs.length).toBeGreaterThan(10);
  expect(inputs).toEqual(inputs.map((_, index) => ({ kind: 'tick', at: 5 + index })));
  expect(footer).toMatchObject({ inputs: inputs.length, at: 4 + inputs.length, trades: {} });
  expect(recorder.stats()).toMatchObject({ from: 5, to: 4 + inputs.length });
});

test('what is written is of one moment, although the session goes on while it is hashed', async () => {
  const recorder = createRecorder(header, () => true);
  recorder.take({ kind: 'tick', at: 1 });
  const writing = recorder.write();
  recorder.take({ kind: 'tick', at: 2 });
  const { inputs, footer } = readRecording((await writing).join(''));
  expect(inputs).toHaveLength(1);
  expect(footer?.inputs).toBe(1);
});

const makeHeader = (symbol: string): RecordingHeader => ({
  format: 'tabquant-recording',
  version: 3,
  session: { symbols: [symbol], intervalMs: 60_000, historyBars: 10, seed: 1 },
  watch: {},
  accounts: [],
});
const headerLength = writeLine(makeHeader('A')).length;
const tickLength = writeLine({ kind: 'tick', at: 100 }).length;

/** A recordings with room for `ticks` ticks beside two headers. */
function openRecordings(ticks: number) {
  const dropped: RecordingInfo[] = [];
  const recordings = createRecordings(
    (info) => dropped.push(info),
    2 * headerLength + ticks * tickLength,
  );
  const record = (symbol: string, count: number) => {
    const recorder = recordings.begin(makeHeader(symbol));
    for (let index = 0; index < count; index++) recorder.take({ kind: 'tick', at: 100 + index });
    return recorder;
  };
  const symbols = () => recordings.list().recordings.flatMap((one) => one.symbols);
  return { recordings, dropped, record, symbols };
}

test('a recording stays when the next one begins, until it is discarded', async () => {
  const { recordings, record } = openRecordings(100);
  record('A', 3);
  record('B', 2);
  const [a, b] = recordings.list().recordings;
  expect([a, b].map(({ isRunning }) => isRunning)).toEqual([false, true]);
  expect(a).toMatchObject({ from: 100, to: 102, characters: headerLength + 3 * tickLength });
  expect(() => recordings.discard(b.id)).toThrow(/still running/);
  recordings.end();
  expect((await recordings.export(b.id)).join('')).toContain('"symbols":["B"]');
  recordings.discard(a.id);
  expect(recordings.list().recordings.map(({ id }) => id)).toEqual([b.id]);
  await expect(recordings.export(a.id)).rejects.toThrow(/no longer exists/);
});

test('an export counts as one until something is added', async () => {
  const { recordings, record } = openRecordings(100);
  const recorder = record('A', 3);
  await recordings.export('1');
  expect(recordings.list().recordings[0].isSafe).toBe(true);
  recorder.take({ kind: 'tick', at: 200 });
  expect(recordings.list().recordings[0].isSafe).toBe(false);
});

test('when room runs out the oldest that has ended goes, and that is told', () => {
  const { recordings, record, symbols, dropped } = openRecordings(10);
  record('A', 5);
  record('B', 5);
  record('C', 5);
  expect(symbols()).toEqual(['B', 'C']);
  expect(dropped.map((one) => one.symbols)).toEqual([['A']]);
  expect(recordings.list().droppedCount).toBe(1);
});

test('what was exported goes before what was not, and is no loss', async () => {
  const { recordings, record, symbols, dropped } = openRecordings(10);
  record('A', 5);
  record('B', 5);
  recordings.end();
  await recordings.export('2');
  record('C', 5);
  expect(symbols()).toEqual(['A', 'C']);
  expect(dropped).toEqual([]);
});

test('one that has ended moves to where it is stored, and stays here where it is refused', async () => {
  const { recordings, record, symbols } = openRecordings(100);
  record('A', 3);
  record('B', 2);
  record('C', 1);
  const moved: string[] = [];
  const store = ({ symbols: [symbol] }: RecordingInfo, text: readonly string[]): Promise<void> => {
    if (symbol === 'B') return Promise.reject(new Error('The space is used up.'));
    moved.push(`${symbol} ${readRecording(text.join('')).inputs.length}`);
    return Promise.resolve();
  };
  await expect(recordings.moveEnded(store)).rejects.toThrow('The space is used up.');
  expect(moved).toEqual(['A 3']);
  expect(symbols()).toEqual(['B', 'C']);
  expect(recordings.list().droppedCount).toBe(0);
});

test('one that is discarded while it is stored takes no other with it', async () => {
  const { recordings, record, symbols } = openRecordings(100);
  record('A', 3);
  record('B', 2);
  await recordings.moveEnded(({ id }) => Promise.resolve(recordings.discard(id)));
  expect(symbols()).toEqual(['B']);
});

test('the recording that runs ends when there is nothing left to drop', () => {
  const { recordings, record } = openRecordings(10);
  record('A', 1);
  const recorder = record('B', 50);
  expect(recorder.isFull()).toBe(true);
  const [only] = recordings.list().recordings;
  expect(only).toMatchObject({ symbols: ['B'], isFull: true });
  expect(only.characters).toBeLessThanOrEqual(2 * headerLength + 10 * tickLength);
});
