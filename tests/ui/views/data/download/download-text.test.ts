import { describe, expect, test } from 'vitest';
import type { DownloadWait } from '../../../../../src/core/download';
import type { RunningDownload } from '../../../../../src/state/download.svelte';
import {
  describePause,
  describeProgress,
  describeRequest,
  describeWait,
  estimateLeft,
} from '../../../../../src/ui/views/data/download/download-text';

const running: RunningDownload = {
  request: {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    interval: '1m',
    from: Date.UTC(2024, 0, 1),
    to: Date.UTC(2024, 2, 31),
  },
  progress: {
    kind: 'downloading',
    barsDone: 43_000,
    barsTotal: 129_600,
    etaSeconds: 21,
    host: 'data-api.binance.vision',
  },
  pause: undefined,
  isStoring: false,
};
const waiting = (wait: DownloadWait, until = NaN): RunningDownload => ({
  ...running,
  pause: { wait, until },
});

describe('a download under way', () => {
  test('is named by its market and both days that are in it', () => {
    expect(describeRequest(running.request)).toBe('BTCUSDT 1m, 2024-01-01 to 2024-03-30');
  });

  test('tells bars, host and time left', () => {
    expect(describeProgress(running)).toBe(
      'BTCUSDT 1m: 43,000 of 129,600 bars from data-api.binance.vision',
    );
    expect(estimateLeft(running)).toBe('about 21 s left');
  });

  test('tells that it waits for the first answer, and that it keeps the bars', () => {
    expect(describeProgress({ ...running, progress: undefined })).toContain('asking the exchange');
    expect(describeProgress({ ...running, isStoring: true })).toContain('keeping');
    expect(estimateLeft({ ...running, isStoring: true })).toBe('');
  });
});

describe('a download that stands still', () => {
  test.each([
    [{ kind: 'rate-limited', seconds: 42 }, 'The exchange asks to wait'],
    [{ kind: 'offline' }, 'Offline: continues when you are back'],
    [
      { kind: 'retrying', seconds: 2, reason: 'The server answered 502' },
      'The server answered 502; another try follows',
    ],
  ] as const)('says why: %j', (wait, text) => {
    expect(describePause(waiting(wait))).toBe(text);
  });

  test('promises no time', () => {
    expect(estimateLeft(waiting({ kind: 'offline' }))).toBe('');
  });

  test('counts whole seconds down to when it goes on', () => {
    const paused = waiting({ kind: 'rate-limited', seconds: 42 }, 100_000);
    expect(describeWait(paused, 58_000)).toBe('42 s');
    expect(describeWait(paused, 98_500)).toBe('2 s');
    expect(describeWait(paused, 100_000)).toBe('');
    expect(describeWait(paused, 100_000 - 7_200_000)).toBe('2 h');
  });

  test('says no time that nobody knows', () => {
    expect(describeWait(waiting({ kind: 'offline' }), 0)).toBe('');
  });
});
