import { expect, test } from 'vitest';
import {
  describeContents,
  describeRecording,
  describeReplay,
  describeRunning,
} from '../../../../src/ui/views/live/recording/recording-text';
import type { RecordingInfo, RecordingReport } from '../../../../workers/api/live';

const noon = Date.UTC(2024, 0, 1, 12);
const recording: RecordingInfo = {
  id: '1',
  symbols: ['BTCUSDT'],
  from: noon,
  to: noon + 125_000,
  bars: 1002,
  characters: 1_200_000,
  isRunning: true,
  isFull: false,
  isSafe: false,
};
const report: RecordingReport = {
  symbols: ['BTCUSDT', 'ETHUSDT'],
  intervalMs: 60_000,
  from: noon,
  to: noon + 7_200_000,
  inputs: 9120,
  bars: 240,
  accounts: [],
  verdict: 'equal',
};

test('a recording is described by its length, its bars and its size', () => {
  expect(describeRecording(recording)).toBe('2 min 5 s · 1,002 bars · 1.2 MB');
});

test('a recording that runs says what it holds, and that it ends where there is no more room', () => {
  expect(describeRunning(recording)).toBe('Recording: 2 min 5 s · 1,002 bars · 1.2 MB');
  expect(describeRunning({ ...recording, isFull: true })).toMatch(
    /^The recording is full.*1\.2 MB/,
  );
});

test('a replay says what it held and whether the trades are the same', () => {
  expect(describeContents(report)).toBe(
    'BTCUSDT, ETHUSDT, 2024-01-01 12:00 to 14:00 UTC: 240 bars, 9,120 inputs.',
  );
  expect(describeReplay(report)).toMatch(/^Equal/);
  expect(describeReplay({ ...report, verdict: 'different' })).toMatch(/^Different/);
});
