import { expect, test } from 'vitest';
import type { RecordingInfo } from '../../../workers/api/live';
import { makeLive } from './fake-live';

const recording: RecordingInfo = {
  id: '1',
  symbols: ['BTCUSDT'],
  from: 0,
  to: Date.UTC(2024, 0, 1, 12),
  bars: 3,
  characters: 1000,
  isRunning: true,
  isFull: false,
  isSafe: false,
};

test('a recording is there after the connection has ended, and can be exported and discarded', async () => {
  const { live, send, keepRecordings, calls } = makeLive();
  await live.connect();
  send({ kind: 'recordings', recordings: [recording], droppedCount: 0 });
  expect(live.recordings.list).toEqual([recording]);
  const ended = { ...recording, isRunning: false };
  keepRecordings([ended]);
  await live.disconnect();
  expect(live.recordings.list).toEqual([ended]);

  const saved: string[] = [];
  await live.recordings.export(ended, (_, name) => saved.push(name));
  expect(saved).toEqual(['tabquant-recording-2024-01-01T1200.ndjson']);
  await live.recordings.discard(ended);
  expect(calls.slice(-2)).toEqual(['export 1', 'discard 1']);
  expect(live.recordings.list).toEqual([]);
});

test('recordings that die with the worker are told as lost', async () => {
  const { live, send, die } = makeLive();
  await live.connect();
  send({ kind: 'recordings', recordings: [recording], droppedCount: 0 });
  die(new Error('The worker stopped.'));
  await expect.poll(() => live.failure).toMatch(/stopped\. Recordings .* are lost/);
  expect(live.recordings.list).toEqual([]);
});

test('a file that cannot be run is told, and its worker ends', async () => {
  const { live, calls } = makeLive();
  await live.recordings.open(new File(['text'], 'a.ndjson'));
  expect(live.recordings.failure).toBe('recording: line 1 is text');
  expect(live.recordings.opened).toBeUndefined();
  expect(calls).toEqual(['end']);
});

test('a file that runs shows its progress and can be cancelled, which is no failure', async () => {
  const { live, calls } = makeLive();
  const opening = live.recordings.open(new File(['endless'], 'a.ndjson'));
  await expect.poll(() => live.recordings.progress?.done).toBe(1);
  live.recordings.job.cancel();
  await opening;
  expect(live.recordings.failure).toBeUndefined();
  expect(live.recordings.progress).toBeUndefined();
  expect(calls).toEqual(['end']);
});
