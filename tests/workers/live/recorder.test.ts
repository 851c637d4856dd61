import { expect, test } from 'vitest';
import { readRecording, type RecordingHeader } from '../../../src/core/live/recording';
import { createRecorder } from '../../../workers/live/recorder';

const header: RecordingHeader = {
  format: 'tabquant-recording',
  version: 1,
  session: { symbols: ['BTCUSDT'], intervalMs: 60_000, historyBars: 10, seed: 1 },
  watch: {},
  accounts: [],
};

test('a recording that is full keeps its beginning whole, which can be run again', () => {
  const recorder = createRecorder(header, 1000);
  for (let at = 0; at < 1000; at++) recorder.take({ kind: 'tick', at });
  expect(recorder.isFull()).toBe(true);
  const text = recorder.parts().join('');
  expect(text.length).toBeLessThanOrEqual(1000);
  const { inputs } = readRecording(text);
  expect(inputs.length).toBeGreaterThan(10);
  expect(inputs).toEqual(inputs.map((_, at) => ({ kind: 'tick', at })));
});
