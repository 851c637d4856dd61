import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAttention } from '../../src/client/attention';

const tones = vi.fn();
/** Lets the browser play, as it does after a gesture. */
let allowSound: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  tones.mockClear();
  vi.stubGlobal('document', new EventTarget());
  const allowed = new Promise<void>((resolve) => (allowSound = resolve));
  const node = () => ({
    frequency: {},
    gain: { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() },
    connect: (next: unknown) => next,
    start: tones,
    stop: vi.fn(),
  });
  class FakeAudioContext {
    readonly currentTime = 0;
    readonly resume = () => allowed;
    readonly createOscillator = node;
    readonly createGain = node;
  }
  vi.stubGlobal('AudioContext', FakeAudioContext);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('plays a tone each time once the browser lets it', async () => {
  const attention = createAttention();
  allowSound();
  for (let count = 1; count <= 3; count++) {
    attention.beep();
    await vi.advanceTimersByTimeAsync(0);
    expect(tones).toHaveBeenCalledTimes(count);
  }
});

it('plays the tones that had to wait as one, however busy the machine', async () => {
  const attention = createAttention();
  attention.beep();
  await vi.advanceTimersByTimeAsync(30_000);
  attention.beep();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(tones).not.toHaveBeenCalled();
  allowSound();
  await vi.advanceTimersByTimeAsync(0);
  expect(tones).toHaveBeenCalledOnce();
});

it('drops a tone that the next bar has made out of date, and plays the next one', async () => {
  const attention = createAttention();
  attention.beep();
  await vi.advanceTimersByTimeAsync(60_000);
  allowSound();
  await vi.advanceTimersByTimeAsync(0);
  expect(tones).not.toHaveBeenCalled();
  attention.beep();
  await vi.advanceTimersByTimeAsync(0);
  expect(tones).toHaveBeenCalledOnce();
});
