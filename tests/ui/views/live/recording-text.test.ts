import { expect, test } from 'vitest';
import {
  describeContents,
  describeKeeping,
  describeRecording,
  describeReplay,
  nameStart,
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
  isExported: false,
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
  expect(nameStart(recording)).toBe('from 2024-01-01 12:00');
});

test.each([
  [{}, 'recording'],
  [{ isRunning: false }, 'not exported'],
  [{ isRunning: false, isExported: true }, 'exported'],
  [{ isFull: true }, 'full: it ends here'],
  [{ isFull: true, isExported: true }, 'full, exported'],
])('%o is told as %s', (change, text) => {
  expect(describeKeeping({ ...recording, ...change })).toBe(text);
});

test('a replay says what it held and whether the trades are the same', () => {
  expect(describeContents(report)).toBe(
    'BTCUSDT, ETHUSDT, 2024-01-01 12:00 to 14:00 UTC: 240 bars, 9,120 inputs.',
  );
  expect(describeReplay(report)).toMatch(/^Equal/);
  expect(describeReplay({ ...report, verdict: 'different' })).toMatch(/^Different/);
});
