import { expect, test } from 'vitest';
import { readRecording } from '../../../src/core/live/read-recording';
import type { RecordingHeader } from '../../../src/core/live/recording';
import { createRecorder } from '../../../workers/live/recorder';

const header: RecordingHeader = {
  format: 'tabquant-recording',
  version: 2,
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
