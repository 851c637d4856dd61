import { describe, expect, test } from 'vitest';
import { readRecording } from '../../../src/live/recording/recording';
import { replayRecording } from '../../../src/live/recording/replay';

const header = {
  format: 'tabquant-recording',
  version: 3,
  session: { symbols: ['BTCUSDT'], intervalMs: 60_000, historyBars: 10, seed: 1 },
  watch: {},
  accounts: [],
};
const tick = { kind: 'tick', at: 5 };
const end = { kind: 'end', at: 5, inputs: 2, bars: 0, trades: {} };

const write = (...lines: readonly unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const whole = write(header, tick, tick, end);

test('a whole recording is read, whatever the line ends of the file are', () => {
  const recording = readRecording(whole);
  expect(recording).toEqual({ header, inputs: [tick, tick], footer: end });
  expect(readRecording(whole.replaceAll('\n', '\r\n'))).toEqual(recording);
  expect(readRecording(whole.trimEnd())).toEqual(recording);
});

describe('a file that is no whole recording is refused with its line and what to do', () => {
  const session = { ...header.session, seed: '1' };
  test.each<readonly [string, string, RegExp]>([
    ['nothing', '', /file is empty.*Choose a file/],
    ['text', 'hello\n', /line 1 is not the header.*Choose a file/],
    ['another JSON', write({ format: 'tabquant-paper-account', version: 1 }), /line 1 is not/],
    ['a list', write([1, 2]), /line 1 is not/],
    ['a newer version', write({ ...header, version: 4 }), /line 1 is of version 4.*Reload/],
    ['an older version', write({ ...header, version: 2 }), /line 1 is of version 2.*again/],
    [
      'a bad session',
      write({ ...header, session }, end),
      /line 1: session\.seed must be a whole number, was "1"/,
    ],
    ['no accounts', write({ ...header, accounts: undefined }, end), /line 1: accounts/],
    ['a line cut short', whole.slice(0, -8), /line 4 is not a JSON object.*Export/],
    ['a missing end', write(header, tick, tick), /last line, 3, .*cut short.*Export/],
    ['a missing input', write(header, tick, end), /line 3 says that 2 .* there are 1/],
    ['an unknown kind', write(header, { kind: 'tock', at: 1 }, end), /line 2 .*"tock"/],
    ['a missing time', write(header, { kind: 'tick' }, end), /line 2: at must be a time/],
    ['something after the end', whole + write(tick), /line 5 comes after the end/],
    ['a model without weights', write(header, { kind: 'model', at: 1 }, end), /line 2: the model/],
    [
      'an end without hashes',
      write(header, tick, tick, { ...end, trades: { a: {} } }),
      /line 4 must/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readRecording(text)).toThrow(message);
    expect(() => readRecording(text)).toThrow(expect.objectContaining({ name: 'RecordingError' }));
  });
});

test('an input that cannot be run is told with its line', () => {
  const broken = { kind: 'account', at: 5, state: {} };
  const text = write(header, tick, broken, end);
  expect(() => replayRecording(readRecording(text))).toThrow(/line 3 cannot be run/);
});
