import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from '../../../src/charts/market/pace';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Times at which it was done, ms after the start. */
function record(minMs: number) {
  const startMs = performance.now();
  const times: number[] = [];
  return { times, pace: new Pace(() => times.push(performance.now() - startMs), minMs) };
}

it('acts at once after a rest, and once more when the time is over', () => {
  const { times, pace } = record(125);
  // Asked for at 0, 16, ..., 240: done at 0, 125, and for the rest at 250.
  for (let at = 0; at < 16; at++) {
    pace.ask();
    vi.advanceTimersByTime(16);
  }
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([0, 125, 250]);
});

it('acts at once where that is urgent, and not again for what was asked for before', () => {
  const { times, pace } = record(125);
  pace.ask();
  vi.advanceTimersByTime(20);
  pace.ask();
  pace.ask(true);
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([0, 20]);
});

it('does nothing more after it is cancelled, until it is asked again', () => {
  const { times, pace } = record(125);
  pace.ask();
  vi.advanceTimersByTime(20);
  pace.ask();
  pace.cancel();
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([0]);
  pace.ask();
  expect(times).toEqual([0, 1020]);
});
